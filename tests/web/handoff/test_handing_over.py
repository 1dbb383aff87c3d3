"""A guest asks for a person; an agent takes them; both chat; somebody ends it."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

from handoff_fakes import VAULT, AtConsole, Clock, FakeBot, InChat, make_app
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from assistant.storage.audit import Audit

DATABASES = ("memory", "postgresql")
VIN = "JTJBAMBZ8P5012345"


def test_a_guest_is_told_whether_somebody_is_there(
    guest: InChat, dana: AtConsole, clock: Clock
) -> None:
    guest.say("I would like to talk to a person")
    assert not guest.standing()["ways"]["chat"]
    assert "calls you back" in guest.standing()["ways"]["text"]
    dana.is_here()
    assert guest.standing()["ways"]["chat"]
    dana.is_here(taking=False)
    assert not guest.standing()["ways"]["chat"]
    dana.is_here(taking=True)
    clock.wait(76)
    assert not guest.standing()["ways"]["chat"]


def test_a_closed_console_is_nobody(guest: InChat, dana: AtConsole) -> None:
    dana.is_here()
    dana.post("handoffs/presence", {"here": False})
    assert not guest.standing()["ways"]["chat"]


def test_an_agent_who_reloads_keeps_their_guest(
    guest: InChat, dana: AtConsole, clock: Clock
) -> None:
    dana.is_here()
    guest.ask_for_person()
    this = dana.take_first()
    dana.post("handoffs/presence", {"here": False})
    clock.wait(10)
    assert guest.news()["standing"]["state"] == "live"
    dana.is_here()
    clock.wait(60)
    assert guest.news()["standing"]["state"] == "live"
    assert dana.say(this, "Here I am.").status_code == 201


def test_the_whole_way(guest: InChat, dana: AtConsole, bot: FakeBot, engine: Engine) -> None:
    dana.is_here()
    guest.say("I got one key for my NX built August 2023, second key?")
    asked = guest.ask_for_person()
    assert asked["standing"] == {"state": "waiting", "agent": None}
    assert "two minutes" in asked["messages"][0]["text"]
    [waiting] = dana.board()["waiting"]
    assert dana.get(f"handoffs/{waiting['id']}").json()["messages"][0]["text"].startswith("I got")
    this = dana.take_first()
    assert guest.say("Are you a person?").json()["messages"] == []
    assert dana.say(this, "Yes, I am Dana. How may I help?").status_code == 201
    assert guest.news()["standing"] == {"state": "live", "agent": "Dana"}
    assert guest.reads()[-3:] == [
        "notice: Dana has joined. You are chatting with a person now; I stay silent.",
        "guest: Are you a person?",
        "agent: Yes, I am Dana. How may I help?",
    ]
    assert dana.reads(this) == guest.reads()
    assert len(bot.heard) == 1
    assert dana.post(f"handoffs/{this}/end").json()["mine"] == []
    assert "automated assistant" in guest.reads()[-1]
    [answer] = guest.say("what do I have to bring").json()["messages"]
    assert "original Smart Key" in answer["text"]
    [line] = Audit(engine, VAULT).lines()
    assert (line.user, line.action) == ("dana@keys.example", "handoff")


def test_the_cars_facts_come_along(guest: InChat, dana: AtConsole) -> None:
    from door_fakes import VERDICT

    dana.is_here()
    facts = {"model": "NX", "built": "2023-08", "plant": None, "vin": VIN}
    VERDICT["verdict"]["facts"] = facts
    try:
        guest.say("second key for my nx, built August 2023")
    finally:
        del VERDICT["verdict"]["facts"]
    guest.ask_for_person()
    [waiting] = dana.board()["waiting"]
    assert waiting["facts"] == {
        "model": "NX",
        "built": "2023-08",
        "vin": "•••••••••••012345",
        "outcome": "remedy_available",
        "phase": 5,
    }


def test_asking_twice_is_one_place_in_the_queue(guest: InChat, dana: AtConsole) -> None:
    dana.is_here()
    guest.ask_for_person()
    assert guest.ask_for_person()["messages"] == []
    assert len(dana.board()["waiting"]) == 1


def test_with_nobody_there_a_guest_does_not_wait(guest: InChat, dana: AtConsole) -> None:
    asked = guest.ask_for_person()
    assert asked["standing"]["state"] == "none"
    assert asked["messages"] == []
    assert dana.board()["waiting"] == []


def test_two_agents_take_the_same_guest_at_once_and_one_gets_them(
    guest: InChat, dana: AtConsole, lee: AtConsole
) -> None:
    dana.is_here(), lee.is_here()
    guest.ask_for_person()
    [waiting] = dana.board()["waiting"]
    path = f"handoffs/{waiting['id']}/take"
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda agent: agent.post(path), (dana, lee))
    assert sorted([one.status_code, other.status_code]) == [200, 409]
    winner, loser, refused = ("Dana", lee, other) if one.status_code == 200 else ("Lee", dana, one)
    assert refused.json()["error"]["message"] == f"{winner} has taken this guest."
    assert [reads for reads in guest.reads() if "has joined" in reads] == [
        f"notice: {winner} has joined. You are chatting with a person now; I stay silent."
    ]
    for answer in (
        loser.say(waiting["id"], "Hello"),
        loser.get(f"handoffs/{waiting['id']}"),
        loser.get(f"handoffs/{waiting['id']}/events"),
        loser.post(f"handoffs/{waiting['id']}/end"),
    ):
        assert answer.status_code == 409
        assert winner in answer.json()["error"]["message"]


def test_taking_a_guest_twice_is_taking_them_once(guest: InChat, dana: AtConsole) -> None:
    dana.is_here()
    guest.ask_for_person()
    this = dana.take_first()
    assert dana.post(f"handoffs/{this}/take").status_code == 200
    assert sum("has joined" in line for line in guest.reads()) == 1


def test_nobody_takes_the_guest_in_time(guest: InChat, dana: AtConsole, clock: Clock) -> None:
    dana.is_here()
    guest.ask_for_person()
    guest.say("I lost my only key")
    [waiting] = dana.board()["waiting"]
    clock.wait(119)
    assert guest.news()["standing"]["state"] == "waiting"
    clock.wait(1)
    news = guest.news()
    assert news["standing"]["state"] == "none"
    told = news["messages"][-1]
    assert told["kind"] == "nobody_came"
    for words in ("nobody was free", "1-800-255-3987", "7:00 am to 7:00 pm", "calls you back"):
        assert words in told["text"]
    assert sum(m["author"] == "notice" for m in guest.news()["messages"]) == 2
    late = dana.post(f"handoffs/{waiting['id']}/take")
    assert late.status_code == 409
    assert late.json()["error"]["message"] == "This guest is back with the assistant."
    assert guest.say("what do I have to bring").json()["messages"]


def test_a_guest_who_does_not_want_to_wait_goes_back(guest: InChat, dana: AtConsole) -> None:
    dana.is_here()
    guest.ask_for_person()
    assert guest.goes_back()["standing"]["state"] == "none"
    assert dana.board()["waiting"] == []
    assert guest.goes_back()["messages"] == []
    assert guest.say("what do I have to bring").json()["messages"]


def test_a_guest_ends_a_live_chat_and_the_agent_sees_it(guest: InChat, dana: AtConsole) -> None:
    dana.is_here()
    guest.ask_for_person()
    this = dana.take_first()
    guest.goes_back()
    guest.say("what do I have to bring")
    seen = dana.get(f"handoffs/{this}/events").json()
    assert seen["handoff"]["state"] == "ended"
    # What the guest says to the bot afterwards is theirs alone.
    assert "original Smart Key" not in str(seen["messages"])
    refused = dana.say(this, "Are you still there?")
    assert refused.status_code == 409
    assert "back with the assistant" in refused.json()["error"]["message"]


def test_starting_over_ends_it_too(guest: InChat, dana: AtConsole) -> None:
    dana.is_here()
    guest.ask_for_person()
    this = dana.take_first()
    guest.post("restart")
    assert dana.say(this, "Hello?").status_code == 409


def test_an_agent_whose_console_is_gone_gives_room_to_another(
    guest: InChat, dana: AtConsole, lee: AtConsole, clock: Clock
) -> None:
    dana.is_here()
    guest.ask_for_person()
    this = dana.take_first()
    guest.say("Hello?")
    clock.wait(60)
    lee.is_here()
    clock.wait(31)
    assert guest.news()["standing"]["state"] == "waiting"
    assert "connection to Dana was lost" in guest.reads()[-1]
    assert lee.take_first() == this
    assert "guest: Hello?" in lee.reads(this)
    assert dana.say(this, "Back again").status_code == 409


def test_a_guest_reloads_and_has_everything_in_full(guest: InChat, dana: AtConsole) -> None:
    dana.is_here()
    guest.ask_for_person()
    this = dana.take_first()
    guest.say(f"my VIN is {VIN}")
    dana.say(this, "Thank you. Your dealer is at (214) 748-3647.")
    page = guest.client.get("/api/conversation", headers=guest.headers).json()
    assert page["standing"] == {"state": "live", "agent": "Dana"}
    assert [m["text"] for m in page["messages"]][-2:] == [
        f"my VIN is {VIN}",
        "Thank you. Your dealer is at (214) 748-3647.",
    ]
    assert f"guest: my VIN is {VIN}" in dana.reads(this)
    dana.say(this, "Anything else?")
    assert [m["text"] for m in guest.news(after=page["cursor"])["messages"]] == ["Anything else?"]


def test_the_house_is_restarted_in_the_middle(
    guest: InChat, dana: AtConsole, engine: Engine, clock: Clock
) -> None:
    dana.is_here()
    guest.ask_for_person()
    this = dana.take_first()
    guest.say("before")
    with TestClient(make_app(engine, clock, FakeBot())) as anew:
        guest.client = dana.client = anew
        assert guest.say("after").json()["messages"] == []
        assert dana.say(this, "still here").status_code == 201
        assert guest.reads()[-3:] == ["guest: before", "guest: after", "agent: still here"]
        assert dana.reads(this) == guest.reads()


def test_the_bot_is_killed_meanwhile_and_nobody_notices(
    guest: InChat, dana: AtConsole, bot: FakeBot
) -> None:
    dana.is_here()
    guest.ask_for_person()
    this = dana.take_first()
    bot.away = True
    assert guest.say("are you there?").json()["messages"] == []
    assert dana.say(this, "yes").status_code == 201
    assert guest.reads()[-2:] == ["guest: are you there?", "agent: yes"]
    assert guest.client.get("/readyz").json()["answers"] == "bot"  # Nobody has asked it.
    dana.post(f"handoffs/{this}/end")
    [answer] = guest.say("what do I have to bring").json()["messages"]
    assert "original Smart Key" in answer["text"]  # The desk's.


def test_the_same_message_twice_is_one(guest: InChat, dana: AtConsole) -> None:
    dana.is_here()
    guest.ask_for_person()
    this, mine, theirs = dana.take_first(), str(uuid.uuid4()), str(uuid.uuid4())
    for _ in range(2):
        assert guest.say("hello", id=mine).status_code == 200
        assert dana.say(this, "hello too", id=theirs).status_code == 201
    assert guest.reads()[-2:] == ["guest: hello", "agent: hello too"]
    # Sent once more after the end: still no second step.
    dana.post(f"handoffs/{this}/end")
    assert guest.say("hello", id=mine).json()["messages"] == []
