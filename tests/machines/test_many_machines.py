"""Two Rasa workers, two doors, one database: a guest notices nothing of where a message goes."""

from __future__ import annotations

import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import cycle

import httpx
import pytest
from many_machines import Guest, House, Part, until

# Rasa starts in 10 s on a machine that has nothing else to do, and in minutes on one that has.
pytestmark = [pytest.mark.services, pytest.mark.rasa, pytest.mark.timeout(700)]

ASKS_MODEL, ASKS_MONTH, IS_AVAILABLE = "Which Lexus model", "month and year", "is available"


def test_a_conversation_moves_between_doors_and_workers_in_mid_form(house: House) -> None:
    workers = house.living_workers(2)
    before = [len(worker.logged("turn")) for worker in workers]
    a, b = house.doors
    guest = Guest(a)
    assert ASKS_MODEL in guest.say(a, "is my car in the program?")
    assert ASKS_MONTH in guest.say(b, "an NX")
    aside = guest.say(a, "what do I need to bring?")
    assert "original Smart Key" in aside
    assert ASKS_MONTH in aside  # The open question comes back.
    verdict = guest.say(b, "08/23")
    assert "NX built in August 2023" in verdict
    assert IS_AVAILABLE in verdict
    assert set(house.answered_by(guest.id)) == {"bot"}
    turns = [len(w.logged("turn")) - n for w, n in zip(workers, before, strict=True)]
    assert sum(turns) == 4
    assert min(turns) >= 1  # More than one worker has had a part in it.


def test_two_messages_at_once_are_both_heard(house: House) -> None:
    house.living_workers(2)
    for _ in range(5):
        guest = Guest(house.doors[0])
        guest.say(house.doors[0], "is my car in the program?")
        with ThreadPoolExecutor(2) as both:
            said = both.map(guest.say, house.doors, ("it is an NX", "the sticker says 08/23"))
            list(said)
        verdict = guest.say(house.doors[0], "so is my car in the program?")
        assert "NX built in August 2023" in verdict


def test_a_saved_edit_is_live_in_every_process_within_a_second(house: House) -> None:
    workers = house.living_workers(2)
    parts = [house.actions, *workers, *house.doors]
    file = house.root / "knowledge" / "topics" / "what_to_bring.md"
    text = file.read_text("utf-8")
    seen = {part.port: len(part.logged("knowledge is now version")) for part in parts}
    words = f"Please bring edit {time.time_ns()}"
    saved = time.time()
    file.write_text(text.replace("Please bring", words, 1), "utf-8")

    def news(part: Part) -> list[float]:
        lines = part.logged("knowledge is now version")[seen[part.port] :]
        return [datetime.fromisoformat(line["time"]).timestamp() for line in lines]

    until(lambda: all(news(part) for part in parts), 20)
    delays = {part.log.stem: news(part)[0] - saved for part in parts}
    assert max(delays.values()) < 1.0, delays
    for worker in workers:
        body = {"sender": f"editor-{time.time_ns()}", "message": "what do I need to bring?"}
        answer = httpx.post(worker.url + "/webhooks/door/webhook", json=body, trust_env=False)
        assert words in answer.json()[0]["text"]
    file.write_text(text, "utf-8")


def test_when_a_worker_is_killed_in_mid_form_the_conversation_goes_on(house: House) -> None:
    victim, *_ = house.living_workers(2)
    guests = [Guest(door) for door in house.doors * 2]
    for guest, door in zip(guests, cycle(house.doors), strict=False):
        guest.say(door, "is my car in the program?")
        assert ASKS_MONTH in guest.say(door, "an NX")
    victim.kill()
    for guest, door in zip(guests, cycle(reversed(house.doors)), strict=False):
        assert IS_AVAILABLE in guest.say(door, "08/23")
    assert set(house.answered_by(*(guest.id for guest in guests))) == {"bot"}


def test_a_new_model_comes_in_and_the_old_worker_goes_without_a_lost_message(
    house: House,
) -> None:
    old, *_ = house.living_workers(1)
    new = next(worker for worker in house.workers if not worker.lives)
    (model,) = (house.root / "models").glob("second-key-*.tar.gz")
    swapped = house.root / "models" / "swapped" / model.name
    swapped.parent.mkdir(exist_ok=True)
    shutil.copy(model, swapped)
    house.start(new, SECOND_KEY_MODEL=str(swapped))
    assert str(swapped) in new.log.read_text("utf-8", "replace")

    guests = [Guest(house.doors[0]) for _ in range(6)]
    stopping = threading.Event()

    def talk(guest: Guest) -> list[str]:
        """Until the old worker has gone, and once more after that."""
        texts = cycle(("is it free of charge?", "what do I need to bring?", "how long is it?"))
        answers, last = [], False
        for n in range(9):  # Ten at once are as many as a guest may send.
            last = stopping.wait(0.0 if n == 0 else 0.3)
            answers.append(guest.say(house.doors[n % 2], next(texts)))
            if last:
                break
        return answers

    with ThreadPoolExecutor(len(guests)) as crowd:
        talks = [crowd.submit(talk, guest) for guest in guests]
        time.sleep(0.5)
        assert old.stop() == 0
        stopping.set()
        answers = [talk.result() for talk in talks]
    assert all(all(one) for one in answers)
    assert set(house.answered_by(*(guest.id for guest in guests))) == {"bot"}


@pytest.mark.parametrize("kind", ["actions", "rasa", "web"])
def test_every_part_says_that_it_is_ready(house: House, kind: str) -> None:
    house.living_workers(1)
    assert any(part.ready for part in house.all if part.kind == kind)
