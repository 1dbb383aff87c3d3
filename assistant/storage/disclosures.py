"""Copies of the disclosure forms that were made: sealed, for who may open them."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.storage.database import reading, writing
from assistant.storage.schema import disclosures
from assistant.storage.vault import Vault


@dataclass(frozen=True)
class KeptForm:
    """One copy, as a list shows it."""

    id: str
    created: datetime
    user: str
    last_six: str
    """The last characters of the VIN."""


class Disclosures:
    """Keeps and opens copies. Every method raises StorageError when the database is away."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine, self._vault = engine, vault

    def keep(
        self, vin: str, pdf: bytes, fields: Mapping[str, str], *, user: str, now: datetime
    ) -> KeptForm:
        """Keep a copy. Names, addresses, the VIN and the paper itself are sealed."""
        kept = KeptForm(str(uuid.uuid4()), now, user, vin[-6:])
        content = json.dumps({"fields": dict(fields), "pdf": base64.b64encode(pdf).decode()})
        with writing(self._engine) as db:
            db.execute(
                disclosures.insert().values(
                    id=kept.id,
                    created=now,
                    user=user,
                    vehicle=self._vault.fingerprint(vin),
                    last_six=kept.last_six,
                    sealed=self._vault.seal(content),
                )
            )
        return kept

    def list(self, *, limit: int = 50) -> list[KeptForm]:
        """The newest first."""
        query = sa.select(disclosures).order_by(disclosures.c.created.desc()).limit(limit)
        with reading(self._engine) as db:
            rows = db.execute(query).all()
        return [
            KeptForm(
                row.id,
                row.created if row.created.tzinfo else row.created.replace(tzinfo=timezone.utc),
                row.user,
                row.last_six,
            )
            for row in rows
        ]

    def pdf(self, id: str) -> tuple[bytes, str] | None:
        """The paper and its VIN; None when there is no such copy, or another secret sealed it."""
        query = sa.select(disclosures.c.sealed).where(disclosures.c.id == id)
        with reading(self._engine) as db:
            row = db.execute(query).first()
        opened = self._vault.open(row.sealed) if row else None
        if opened is None:
            return None
        content = json.loads(opened)
        return base64.b64decode(content["pdf"]), str(content["fields"]["vin"])
