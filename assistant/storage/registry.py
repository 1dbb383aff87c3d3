"""The vehicle registry: what a dealer's list says of each VIN."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.eligibility.facts import BuildDate
from assistant.eligibility.record import VehicleRecord
from assistant.storage.database import open_database, reading
from assistant.storage.schema import vehicles
from assistant.storage.vault import Vault


class Registry:
    """Looks vehicles up by VIN; knows them only by a keyed hash."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine, self._vault = engine, vault

    def find(self, vin: str) -> VehicleRecord | None:
        """The record of a VIN, None when it was never imported. Raises StorageError."""
        query = sa.select(vehicles).where(vehicles.c.fingerprint == self._vault.fingerprint(vin))
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return VehicleRecord(
            model=row.model,
            model_year=row.model_year,
            built=BuildDate.parse(row.built) if row.built else None,
            plant=row.plant,
            phase=row.phase,
            delivered_on=row.delivered_on,
        )


def open_registry(url: str, secret: str) -> Registry | None:
    """The registry of a database; None while there is no database yet, and so no vehicles."""
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return None
    return Registry(open_database(url), Vault(secret))
