"""The vehicle registry cannot be asked: a guest with a VIN hears what the letter says, and that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timezone

import pytest

from assistant.desk.conversation import Memory, converse
from assistant.desk.desk import Desk, Moment
from assistant.eligibility.facts import Facts
from assistant.eligibility.record import VehicleRecord
from assistant.errors import StorageError
from benchmarks.real_desk import open_real_desk

MOMENT = Moment(date(2024, 2, 10), datetime(2024, 2, 10, 18, tzinfo=timezone.utc))
VIN = "2T2GACVZ8PC079756"


class Registry:
    """Knows that the vehicle's key was delivered; may be away."""

    away = True

    def find(self, vin: str) -> VehicleRecord | None:
        if self.away:
            raise StorageError("The database is away.")
        return VehicleRecord(delivered_on=date(2024, 1, 5))


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def desk(registry: Registry) -> Iterator[Desk]:
    with open_real_desk(registry) as desk:
        yield desk


def test_what_could_not_be_looked_up_is_said_and_comes_back(desk: Desk, registry: Registry) -> None:
    asked = f"is my car in the program? VIN {VIN}, built in August 2023"
    replies, memory = converse(desk, asked, Memory(), MOMENT)
    assert "I cannot look your VIN up" in replies[-1].text
    assert "have your dealer check" in replies[-1].speech
    registry.away = False
    replies, _ = converse(desk, "is my car in the program?", memory, MOMENT)
    assert "cannot look" not in replies[-1].text
    assert replies[-1].verdict is not None
    assert replies[-1].verdict.outcome == "already_delivered"


def test_an_agent_is_not_told_half_of_it(desk: Desk) -> None:
    with pytest.raises(StorageError):
        desk.verdict(Facts(vin=VIN), on=MOMENT.on)
