"""How each topic stands: answered, tested, reviewed, asked, liked."""

from __future__ import annotations

from datetime import date

from assistant.desk.editing.coverage import Standing, coverage
from assistant.storage.recorded import uses
from tests.desk.editing.conftest import Folder, Record, recogniser


def standings(folder: Folder, record: Record | None = None) -> dict[str, Standing]:
    found = coverage(recogniser(folder.load()), uses(record.engine) if record else ())
    return {one.topic: one for one in found}


def test_without_a_record_every_topic_is_there_with_zeros(folder: Folder) -> None:
    found = standings(folder)
    assert list(found) == ["lamp_care", "opening_hours", "tickets"]
    tickets = found["tickets"]
    assert tickets.answered == ("web", "voice")
    assert tickets.asked == tickets.thumbs_down == {"web": 0, "voice": 0}
    assert tickets.never_asked
    assert tickets.reviewed == date(2024, 2, 1)
    assert found["lamp_care"].answered == ("agent", "script")


def test_answers_and_thumbs_are_counted_by_channel(folder: Folder, record: Record) -> None:
    record.asked("how much is it", "tickets", times=3)
    record.asked("price and hours?", "tickets", "opening_hours", helpful=False)
    record.asked("how much", "tickets", channel="voice", helpful=True)
    found = standings(folder, record)
    assert list(found) == ["tickets", "opening_hours", "lamp_care"]
    assert found["tickets"].asked == {"web": 4, "voice": 1}
    assert found["tickets"].thumbs_down == {"web": 1, "voice": 0}
    assert found["tickets"].last_asked == date(2024, 2, 10)
    assert found["opening_hours"].asked == {"web": 1, "voice": 0}
    assert found["lamp_care"].never_asked


def test_test_questions_that_miss_are_counted(folder: Folder) -> None:
    prices = ["price of a ticket please", "ticket price today", "what does one ticket cost"]
    hours = ["until when are you open", "when do you open up", "lighthouse opening hours"]
    questions = [*prices, *hours]
    folder.write(
        "knowledge/tests/tickets.yml",
        "topic: tickets\nquestions:\n" + "".join(f"  - {q}\n" for q in questions),
    )
    tickets = standings(folder)["tickets"]
    assert (tickets.questions, tickets.passing) == (6, 3)
