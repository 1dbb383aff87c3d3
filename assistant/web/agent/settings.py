"""What whoever runs the agents' door may change, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.storage.users import ROLES, Role


@dataclass(frozen=True)
class ProviderSettings:
    """An OpenID Connect provider: a company's own sign-in."""

    issuer: str
    """Its address, under which /.well-known/openid-configuration is found."""
    client_id: str
    client_secret: str = field(default="", repr=False)
    """Empty for a public client, which proves itself by PKCE alone."""
    button: str = "Sign in with your company account"
    scopes: str = "openid profile email"
    role_claim: str = "groups"
    """The claim that holds somebody's roles or groups: a text or a list; "a.b" is b inside a."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    """A value of that claim -> the role here; of several, the highest. No match: no entrance."""


@dataclass(frozen=True)
class AgentSettings:
    """The agents' door."""

    secret: str = field(repr=False)
    """Signs cookies and CSRF tokens, seals what names people."""
    own_url: str = "http://127.0.0.1:8080"
    """The address under which browsers reach the door; with https, cookies are Secure."""
    provider: ProviderSettings | None = None
    """None: accounts with passwords only."""
    passwords: bool = True
    """Whether accounts with passwords may sign in."""
    lasts: timedelta = timedelta(hours=12)
    """How long somebody stays signed in at most."""
    idle: timedelta = timedelta(hours=2)
    """How long somebody stays signed in without doing anything."""


def agent_settings(settings: Settings) -> AgentSettings:
    """The agents' door from the settings. Raises AssistantError when a role is none of ours."""
    own_url = settings.public_url or f"http://{settings.host}:{settings.port}"
    provider = None
    if settings.oidc_issuer:
        provider = ProviderSettings(
            issuer=settings.oidc_issuer.rstrip("/"),
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret,
            button=settings.oidc_button or ProviderSettings.button,
            role_claim=settings.oidc_role_claim or ProviderSettings.role_claim,
            roles=read_roles(settings.oidc_roles),
        )
    return AgentSettings(
        secret=settings.secret_key(), own_url=own_url.rstrip("/"), provider=provider
    )


def read_roles(text: str) -> dict[str, Role]:
    """ "key-agents=agent, key-editors=editor" as a mapping."""
    roles: dict[str, Role] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        value, _, name = entry.rpartition("=")
        role = next((role for role in ROLES if role == name.strip()), None)
        if not value.strip() or role is None:
            raise AssistantError(
                f"SECOND_KEY_OIDC_ROLES: {entry!r} is no mapping. Write it like "
                f"key-agents=agent, where the last word is one of {', '.join(ROLES)}."
            )
        roles[value.strip()] = role
    return roles
