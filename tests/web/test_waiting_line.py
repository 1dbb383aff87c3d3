"""A thousand guests in one moment: a few are answered, some wait, the others hear when to come."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable

import anyio
import httpx
import pytest
from door_fakes import Clock, FakeBot, FakeDesk

from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database
from assistant.web.app import create_app
from assistant.web.settings import WebSettings
from assistant.web.waiting_line import ManyGuests, WaitingLine


class Crowd:
    """Guests at a line whose turns take as long as they are let take."""

    def __init__(self, line: WaitingLine, clock: Clock) -> None:
        self._line, self._clock = line, clock
        self.let_go = anyio.Event()
        self.running, self.most, self.answered = 0, 0, 0
        self.told: list[int] = []

    async def ask(self) -> None:
        try:
            async with self._line.turn():
                self.running += 1
                self.most = max(self.most, self.running)
                await self.let_go.wait()
                self.running -= 1
                self.answered += 1
        except ManyGuests as busy:
            self.told.append(busy.retry_after)


def crowd_of(guests: int, line: WaitingLine, clock: Clock) -> Crowd:
    """So many come in one moment; then all turns that run or wait come to their end."""
    crowd = Crowd(line, clock)

    async def run() -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(guests):
                tasks.start_soon(crowd.ask)
            await anyio.wait_all_tasks_blocked()
            crowd.let_go.set()

    anyio.run(run)
    return crowd


@pytest.fixture
def line(clock: Clock) -> WaitingLine:
    return WaitingLine(at_once=4, longest_wait=2.0, clock=clock)


def test_only_so_many_turns_run_at_once(line: WaitingLine, clock: Clock) -> None:
    assert crowd_of(50, line, clock).most == 4


def test_whoever_would_wait_too_long_hears_so_at_once(line: WaitingLine, clock: Clock) -> None:
    crowd = crowd_of(1000, line, clock)
    # Four turns of a tenth of a second at a time: eighty have their turn within two seconds.
    assert crowd.answered == 4 + 80
    assert len(crowd.told) == 1000 - 84


def test_they_do_not_all_come_back_together(line: WaitingLine, clock: Clock) -> None:
    crowd = crowd_of(1000, line, clock)
    assert max(Counter(crowd.told).values()) <= 41
    assert crowd.told == sorted(crowd.told)
    assert 1 <= min(crowd.told) <= max(crowd.told) <= 30


def test_after_a_crowd_there_is_room_again(line: WaitingLine, clock: Clock) -> None:
    crowd_of(1000, line, clock)
    assert line.waiting == 0
    assert crowd_of(4, line, clock).answered == 4


def test_slower_turns_let_fewer_wait(line: WaitingLine, clock: Clock) -> None:
    async def slow() -> None:
        for _ in range(200):
            async with line.turn():
                clock.now += 1.0

    anyio.run(slow)
    assert crowd_of(1000, line, clock).answered <= 4 + 9


def test_a_turn_that_breaks_gives_its_place_back(line: WaitingLine, clock: Clock) -> None:
    async def break_off() -> None:
        for _ in range(10):
            with pytest.raises(ValueError, match="broken"):
                async with line.turn():
                    raise ValueError("broken")

    anyio.run(break_off)
    assert crowd_of(4, line, clock).answered == 4


def test_a_guest_who_goes_away_while_waiting_leaves_the_line(clock: Clock) -> None:
    line = WaitingLine(at_once=1, longest_wait=60.0, clock=clock)

    async def run() -> None:
        async with line.turn():
            with anyio.move_on_after(0.01):
                async with line.turn():
                    raise AssertionError("There is one place only.")
        assert line.waiting == 0

    anyio.run(run)


class TestTheDoor:
    """What a browser gets when many ask at once."""

    @staticmethod
    def burst(guests: int, ask: Callable[..., object]) -> list[httpx.Response]:
        bot = FakeBot()
        bot.delay = 0.2
        settings = WebSettings(turns_at_once=2, longest_wait=0.2)
        store = ConversationStore(open_database("sqlite://"))
        app = create_app(settings, bot, FakeDesk(), store)
        answers: list[httpx.Response] = []

        async def guest(number: int) -> None:
            transport = httpx.ASGITransport(app, client=(f"127.0.1.{number}", 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
                begun = await client.post("/api/conversations")
                client.headers["Authorization"] = f"Bearer {begun.json()['token']}"
                answers.append(await ask(client))  # type: ignore[misc]

        async def run() -> None:
            async with anyio.create_task_group() as tasks:
                for number in range(guests):
                    tasks.start_soon(guest, number)

        anyio.run(run)
        return answers

    def test_everybody_is_answered_or_kindly_told_to_wait(self) -> None:
        async def ask(client: httpx.AsyncClient) -> httpx.Response:
            body = {"id": str(uuid.uuid4()), "text": "is it free"}
            return await client.post("/api/conversation/messages", json=body)

        answers = self.burst(30, ask)
        told = [answer for answer in answers if answer.status_code == 503]
        assert {answer.status_code for answer in answers} == {200, 503}
        for answer in told:
            assert int(answer.headers["retry-after"]) >= 1
            assert "Many guests are asking at once" in answer.json()["error"]["message"]

    def test_who_comes_back_as_told_is_answered_and_nothing_is_said_twice(self) -> None:
        async def ask_until_answered(client: httpx.AsyncClient) -> httpx.Response:
            body = {"id": str(uuid.uuid4()), "text": "is it free"}
            for _ in range(20):
                answer = await client.post("/api/conversation/messages", json=body)
                if answer.status_code == 200:
                    break
                await anyio.sleep(int(answer.headers["retry-after"]) / 10)
            return await client.get("/api/conversation")

        for transcript in self.burst(20, ask_until_answered):
            assert [m["author"] for m in transcript.json()["messages"]] == ["guest", "bot"]
