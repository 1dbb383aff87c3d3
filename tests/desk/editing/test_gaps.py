"""What guests asked in vain is put together, ranked, and comes with a way on."""

from __future__ import annotations

from datetime import timedelta

from assistant.desk.editing.clusters import cluster
from assistant.desk.editing.gaps import Gaps, find_gaps
from assistant.desk.gate import Gate
from assistant.desk.recognition import Recogniser
from assistant.storage.recorded import complaints
from assistant.storage.unanswered import ranked
from tests.desk.editing.conftest import NOON, Folder, Record

DATABASES = ("memory", "postgresql")


def strict(folder: Folder) -> Recogniser:
    """Three small topics make a recogniser rash, so only what is all but sure passes here."""
    return Recogniser(folder.load(), encoder="none", gate=Gate(sure=0.98, doubt=0.97))


def gaps(folder: Folder, record: Record) -> Gaps:
    return find_gaps(ranked(record.engine), complaints(record.engine), strict(folder), None)


def test_questions_that_ask_the_same_are_one(folder: Folder, record: Record) -> None:
    record.in_vain("may dogs come along", times=8)
    record.in_vain("may my dogs come along too", times=5)
    record.in_vain("dogs come along?", times=1)
    record.in_vain("zzz qqq", times=2)
    first, second = gaps(folder, record).gaps
    assert (first.question, first.asked) == ("may dogs come along", 14)
    assert first.phrasings[1] == ("may my dogs come along too", 5)
    assert first.command == (
        'assistant knowledge new "may dogs come along" --like "may my dogs come along too" '
        '--like "dogs come along?"'
    )
    assert (second.question, second.asked, second.nearest) == ("zzz qqq", 2, None)


def test_the_nearest_topic_and_its_phrasing_are_named(folder: Folder, record: Record) -> None:
    record.in_vain("dressing a zebra in wick-coloured pyjamas")
    (gap,) = gaps(folder, record).gaps
    assert gap.nearest in folder.load().topics
    assert gap.nearest_phrasing in folder.load().topics[gap.nearest].questions


def test_the_order_of_the_record_makes_no_difference(folder: Folder, record: Record) -> None:
    other = Record(record.engine)
    texts = ["may dogs come along", "may cats come along", "dogs may come", "zzz qqq", "qqq zzz"]
    for text in texts:
        record.in_vain(text)
    first = gaps(folder, record)
    questions = ranked(other.engine)
    again = find_gaps(reversed(questions), [], strict(folder), None)
    assert first == again


def test_what_is_understood_by_now_stands_apart_to_be_looked_at(
    folder: Folder, record: Record
) -> None:
    record.in_vain("what is the price of a ticket", times=3)
    found = gaps(folder, record)
    assert found.gaps == ()
    (one,) = found.answered_by_now
    assert (one.asked, one.what) == (3, "the answer of tickets")


def test_a_thumb_down_stands_until_the_answer_is_reviewed(folder: Folder, record: Record) -> None:
    record.asked("how much is it", "tickets", helpful=False, times=2)
    (gap,) = gaps(folder, record).gaps
    assert (gap.asked, gap.thumbs_down, gap.disliked) == (2, 2, ("tickets",))
    day = (NOON + timedelta(days=1)).date()
    folder.edit("knowledge/topics/tickets.md", "reviewed: 2024-02-01", f"reviewed: {day}")
    assert gaps(folder, record).gaps == ()


def test_a_thumb_down_for_not_understanding_is_counted_once(folder: Folder, record: Record) -> None:
    record.asked("zzz qqq", outcome="fallback", helpful=False)
    record.in_vain("zzz qqq")
    (gap,) = gaps(folder, record).gaps
    assert (gap.asked, gap.thumbs_down) == (1, 0)


def test_a_question_cannot_smuggle_anything_into_the_ready_command(
    folder: Folder, record: Record
) -> None:
    record.in_vain("--id x $(rm) zebra")
    (gap,) = gaps(folder, record).gaps
    assert gap.command == "assistant knowledge new 'id x $(rm) zebra'"


def test_texts_without_a_word_are_alike_to_nothing() -> None:
    assert cluster(["?", "!"], None) == [[0], [1]]
    assert cluster(["?"], None) == [[0]]
    assert cluster([], None) == []
