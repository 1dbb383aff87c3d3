"""Who looked up what, when. One line a look-up; never a VIN or a guest's words in the clear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.storage.database import reading, writing
from assistant.storage.masking import mask_data
from assistant.storage.schema import audit
from assistant.storage.vault import Vault


@dataclass(frozen=True)
class Line:
    """One look-up."""

    at: datetime
    user: str
    action: str
    """`topic`, `vehicle`, `disclosure`, `sign_in`, ..."""
    last_six: str
    """The last characters of the VIN; empty when there was none."""
    detail: dict[str, Any]
    """Masked."""


class Audit:
    """Writes and reads the lines. Raises StorageError: what cannot be noted is not looked up."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine, self._vault = engine, vault

    def note(
        self,
        user: str,
        action: str,
        *,
        now: datetime,
        vin: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Write one line. `vin` is kept as its keyed hash and its last six characters."""
        with writing(self._engine) as db:
            db.execute(
                audit.insert().values(
                    at=now,
                    user=user,
                    action=action,
                    vehicle=self._vault.fingerprint(vin) if vin else None,
                    last_six=vin[-6:] if vin else None,
                    detail=mask_data(dict(detail or {})),
                )
            )

    def lines(self, *, vin: str = "", limit: int = 200) -> list[Line]:
        """The newest first; with `vin`, those about this vehicle."""
        query = sa.select(audit).order_by(audit.c.position.desc()).limit(limit)
        if vin:
            query = query.where(audit.c.vehicle == self._vault.fingerprint(vin))
        with reading(self._engine) as db:
            rows = db.execute(query).all()
        return [
            Line(
                row.at if row.at.tzinfo else row.at.replace(tzinfo=timezone.utc),
                row.user,
                row.action,
                row.last_six or "",
                dict(row.detail),
            )
            for row in rows
        ]
