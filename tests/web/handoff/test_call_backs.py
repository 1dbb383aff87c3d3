"""A guest leaves a number; it is checked kindly, kept sealed, and worked off by one agent."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from handoff_fakes import VAULT, AtConsole, InChat
from sqlalchemy.engine import Engine

from assistant.storage.audit import Audit
from assistant.storage.schema import metadata

DATABASES = ("memory", "postgresql")
GOOD = {"name": "Robin Miller", "phone": "(214) 748-3647", "agreed": True}


def without_random_parts(text: str) -> str:
    """The text without ids and sealed texts: by chance the same three digits stand in them."""
    return re.sub(r"sealed:[\w=-]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text)


def leave(guest: InChat, **entries: Any) -> Any:
    return guest.post("call-back", {"id": str(uuid.uuid4()), **entries})


def wrong(guest: InChat, **entries: Any) -> dict[str, str]:
    answer = leave(guest, **entries)
    assert answer.status_code == 422, answer.text
    return dict(answer.json()["error"]["fields"])


def test_purpose_and_retention_are_said_before(guest: InChat) -> None:
    first = guest.standing()["ways"]["call_back"]
    assert "only to contact you" in first["purpose"]
    assert "deleted after 90 days" in first["purpose"]
    assert first["consent"].startswith("I agree")


def test_a_number_left_is_confirmed_without_being_repeated(guest: InChat) -> None:
    answer = leave(guest, **GOOD)
    assert answer.status_code == 201
    assert answer.json()["messages"][0]["kind"] == "call_back"
    for word in ("Robin", "748", "3647"):
        assert word not in without_random_parts(answer.text)
        assert word not in without_random_parts(str(guest.transcript()))


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        ("abc", "does not look like a phone number"),
        ("555-1234", "too short"),
        ("214 748 3647 999", "too long"),
        ("(999) 999-9999", "does not seem to exist"),
        ("+49 30", "too short"),
        ("", "leave a phone number, or an e-mail address"),
    ],
)
def test_a_number_that_cannot_be_called_is_said_kindly(
    guest: InChat, phone: str, words: str
) -> None:
    assert words in wrong(guest, **{**GOOD, "phone": phone})["phone"]


@pytest.mark.parametrize("email", ["robin", "robin@", "robin@home", "a b@example.com", "@x.org"])
def test_an_address_that_cannot_be_written_to_is_said_kindly(guest: InChat, email: str) -> None:
    assert "name@example.com" in wrong(guest, name="Robin", email=email, agreed=True)["email"]


def test_every_entry_that_needs_another_look_is_named_at_once(guest: InChat) -> None:
    assert set(wrong(guest, name=" 12 ", phone="1", email="x", agreed=False)) == {
        "name",
        "phone",
        "email",
        "agreed",
    }
    assert set(wrong(guest, **{**GOOD, "agreed": "yes"})) == {"agreed"}
    assert "500 characters" in wrong(guest, **{**GOOD, "about": "x" * 501})["about"]


def test_an_address_alone_is_enough(guest: InChat) -> None:
    assert leave(guest, name="Robin", email="robin@example.com", agreed=True).status_code == 201


def test_sent_twice_it_is_one_request(guest: InChat, dana: AtConsole) -> None:
    this = str(uuid.uuid4())
    for _ in range(2):
        assert guest.post("call-back", {"id": this, **GOOD}).status_code == 201
    assert dana.board()["call_backs"] == 1
    assert sum(m["author"] == "notice" for m in guest.transcript()) == 1


def test_nothing_of_it_stands_in_the_clear_anywhere(
    guest: InChat, dana: AtConsole, engine: Engine
) -> None:
    leave(guest, **GOOD, about="my second key", email="robin@example.com")
    [one] = dana.get("call-backs").json()["call_backs"]
    dana.post(f"call-backs/{one['id']}/take")
    dana.post(f"call-backs/{one['id']}/notes", {"text": "Robin prefers mornings"})
    with engine.connect() as db:
        kept = str([db.execute(sa.select(table)).all() for table in metadata.sorted_tables])
    for word in ("Robin", "748-3647", "7483647", "example.com", "second key", "mornings"):
        assert word not in kept
    assert "748" not in without_random_parts(kept)


def test_an_agent_works_it_off(
    guest: InChat, dana: AtConsole, lee: AtConsole, engine: Engine
) -> None:
    leave(guest, **GOOD, about="When does it come?")
    [one] = dana.get("call-backs").json()["call_backs"]
    assert (one["name"], one["by"], one["state"]) == ("Robin Miller", ["phone"], "open")
    assert "phone" not in one  # Only who takes it sees the number.
    path = f"call-backs/{one['id']}"
    assert "take this request first" in dana.post(f"{path}/done").json()["error"]["message"]
    taken = dana.post(f"{path}/take").json()
    assert taken["phone"] == {"call": "tel:+12147483647", "text": "(214) 748-3647"}
    assert "only to contact you" in taken["consent"]
    refused = lee.post(f"{path}/take")
    assert refused.status_code == 409
    assert refused.json()["error"]["message"] == "Dana has taken this request."
    assert "748" not in lee.get("call-backs").text
    noted = dana.post(f"{path}/notes", {"text": "No answer, tried at noon"}).json()
    assert [note["text"] for note in noted["notes"]] == ["No answer, tried at noon"]
    assert lee.post(f"{path}/done").status_code == 409
    assert dana.post(f"{path}/done").json()["state"] == "done"
    assert dana.get("call-backs").json()["call_backs"] == []
    assert len(dana.get("call-backs?done=1").json()["call_backs"]) == 1
    [line] = Audit(engine, VAULT).lines()
    assert (line.action, line.user) == ("call_back", "dana@keys.example")


def test_given_back_another_takes_it(guest: InChat, dana: AtConsole, lee: AtConsole) -> None:
    leave(guest, **GOOD)
    [one] = dana.get("call-backs").json()["call_backs"]
    dana.post(f"call-backs/{one['id']}/take")
    assert dana.post(f"call-backs/{one['id']}/give-back").json()["state"] == "open"
    assert lee.post(f"call-backs/{one['id']}/take").status_code == 200


def test_many_requests_of_one_guest_are_slowed_down(guest: InChat) -> None:
    codes = [leave(guest, **GOOD).status_code for _ in range(6)]
    assert codes == [201] * 5 + [429]
