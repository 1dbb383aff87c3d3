"""A VIN told in pieces, with corrections and answers."""

from __future__ import annotations

import pytest

from assistant.language.vin import VinReading
from assistant.language.vin_pieces import VinPieces, offers
from tests.language.vin_examples import FACTS, NX


def after(*turns: str) -> VinReading:
    """The reading after these turns; the state goes through a conversation's memory each time."""
    pieces = VinPieces()
    for turn in turns:
        pieces = VinPieces.from_dict(pieces.hear(turn, FACTS).as_dict())
    return pieces.reading(FACTS)


MISHEARD = ("two t two g a c b z eight", "p c zero seven nine seven five six")
"""V arrives as B in the seventh place."""


def test_three_pieces_make_a_vin() -> None:
    assert after("two t two g a c", "v z eight p c", "then oh seven nine seven five six").vin == NX


def test_the_digits_may_come_from_the_keypad() -> None:
    assert after("two t two g a c v z eight p c", "079756").vin == NX


def test_a_piece_is_corrected_while_it_is_told() -> None:
    turns = ("two t two g a z", "no, that was a C", "v z eight p c oh seven nine seven five six")
    assert after(*turns).vin == NX


@pytest.mark.parametrize(
    "answer",
    [
        "V as in victor",
        "no, it's v like victor",
        "victor",
        "the first one",
        "yes",
        "the seventh one is V as in victor",
        "number 7 is a v",
        "c v z",
    ],
)
def test_the_doubtful_character_is_settled_by_an_answer(answer: str) -> None:
    assert after(*MISHEARD).ask == 7
    assert offers(after(*MISHEARD))[0] == "V"
    assert after(*MISHEARD, answer).vin == NX


def test_what_was_repaired_stays_said() -> None:
    reading = after(*MISHEARD, "victor")
    assert [(r.position, r.heard, r.meant) for r in reading.repaired] == [(7, "B", "V")]


def test_a_refused_character_is_not_offered_again() -> None:
    reading = after(*MISHEARD, "no")
    assert all(vin[6] != "V" for vin in reading.candidates)


def test_confirming_what_was_heard_moves_the_question_elsewhere() -> None:
    reading = after(*MISHEARD, "it's b as in boy")
    assert reading.ask != 7
    assert all(vin[6] == "B" for vin in reading.candidates)


def test_a_settled_vin_can_be_corrected_by_its_letter_alone() -> None:
    turns = ("two t two g a t v z eight", "p c zero seven nine seven five six")
    assert after(*turns).vin == "2T2GATVZ8PC079756", "T and C weigh the same"
    assert after(*turns, "no, that was C as in Charlie").vin == NX


def test_starting_over_forgets_what_was_said() -> None:
    assert after("j t j h", "let me start over", "2T2GACVZ8PC079756").vin == NX
    assert after("j t j h", "start over: two t two", "g a c v z 8 p c 079756").vin == NX


def test_the_whole_vin_again_replaces_the_pieces() -> None:
    assert after("j t j", "2T2GACVZ8PC079756").vin == NX


def test_one_too_many_is_settled_by_a_yes() -> None:
    assert after("2T2GACVZ8PC0797566").vin is None
    assert after("2T2GACVZ8PC0797566", "yes").vin == NX


def test_talk_between_the_pieces_changes_nothing() -> None:
    assert (
        after("two t two g a c", "hold on", "v z eight p c oh seven nine seven five six").vin == NX
    )
