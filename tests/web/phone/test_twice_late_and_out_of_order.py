"""The provider's requests may come twice, late, out of order, or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
import sqlalchemy as sa
from call_fakes import Caller, DeskBot
from recorded import RECORDED
from starlette.testclient import TestClient

from assistant.storage.schema import call_turns, calls, messages


def test_the_same_request_twice_gets_the_same_answer_and_is_no_second_step(
    caller: Caller, bot: DeskBot
) -> None:
    first = caller.says("is my car in the program")
    assert caller.repeats_the_request().document == first.document
    assert bot.heard == ["is my car in the program"]
    assert "your GX built" in caller.says("a GX").said


def test_the_same_call_announced_twice_is_one_call(client: TestClient) -> None:
    caller = Caller(client)
    first = caller.calls()
    assert caller.repeats_the_request().document == first.document


def test_the_same_request_twice_at_once_is_one_step(caller: Caller, bot: DeskBot) -> None:
    send, path = bot.send, caller.last.action

    async def slowly(*args: object, **more: object) -> object:
        await anyio.sleep(0.4)
        return await send(*args, **more)  # type: ignore[arg-type]

    bot.send = slowly  # type: ignore[method-assign]
    fields = {**RECORDED["speech"], "CallSid": caller.sid, "SpeechResult": "is it free of charge"}
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: caller.send(path, fields).document, range(3)))
    assert answers[0] == answers[1] == answers[2]
    assert bot.heard == ["is it free of charge"]


def test_a_late_request_gets_the_answer_that_it_got_then(caller: Caller, bot: DeskBot) -> None:
    first = caller.says("is my car in the program")
    second = caller.says("a GX")
    assert caller.repeats_the_request(back=2).document == first.document
    assert caller.repeats_the_request(back=1).document == second.document
    assert len(bot.heard) == 2


def test_other_words_for_a_turn_that_is_over_hear_where_the_call_stands(
    caller: Caller, bot: DeskBot
) -> None:
    caller.says("is my car in the program")
    second = caller.says("a GX")
    late = {**RECORDED["speech"], "CallSid": caller.sid, "SpeechResult": "an LX"}
    assert caller.send("/phone/turns/1", late).document == second.document
    assert bot.heard == ["is my car in the program", "a GX"]


def test_a_turn_from_the_future_hears_where_the_call_stands(caller: Caller, bot: DeskBot) -> None:
    first = caller.says("is my car in the program")
    early = {**RECORDED["speech"], "CallSid": caller.sid, "SpeechResult": "an LX"}
    assert caller.send("/phone/turns/7", early).document == first.document
    assert len(bot.heard) == 1


def test_a_call_that_nobody_knows_begins_with_the_greeting(client: TestClient) -> None:
    caller = Caller(client, sid="CAlost")
    fields = {**RECORDED["speech"], "CallSid": caller.sid, "SpeechResult": "an LX"}
    assert "automated assistant" in caller.send("/phone/turns/4", fields).said


def test_when_the_provider_had_trouble_it_gets_the_last_answer_again(caller: Caller) -> None:
    answer = caller.says("is my car in the program")
    trouble = {**RECORDED["trouble"], "CallSid": caller.sid}
    assert caller.send("/phone/fallback", trouble).document == answer.document


def test_an_answer_that_took_too_long_can_be_fetched(caller: Caller) -> None:
    answer = caller.says("is my car in the program")
    fields = {**RECORDED["silence"], "CallSid": caller.sid}
    assert caller.send("/phone/turns/1/answer", fields).document == answer.document


def test_a_turn_that_failed_can_be_tried_again(caller: Caller, bot: DeskBot) -> None:
    bot.away, answer = True, bot.answer
    bot.answer = None  # type: ignore[assignment,method-assign]
    assert caller.says("is it free of charge").status in (200, 500)
    bot.away, bot.answer = False, answer  # type: ignore[method-assign]
    assert "no cost to you" in caller.repeats_the_request().said


def test_when_the_call_ends_what_was_said_is_forgotten(
    caller: Caller, engine: sa.engine.Engine
) -> None:
    caller.says("my vin is two t two g a c v z eight")
    assert caller.hangs_up().status == 204
    with engine.connect() as db:
        assert db.execute(sa.select(calls.c.state)).scalars().all() == [None]
        assert db.execute(sa.select(call_turns)).all() == []
    late = {**RECORDED["speech"], "CallSid": caller.sid, "SpeechResult": "hello?"}
    assert caller.send("/phone/turns/2", late).hangs_up


def test_nothing_that_is_kept_shows_a_vin_or_the_callers_number(
    caller: Caller, engine: sa.engine.Engine
) -> None:
    caller.says("my vin is two t two g a c v z eight p c oh seven nine seven five six")
    caller.says("yes")
    with engine.connect() as db:
        rows = [db.execute(sa.select(table)).all() for table in (calls, call_turns, messages)]
    kept = str(rows).upper()
    assert "2T2GACVZ8PC" not in kept
    assert "5550142" not in kept


@pytest.mark.parametrize("status", ["ringing", "in-progress", "queued", ""])
def test_only_the_end_of_a_call_ends_it(caller: Caller, status: str) -> None:
    fields = {**RECORDED["completed"], "CallSid": caller.sid, "CallStatus": status}
    caller.send("/phone/status", fields)
    assert "no cost" in caller.says("is it free of charge").said


def test_a_turn_that_no_call_comes_to_is_not_there(caller: Caller) -> None:
    fields = {"CallSid": caller.sid, "SpeechResult": "hello"}
    for turn in ("10000", "9" * 20, "9" * 5_000, "-1"):
        assert caller.send(f"/phone/turns/{turn}", fields).status == 404
        assert caller.send(f"/phone/turns/{turn}/answer", fields).status == 404
    assert "?" in caller.says("what do I have to bring").said
