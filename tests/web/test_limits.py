"""Rates are kept for each key by itself, and only for keys that were used just now."""

from __future__ import annotations

import pytest
from door_fakes import Clock

from assistant.web.limits import Limit, TooOften
from assistant.web.settings import Rate


@pytest.fixture
def limit(clock: Clock) -> Limit:
    return Limit(Rate(burst=3, a_minute=6), "Please wait.", clock=clock)


def test_after_the_burst_it_goes_on_at_its_rate(limit: Limit, clock: Clock) -> None:
    for _ in range(3):
        limit.take("a")
    with pytest.raises(TooOften, match=r"Please wait\.") as refused:
        limit.take("a")
    assert refused.value.retry_after == 10
    limit.take("b")
    clock.now += 10
    limit.take("a")


def test_a_key_is_forgotten_when_it_may_do_again_what_a_stranger_may(
    limit: Limit, clock: Clock
) -> None:
    for number in range(1000):
        limit.take(f"guest {number}")
    assert len(limit) == 1000
    clock.now += 29
    limit.take("somebody")
    assert len(limit) == 1001
    clock.now += 1
    limit.take("somebody")
    assert len(limit) == 1
