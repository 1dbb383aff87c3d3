"""The clock is set, forward by a year or back by a day, while the house runs: nothing is deleted
wrongly, nobody is blocked, and nothing that had ended opens again.

Limits and pauses inside a process are measured with a clock that is never set: `Limit`, `Breaker`
and `Keeping` take it as an argument, and their own tests move it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
from handoff_fakes import VAULT, AtConsole, Clock, FakeBot, InChat, make_app
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.storage.calls import CallStore
from assistant.storage.conversations import ConversationStore
from assistant.storage.passwords import Passwords
from assistant.storage.retention import periods
from assistant.storage.sign_ins import Attempts, SignIns
from assistant.storage.users import User, Users
from assistant.web.housekeeping import Housekeeping
from assistant.web.metrics import Metrics

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=timezone.utc)
DAY, YEAR = timedelta(days=1), timedelta(days=365)
DAYS = periods(Settings.from_environment())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(engine: Engine, clock: Clock) -> Iterator[TestClient]:
    with TestClient(make_app(engine, clock, FakeBot()), base_url="https://keys.example") as client:
        yield client


@pytest.fixture
def dana(engine: Engine) -> User:
    people = Users(engine, Passwords())
    return people.add("dana", "four calm garden words", role="agent", shown_as="Dana", now=NOON)


class Time:
    """What the clock says, and how much time has really passed."""

    def __init__(self) -> None:
        self.now, self.passed = NOON, 0.0

    def pass_by(self, time: timedelta) -> None:
        self.now += time
        self.passed += time.total_seconds()


class TestThePurge:
    @pytest.fixture
    def time(self) -> Time:
        return Time()

    @pytest.fixture
    def housekeeping(self, engine: Engine, time: Time) -> Housekeeping:
        ConversationStore(engine).begin(channel="web", now=NOON)
        return Housekeeping(
            engine, DAYS, Metrics(), clock=lambda: time.now, steady=lambda: time.passed
        )

    @staticmethod
    def kept(engine: Engine) -> int:
        with engine.connect() as db:
            return int(db.exec_driver_sql("SELECT count(*) FROM conversations").scalar() or 0)

    def test_a_leap_forward_deletes_nothing(
        self, engine: Engine, housekeeping: Housekeeping, time: Time
    ) -> None:
        time.pass_by(DAY)
        housekeeping.once()
        time.now += YEAR
        time.pass_by(DAY)
        housekeeping.once()
        assert self.kept(engine) == 1
        time.now -= YEAR
        time.pass_by(DAY)
        housekeeping.once()
        assert self.kept(engine) == 1

    def test_a_leap_that_holds_for_a_day_is_believed(
        self, engine: Engine, housekeeping: Housekeeping, time: Time
    ) -> None:
        time.now += YEAR
        housekeeping.once()
        assert self.kept(engine) == 1
        time.pass_by(DAY)
        housekeeping.once()
        assert self.kept(engine) == 0

    def test_where_the_clock_goes_right_what_is_old_goes(
        self, engine: Engine, housekeeping: Housekeeping, time: Time
    ) -> None:
        for _ in range(DAYS["conversations"] + 2):
            time.pass_by(DAY)
            housekeeping.once()
        assert self.kept(engine) == 0


def test_a_message_that_was_claimed_before_the_clock_was_set_back_is_answered(
    engine: Engine,
) -> None:
    store = ConversationStore(engine)
    conversation, _ = store.begin(channel="web", now=NOON)
    this = str(uuid.uuid4())
    assert store.claim(conversation.id, this, "is it free", now=NOON) == "ours"
    # Whoever had it was killed; then the clock was set.
    assert store.claim(conversation.id, this, "is it free", now=NOON - DAY) in ("ours", "again")


def test_a_callers_turn_that_was_claimed_before_is_answered(engine: Engine) -> None:
    calls = CallStore(engine, VAULT)
    conversation, _ = ConversationStore(engine).begin(channel="voice", now=NOON)
    calls.begin("CA1", conversation.id, now=NOON)
    assert calls.take("CA1", 0, "", now=NOON).how == "ours"
    assert calls.take("CA1", 0, "", now=NOON - DAY).how == "ours"


def test_a_conversation_outlives_the_clock(engine: Engine) -> None:
    store = ConversationStore(engine)
    _, token = store.begin(channel="web", now=NOON)
    for leap in (-DAY, YEAR - YEAR):
        assert store.find(token, active_since=NOON + leap - timedelta(days=30))


def test_a_sign_in_that_had_ended_is_not_open_again(engine: Engine, dana: User) -> None:
    sign_ins = SignIns(engine)
    id = sign_ins.begin(dana, now=NOON)
    assert sign_ins.find(id, now=NOON)
    assert sign_ins.find(id, now=NOON + DAY) is None
    assert sign_ins.find(id, now=NOON - DAY) is None, "the clock was set back by two days"
    again = sign_ins.begin(dana, now=NOON - DAY)
    assert sign_ins.find(again, now=NOON - DAY), "who signs in anew is in"


def test_failed_sign_ins_block_nobody_longer_because_the_clock_was_set_back(
    engine: Engine,
) -> None:
    attempts = Attempts(engine, "secret")
    for _ in range(5):
        attempts.failed("dana", "10.0.0.1", now=NOON)
    assert 0 < attempts.wait("dana", "10.0.0.1", now=NOON) <= 15 * 60
    assert attempts.wait("dana", "10.0.0.1", now=NOON - DAY) == 0
    # A clock that is a little behind another machine's opens nothing.
    assert attempts.wait("dana", "10.0.0.1", now=NOON - timedelta(minutes=1)) > 0


def test_a_guest_who_waits_for_a_person_hears_of_it_in_time(
    client: TestClient, clock: Clock
) -> None:
    AtConsole(client, "dana").is_here()
    guest = InChat(client)
    assert guest.ask_for_person()["standing"]["state"] == "waiting"
    clock.now -= DAY
    assert guest.news()["standing"]["state"] == "none"
    assert any("nobody was free" in line for line in guest.reads())


def test_nobody_is_offered_an_agent_who_was_seen_in_the_future_only(
    client: TestClient, clock: Clock
) -> None:
    dana, guest = AtConsole(client, "dana"), InChat(client)
    dana.is_here()
    assert guest.standing()["ways"]["chat"] is True
    clock.now -= DAY
    assert guest.standing()["ways"]["chat"] is False
    dana.is_here()  # Her console says so every few seconds.
    assert guest.standing()["ways"]["chat"] is True


@pytest.mark.parametrize("leap", [YEAR, -DAY])
def test_a_chat_with_a_person_goes_on(client: TestClient, clock: Clock, leap: timedelta) -> None:
    dana, guest = AtConsole(client, "dana"), InChat(client)
    dana.is_here()
    guest.ask_for_person()
    handoff = dana.take_first()
    clock.now += leap
    dana.is_here()
    assert guest.say("are you still there").json()["messages"] == []
    assert dana.say(handoff, "I am").status_code == 201
    assert guest.reads()[-1] == "agent: I am"


def test_what_a_guest_tells_is_heard_though_the_clock_was_set_back() -> None:
    from rasa_sdk import Tracker

    from actions.slots import HEARD_UNTIL, with_what_was_said

    def said(at: float, **heard: object) -> dict[str, object]:
        told = {"intent": "inform", "confidence": 1.0, "topics": [], "candidates": []}
        understanding = told | {"heard": heard}
        return {
            "event": "user",
            "timestamp": at,
            "parse_data": {"understanding": understanding},
        }

    events = [said(1000.0, model="NX"), said(1000.0 - 86_400, built="2023-08")]
    slots = {"model": "NX", HEARD_UNTIL: 1000.0}
    tracker = Tracker("guest", slots, events[-1], events, False, None, {}, "action_listen")
    vehicle, until = with_what_was_said(tracker, VAULT)
    assert str(vehicle.facts.built) == "2023-08"
    assert until == 1000.0 - 86_400
