"""Passwords: what is asked of one, and how one is kept (argon2id)."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.errors import AssistantError

SHORTEST = 12
LONGEST = 256
"""Characters. Longer ones would only cost time to hash."""

_OBVIOUS = (
    "password",
    "passw0rd",
    "123456",
    "qwerty",
    "letmein",
    "lexus",
    "secondkey",
    "smartkey",
    "admin",
    "welcome",
    "changeme",
)
"""Words with which a password is guessed first; one may hold them, but not be little more."""


class WeakPassword(AssistantError):
    """The password would soon be guessed."""


class Passwords:
    """Hashes and verifies. One hash takes some 50 ms and 64 MB on purpose."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        # Verified against when there is no such account, so that this takes as long.
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str, *, name: str) -> str:
        """The hash to keep. Raises WeakPassword, with what to do about it."""
        password = _normal(password)
        if len(password) < SHORTEST:
            raise WeakPassword(f"A password needs at least {SHORTEST} characters. Try four words.")
        if len(password) > LONGEST:
            raise WeakPassword(f"A password has at most {LONGEST} characters.")
        rest = password.casefold()
        for word in (name.casefold(), *_OBVIOUS):
            rest = rest.replace(word, "")
        if len(set(rest)) < 5:
            raise WeakPassword("This password is among the first to be guessed. Try four words.")
        return self._hasher.hash(password)

    def fits(self, password: str, kept: str | None) -> bool:
        """Whether this is the password. `kept` None takes as long and never fits."""
        password = _normal(password)
        if len(password) > LONGEST:
            return False
        try:
            return self._hasher.verify(kept or self._nobody, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    def renewed(self, password: str, kept: str) -> str | None:
        """A new hash of a password that fits, if the kept one is weaker than today's."""
        if not self._hasher.check_needs_rehash(kept):
            return None
        return self._hasher.hash(_normal(password))


def _normal(password: str) -> str:
    """The same whatever keyboard typed it."""
    return unicodedata.normalize("NFKC", password.encode("utf-8", "replace").decode())
