"""Every setting, its default, and the environment variable that changes it.

Settings are read once, at a door, and handed down; nothing below a door reads the environment.
All variables begin with SECOND_KEY_. docs/settings.md has a heading for each.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from assistant.errors import AssistantError

PREFIX = "SECOND_KEY_"


def find_root(start: Path | None = None) -> Path:
    """The folder that holds knowledge/: the working folder or one above it, else this checkout."""
    start = start or Path.cwd()
    for folder in (start, *start.parents):
        if (folder / "knowledge" / "topics").is_dir():
            return folder
    return Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """What a person who runs the assistant may change."""

    root: Path
    """The repository: knowledge/, data/, models/ and var/ stand in it."""
    database_url: str = field(default="", repr=False)
    """SQLAlchemy URL. Empty: SQLite in var/second-key.db."""
    host: str = "127.0.0.1"
    """The address on which the web door listens."""
    port: int = 8080
    """The web door's port."""
    rasa_host: str = "127.0.0.1"
    """The address on which Rasa listens. Whoever reaches it speaks as any guest: doors only."""
    rasa_port: int = 5005
    """Rasa's port."""
    rasa_url: str = ""
    """Where the web door finds Rasa: one address, or several workers' with commas between.
    Empty: on this machine."""
    actions_host: str = "127.0.0.1"
    """The address on which the action server listens. For Rasa only."""
    actions_port: int = 5055
    """The action server's port."""
    actions_url: str = ""
    """Where Rasa finds the action server: "http://actions:5055". Empty: on this machine."""
    model: str = ""
    """A Rasa model file or folder. Empty: the newest in models/."""
    encoder: str = ""
    """Folder with a sentence encoder (model.safetensors, tokenizer.json). Empty: the package's.
    "none": recognise by words alone."""
    secret: str = field(default="", repr=False)
    """Key for sealing VINs and signing sessions. Empty: made once and kept in var/secret.key."""
    allowed_origins: str = ""
    """Comma-separated origins of other sites that may embed the widget."""
    redis_url: str = field(default="", repr=False)
    """Redis for the lock store, needed with more than one Rasa worker. Empty: in memory."""
    public_url: str = ""
    """The address under which guests reach the web door, when a proxy stands before it."""
    trusted_proxies: str = ""
    """Comma-separated addresses or networks of proxies whose X-Forwarded-For is believed."""
    drain_seconds: int = 0
    """How long a web door that was told to stop still answers, while balancers turn away."""
    twilio_token: str = field(default="", repr=False)
    """The telephone provider's secret (Twilio's auth token), which signs its requests. Empty: the
    phone line answers on this machine only, for trying."""
    phone_voice: str = "Polly.Joanna"
    """The telephone provider's voice; one that understands SSML."""
    oidc_issuer: str = ""
    """Address of an OpenID Connect provider for agents. Empty: accounts with passwords only."""
    oidc_client_id: str = ""
    """The name under which the provider knows the console."""
    oidc_client_secret: str = field(default="", repr=False)
    """The console's password at the provider. Empty for a public client (PKCE alone)."""
    oidc_button: str = ""
    """What the sign-in page's button says. Empty: "Sign in with your company account"."""
    oidc_role_claim: str = ""
    """The claim with somebody's roles or groups; "a.b" is b inside a. Empty: "groups"."""
    oidc_roles: str = ""
    """Which of its values mean which role: "key-agents=agent, key-editors=editor"."""
    metrics_token: str = field(default="", repr=False)
    """The password (`Authorization: Bearer ...`) for /metrics from other machines. Empty: this
    machine only."""
    handoff_wait_seconds: int = 120
    """How long a guest in the chat waits for a person before hearing that nobody is free."""
    keep_conversations_days: int = 30
    """How long a conversation is kept after the last word, with its thumbs, chats and calls."""
    keep_trackers_days: int = 30
    """How long Rasa's memory of a conversation (its slots and last turns) is kept."""
    keep_handoff_texts_days: int = 7
    """How long after a chat with an agent its full, sealed text is kept; the masked one stays."""
    keep_calls_days: int = 1
    """How long the state of a phone call that was never hung up is kept."""
    keep_unanswered_days: int = 180
    """How long a question without an answer is kept after it was asked last."""
    keep_call_backs_days: int = 90
    """How long a wish to be called back is kept, done or not."""
    keep_disclosures_days: int = 365
    """How long the sealed copy of a disclosure form is kept."""
    keep_audit_days: int = 365
    """How long it is kept which agent looked up what."""
    keep_sign_ins_days: int = 30
    """How long ended and failed sign-ins, and who was at the console, are kept."""

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str] | None = None, *, root: Path | None = None
    ) -> Settings:
        """Read SECOND_KEY_*; an unknown name or a port that is no number is an AssistantError."""
        environ = os.environ if environ is None else environ
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        values: dict[str, object] = {}
        for name, text in environ.items():
            if not name.startswith(PREFIX) or name in SECRETS:
                continue
            if name not in known:
                raise AssistantError(
                    f"The environment variable {name} is not a setting. "
                    f"The settings are: {', '.join(sorted([*known, *SECRETS]))}."
                )
            values[known[name].name] = _typed(name, text, known[name].name)
        if root is not None:
            values["root"] = root
        values.setdefault("root", find_root())
        return cls(**values)  # type: ignore[arg-type]

    @property
    def knowledge(self) -> Path:
        """The folder that editors own."""
        return self.root / "knowledge"

    @property
    def dialogue(self) -> Path:
        """The folder with the dialogue phrasings."""
        return self.root / "data" / "nlu"

    @property
    def var(self) -> Path:
        """Where running things keep what they make: database, key, caches. Never committed."""
        return self.root / "var"

    @property
    def database(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database_url or f"sqlite:///{self.var / 'second-key.db'}"

    @property
    def rasa_urls(self) -> tuple[str, ...]:
        """Where Rasa's workers are, with the default filled in."""
        return listed(self.rasa_url) or (f"http://127.0.0.1:{self.rasa_port}",)

    @property
    def action_endpoint(self) -> str:
        """Where the action server takes calls, with the default filled in."""
        url = self.actions_url.rstrip("/") or f"http://127.0.0.1:{self.actions_port}"
        return f"{url}/webhook"

    def secret_key(self) -> str:
        """The secret, made on first use: 32 random bytes in var/secret.key, for its owner only."""
        if self.secret:
            return self.secret
        file = self.var / "secret.key"
        self.var.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return file.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(32))
        return file.read_text(encoding="ascii").strip()


