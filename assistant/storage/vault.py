"""VINs kept so that nobody reads them: sealed where they must come back, hashed where not."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

_MARK = "sealed:"


class Vault:
    """Seals and fingerprints VINs with the installation's secret."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"vin:" + secret.encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(self._key))

    def seal(self, text: str) -> str:
        """Text that only this installation can open; fit for slots and trackers."""
        return _MARK + self._fernet.encrypt(text.encode()).decode()

    def open(self, text: str) -> str | None:
        """What was sealed; plain text as it is; None for a seal of another installation."""
        if not text.startswith(_MARK):
            return text
        try:
            return self._fernet.decrypt(text[len(_MARK) :].encode()).decode()
        except InvalidToken:
            return None

    def fingerprint(self, vin: str) -> str:
        """A keyed hash (64 hex digits): the same for the same VIN, useless without the secret."""
        return hmac.digest(self._key, vin.upper().encode(), "sha256").hex()
