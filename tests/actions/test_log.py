"""Every call of an action is one log line with the request's id from the door."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.rasa


def test_the_requests_id_is_what_the_door_sent_along() -> None:
    from actions.log import metadata_of

    metadata = {"request_id": "0123456789ab"}
    assert metadata_of({"tracker": {"latest_message": {"metadata": metadata}}}) == metadata


@pytest.mark.parametrize("call", [{}, {"tracker": None}, {"tracker": {"latest_message": None}}])
def test_a_call_without_a_message_has_none(call: dict) -> None:
    from actions.log import metadata_of

    assert metadata_of(call) == {}