SECRETS: tuple[str, ...] = ()
"""Variables that doors read by themselves because they are passwords of other services."""


def listed(text: str) -> tuple[str, ...]:
    """ "a, b" as ("a", "b"); addresses without a slash at their end."""
    return tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())


def _is_number(text: str) -> bool:
    """A few plain digits; "²" is a digit too, and no number."""
    return text.isascii() and text.isdigit() and len(text) < 10


def _typed(name: str, text: str, field: str) -> object:
    if field == "root":
        return Path(text)
    if field.startswith("keep_"):
        return _days(name, text)
    if field == "drain_seconds":
        return _seconds(name, text, least=0)
    if field.endswith("_seconds"):
        return _seconds(name, text, least=10)
    if not field.endswith("port"):
        return text
    if not _is_number(text) or not 0 < int(text) < 65536:
        raise AssistantError(f"{name} is {text!r}; a port is a number from 1 to 65535.")
    return int(text)


def _seconds(name: str, text: str, *, least: int) -> int:
    if not _is_number(text) or not least <= int(text) <= 3600:
        raise AssistantError(f"{name} is {text!r}; it is a number of seconds from {least} to 3600.")
    return int(text)


def _days(name: str, text: str) -> int:
    if not _is_number(text) or not 1 <= int(text) <= 3650:
        raise AssistantError(f"{name} is {text!r}; it is a number of days from 1 to 3650.")
    return int(text)
