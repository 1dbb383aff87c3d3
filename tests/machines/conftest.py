"""The house is started once: Rasa takes its time."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from many_machines import House, furnish

from tests.conftest import _new_database


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Iterator[House]:
    """The house, with two of its three workers."""
    redis_url = os.environ.get("TEST_REDIS_URL", "")
    if not redis_url:
        pytest.skip("Redis: TEST_REDIS_URL is not set; tools/with_services.py starts one")
    root = tmp_path_factory.mktemp("house")
    furnish(root)
    databases = _new_database(postgres_server)
    house = House(root, next(databases), redis_url)
    try:
        house.start(house.actions, *house.workers[:2], *house.doors)
        yield house
    finally:
        for part in house.all:
            if part.lives:
                part.kill()
        databases.close()
