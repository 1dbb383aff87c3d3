"""What a caller asks in vain is noted, as on the web."""

from __future__ import annotations

from call_fakes import Caller


def test_a_question_without_an_answer_is_noted(
    caller: Caller, noted: list[tuple[str, str | None]]
) -> None:
    caller.says("can the key fob open my garage in the rain on mars")
    assert [question for question, _ in noted] == [
        "can the key fob open my garage in the rain on mars"
    ]


def test_a_question_with_an_answer_is_not(
    caller: Caller, noted: list[tuple[str, str | None]]
) -> None:
    caller.says("is it free of charge")
    caller.says("thank you")
    assert noted == []
