"""The database is locked, full, gone or may not be written: guests are answered, nothing that was
acknowledged is lost, nothing is promised that was not kept, and all comes back by itself."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from handoff_fakes import VAULT, AtConsole, Clock, FakeBot, InChat, make_app
from sick_database import SickDatabase, soon
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from assistant.storage.callbacks import CallBackStore
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database

LONG = "what do I have to bring " + "please " * 120
FAULTS = ["locked", "full", "gone", "readonly"]
ROBIN = {"name": "Robin Miller", "phone": "(214) 748-3647", "agreed": True}


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
def client(engine: Engine, bot: FakeBot) -> Iterator[TestClient]:
    with TestClient(make_app(engine, Clock(), bot), base_url="https://keys.example") as client:
        yield client


@pytest.fixture
def guest(client: TestClient) -> InChat:
    return InChat(client)


@pytest.fixture(params=FAULTS)
def fault(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def storage(client: TestClient) -> str:
    answer = client.get("/readyz")
    assert answer.status_code == 200, "a door that can answer takes guests"
    return str(answer.json().get("storage", "there"))


def until_noticed(guest: InChat) -> list[str]:
    """Messages that were said until the door knew; each was answered. Their ids."""
    said = []
    for _ in range(20):
        said.append(str(uuid.uuid4()))
        answer = guest.say(LONG, id=said[-1])
        assert answer.status_code == 200, answer.text
        assert "original Smart Key" in answer.json()["messages"][0]["text"]
        if storage(guest.client) == "away":
            return said
    raise AssertionError("The fault did not show.")


def is_back(client: TestClient) -> bool:
    return soon(lambda: storage(client) == "there", seconds=10)


def test_a_guest_in_mid_form_is_answered_and_all_is_in_the_log_afterwards(
    database: SickDatabase, guest: InChat, fault: str
) -> None:
    guest.say("Is my vehicle in the program?")
    guest.say("an NX")
    database.fall_ill(fault)
    ids = until_noticed(guest)
    [verdict] = guest.say("August 2023").json()["messages"]
    assert "is available" in verdict["text"], "what the bot was told is known"
    assert "That did not" not in str(guest.transcript())
    database.recover()
    assert is_back(guest.client)
    said = guest.transcript()
    asked = [m for m in said if m["author"] == "guest"]
    assert [m["id"] for m in asked[2 : 2 + len(ids)]] == ids
    assert asked[-1]["text"] == "August 2023"
    assert all(m["answered"] for m in asked)
    assert verdict["id"] in [m["id"] for m in said]
    thumb = guest.post("feedback", {"message": verdict["id"], "helpful": True})
    assert thumb.status_code == 200, "the answer that was shown is the answer that is kept"


def test_whoever_comes_newly_meanwhile_keeps_the_conversation(
    database: SickDatabase, client: TestClient, guest: InChat, fault: str
) -> None:
    database.fall_ill(fault)
    until_noticed(guest)
    newcomer = InChat(client)
    assert newcomer.say("Is my vehicle in the program?").status_code == 200
    assert [m["author"] for m in newcomer.transcript()] == ["guest", "bot"]
    database.recover()
    assert is_back(client)
    [answer] = newcomer.say("an NX").json()["messages"]
    assert "When was it built" in answer["text"]
    assert [m["author"] for m in newcomer.transcript()] == ["guest", "bot", "guest", "bot"]


def test_a_call_back_is_never_thanked_for_when_it_was_not_kept(
    database: SickDatabase, guest: InChat, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    database.fall_ill(fault)
    if fault == "full":
        until_noticed(guest)  # A short wish may still find room.
    wish = {"id": str(uuid.uuid4()), **ROBIN}
    refused = guest.post("call-back", wish)
    assert refused.status_code == 503
    told = refused.json()["error"]
    assert "could not be kept, so nobody would call you" in told["message"]
    assert "1-800-255-3987" in told["message"]
    assert len(told["reference"]) == 12
    assert "thank" not in refused.text.lower()
    assert "Not kept" in caplog.text
    assert "748" not in caplog.text
    database.recover()
    assert is_back(guest.client)
    assert guest.post("call-back", wish).status_code == 201
    again = guest.post("call-back", wish)
    assert "call-back request is with our people" in again.text, "sent again, it is thanked again"
    kept = CallBackStore(database.engine, VAULT).list()
    assert [one.wish.name for one in kept if one.wish] == ["Robin Miller"]


def test_asking_for_a_person_says_whom_to_call(
    database: SickDatabase, client: TestClient, guest: InChat
) -> None:
    AtConsole(client, "dana").is_here()
    database.fall_ill("locked")
    refused = guest.post("handoff")
    assert refused.status_code == 503
    assert "I cannot ask anybody to join the chat right now" in refused.text
    assert "1-800-255-3987" in refused.text
    database.recover()
    assert is_back(client)
    assert guest.ask_for_person()["standing"]["state"] == "waiting"


def test_what_is_said_to_a_person_is_not_answered_by_the_bot(
    database: SickDatabase, client: TestClient, guest: InChat, bot: FakeBot, fault: str
) -> None:
    dana = AtConsole(client, "dana")
    dana.is_here()
    guest.ask_for_person()
    handoff = dana.take_first()
    assert guest.say("hello Dana").json()["messages"] == []
    database.fall_ill(fault)
    this, answer = "", None
    for _ in range(20):
        this = str(uuid.uuid4())
        answer = guest.say(LONG, id=this)
        if answer.status_code != 200:
            break
        assert answer.json()["messages"] == []
    assert answer is not None
    assert answer.status_code == 503, "it is not acknowledged, so the page sends it again"
    assert bot.heard == []
    database.recover()
    assert soon(lambda: guest.say(LONG, id=this).status_code == 200, seconds=10)
    assert bot.heard == []
    assert sum(LONG.strip() in line for line in dana.reads(handoff)) >= 1


def test_the_same_message_again_is_answered_once(
    database: SickDatabase, guest: InChat, fault: str
) -> None:
    database.fall_ill(fault)
    until_noticed(guest)
    this = str(uuid.uuid4())
    first, second = guest.say("an NX", id=this).json(), guest.say("an NX", id=this).json()
    assert first == second
    database.recover()
    assert is_back(guest.client)
    third = guest.say("an NX", id=this).json()
    assert [m["id"] for m in third["messages"]] == [m["id"] for m in first["messages"]]
    assert [m["text"] for m in guest.transcript()].count("an NX") == 1


def test_nobody_waits_for_a_database_that_is_away(database: SickDatabase, guest: InChat) -> None:
    database.fall_ill("locked")
    until_noticed(guest)
    began = time.monotonic()
    for _ in range(30):
        assert guest.say("what do I have to bring").status_code == 200
    # Waiting for the lock, even a fifth of a second each, would take twice as long.
    assert time.monotonic() - began < 3


def test_a_button_of_the_last_answer_works_and_another_does_not(
    database: SickDatabase, guest: InChat
) -> None:
    guest.say("what do I have to bring")
    database.fall_ill("gone")
    until_noticed(guest)
    pressed = guest.press('/faq{"topic": "appointment_length"}')
    assert "about 45 minutes" in pressed.json()["messages"][0]["text"]
    assert guest.press('/faq{"topic": "claim_filing"}').status_code == 404


def test_a_page_that_is_loaded_again_says_that_what_was_said_is_not_lost(
    database: SickDatabase, guest: InChat
) -> None:
    guest.say("what do I have to bring")
    database.fall_ill("gone")
    until_noticed(guest)
    notice, *said = guest.transcript()
    assert notice["author"] == "notice"
    assert "It is not lost" in notice["text"]
    assert [m["author"] for m in said] == ["guest", "bot"]
    database.recover()
    assert is_back(guest.client)
    assert len(guest.transcript()) == 4


def test_an_invented_token_opens_nothing(database: SickDatabase, guest: InChat) -> None:
    guest.say("what do I have to bring")
    database.fall_ill("gone")
    until_noticed(guest)
    stranger = InChat(guest.client)
    stranger.headers = {"Authorization": f"Bearer {'x' * 43}"}
    [notice] = stranger.transcript()
    assert "not lost" in notice["text"]
    assert stranger.say("is it free").status_code == 200
    database.recover()
    assert is_back(guest.client)
    refused = guest.client.get("/api/conversation", headers=stranger.headers)
    assert refused.status_code == 401


def test_agents_hear_a_kind_sentence_with_a_reference(
    database: SickDatabase, client: TestClient, guest: InChat
) -> None:
    dana = AtConsole(client, "dana")
    database.fall_ill("gone")
    refused = dana.post("handoffs/presence", {"taking": True})
    assert refused.status_code == 503
    assert "Please try again in a moment" in refused.json()["error"]["message"]
    assert refused.json()["error"]["reference"]
    database.recover()
    assert dana.is_here(taking=True)


def test_a_file_that_was_replaced_by_a_backup_is_used_by_every_connection(
    database: SickDatabase, tmp_path: Path
) -> None:
    store = ConversationStore(database.engine)
    open_database(f"sqlite:///{tmp_path}/backup.db").dispose()
    with database.engine.connect(), database.engine.connect():
        pass  # Two connections wait in the pool.
    database.fall_ill("gone")
    (tmp_path / "backup.db").rename(database.file)
    store.check_writable()
    store.ready()
