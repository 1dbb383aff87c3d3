"""VINs as people type them and as recognisers return them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.eligibility.vin import check_digit
from assistant.language import spoken_characters
from assistant.language.vin import VinReading, read_vin
from tests.language.vin_examples import FACTS, NX, RX, RZ


def read(text: str) -> VinReading:
    return read_vin(text, FACTS)


@pytest.mark.parametrize("vin", [NX, RX, RZ])
def test_the_examples_are_vins(vin: str) -> None:
    assert check_digit(vin) == vin[8]


@pytest.mark.parametrize(
    "text",
    [
        NX,
        NX.lower(),
        "2T2 GACVZ8 PC 079756",
        "2t2-gacvz8-pc-079756",
        "VIN: 2T2.GAC.VZ8.PC.079756.",
        "my car's vin is 2t2gacvz8pc079756, is it covered",
        "2 T 2 G A C V Z 8 P C 0 7 9 7 5 6",
        "I have an NX350 from 2023, 2T2GACVZ8PC079756",
        "2T2, GAC, VZ8, PC0, 797, 56",
    ],
)
def test_a_typed_vin_is_read_however_it_is_parted(text: str) -> None:
    reading = read(text)
    assert (reading.vin, reading.valid, reading.repaired) == (NX, True, ())


@pytest.mark.parametrize(
    "text",
    [
        "two t two g a c v z eight p c zero seven nine seven five six",
        "two tee two gee ay see vee zee eight pee sea oh seven nine seven five six",
        "to T to G A C V zed ate P C o seven niner seven five six",
        "two tango two golf alpha charlie victor zulu eight papa charlie zero seven nine seven "
        "fife six",
        "two t as in tom two g as in george a as in apple c as in cat v like victor z for zebra "
        "eight p like peter c for charlie zero seven nine seven five six",
        "two tom two george adam charles victor zebra eight paul charles oh seven nine seven five "
        "six",
        "uh my vin is two t two then g a c uh v z eight dash p c zero seventy nine seven fifty six",
        "okay let me see two t two, g a c, hold on, v z eight, p c, zero seven ninety seven, fifty "
        "six",
        "two t two g a b sorry c v z eight p c zero seven nine seven five six",
        "two t two h h no start over two t two g a c v z eight p c zero seven nine seven five six",
        "the letter b no wait the number two t two g a c v z eight p c zero seven nine seven five "
        "six thank you",
    ],
)
def test_a_spelt_vin_is_read_in_each_way_of_spelling(text: str) -> None:
    assert read(text).vin == NX


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("double zero triple five one", "005551"),
        ("oh oh seven seven eight four", "007784"),
        ("twenty three seventeen oh six", "231706"),
        ("one hundred seventeen two oh three", "117203"),
        ("one hundred and five two three four", "105234"),
        ("zero zero thirty five hundred", "003500"),
        ("seventeen thousand and four oh", "170040"),
        ("one hundred twenty three thousand four hundred fifty six", "123456"),
        ("forty five sixty ninety one", "456091"),
        ("three zeros two four six", "000246"),
        ("zero seven eleven thirteen", "071113"),
    ],
)
def test_number_groups_at_the_end_are_read(said: str, means: str) -> None:
    body = "2T2GACVZ0PC" + means
    vin = body[:8] + check_digit(body) + body[9:]
    assert read(f"two t two g a c v z {vin[8]} p c {said}").vin == vin


def test_double_u_is_one_letter() -> None:
    vin = "JTJHKWFX4NK155924"
    assert check_digit(vin) == vin[8]
    text = "j t j h k double {} f x four n k one double five nine two four"
    assert read(text.format("u")).vin == vin
    assert read(text.format("you")).vin == vin


def test_the_letter_o_that_was_typed_for_a_zero_is_mended_and_said() -> None:
    reading = read("2T2GACVZ8PCO79756")
    assert reading.vin == NX
    assert reading.as_dict()["repaired"] == [{"position": 12, "heard": "O", "is": "0"}]


def test_one_and_zero_typed_as_letters_are_all_mended() -> None:
    reading = read("JTJAVKPB6RII6I899")
    assert reading.vin == RZ
    assert [repair.position for repair in reading.repaired] == [11, 12, 14]


def test_a_misheard_digit_at_the_end_leaves_one_reading() -> None:
    reading = read("two t two g a c v z eight p c zero seven nine seven five f")
    assert reading.vin is None or reading.repaired
    reading = read("two t two g a c v z eight p c zero seven m seven five six")
    assert reading.vin in (NX, None)


def test_a_maker_that_nobody_knows_is_the_lexus_that_weighs_the_same() -> None:
    reading = read("a t j a v k p b six r one one six one eight nine nine")
    assert reading.vin == RZ
    assert [(r.position, r.heard, r.meant) for r in reading.repaired] == [(1, "A", "J")]


def test_a_misheard_letter_is_asked_about_and_not_guessed() -> None:
    reading = read("two t two g a c b z eight p c zero seven nine seven five six")
    assert reading.vin is None
    assert not reading.valid
    assert NX in reading.candidates
    assert reading.ask == 7
    assert reading.options()[0] == "V"
    assert "seventh" in reading.problems[0]


@pytest.mark.parametrize("heard", ["t t two", "two t t", "two two two", "two q two"])
def test_a_maker_is_known_whatever_was_heard_for_one_of_its_characters(heard: str) -> None:
    reading = read(f"{heard} g a c v z eight p c zero seven nine seven five six")
    assert reading.vin == NX
    assert len(reading.repaired) == 1


def test_what_real_cars_look_like_decides_which_place_is_asked_about_first() -> None:
    """RX: 2T2HZMDA is on the road; that the fourth was an A is possible and unlikely."""
    body = "2T2HZMDA0PC012345"
    right = body[:8] + check_digit(body) + body[9:]
    reading = read(" ".join(right.replace("ZMD", "ZMB")))
    assert reading.vin is None
    assert reading.ask == 7
    assert reading.candidates[0] == right


def test_a_number_before_a_name_with_an_s_is_no_plural() -> None:
    body = "2T2CBLDZ0NC025396"
    vin = body[:8] + check_digit(body) + body[9:]
    text = (
        "two tom two charles boy lincoln david zebra {} nora charles zero two five three nine six"
    )
    assert read(text.format(vin[8])).vin == vin


@pytest.mark.parametrize("text", ["58 A AVZF13 RU6 8 8211", "J-TH-HC-L-EXXP-3-8-39-551"])
def test_groups_of_capitals_are_letters_and_no_words(text: str) -> None:
    assert read(text).heard == "".join(filter(str.isalnum, text))
    assert read(f"okay hold on {text} did you get that").heard == read(text).heard


def test_every_candidate_fits_everything_that_a_vin_must_fit() -> None:
    reading = read("two t two g a c b z eight p c zero seven nine seven five six")
    for vin in reading.candidates:
        assert check_digit(vin) == vin[8]
        assert vin[:3] in FACTS.makers
        assert vin[9] in FACTS.model_years
        assert vin[12:].isdigit()


def test_a_year_far_from_the_program_is_asked_about_when_spoken() -> None:
    spoken = "two t two g a c v z eight g c zero seven nine seven five six"
    assert read(spoken).ask == 10
    assert NX in read(spoken).candidates
    assert read("2T2GACVZ8GC079756").vin == "2T2GACVZ8GC079756", "typed, it is what it is"


def test_swapped_neighbours_are_found_when_typed() -> None:
    reading = read("2T2AGCVZ8PC079756")
    assert NX in (reading.vin, *reading.candidates)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("two t two g a c v z eight p c zero seven nine", 14),
        ("2T2GACVZ8PC0797", 15),
        ("two t two g a c v z eight p c zero seven nine seven five six one four", 19),
        ("jtj", 3),
    ],
)
def test_a_wrong_length_says_how_many_were_heard(text: str, count: int) -> None:
    reading = read(text)
    assert reading.vin is None
    assert f"I have {count} characters" in reading.problems[0]


def test_a_swallowed_double_is_offered_and_not_taken() -> None:
    reading = read("2T2GACVZ8PC0797566")
    assert reading.vin is None
    assert reading.candidates == (NX,)
    assert reading.ask == 17


def test_two_ways_to_split_a_number_are_told_apart_by_asking() -> None:
    """Twenty-two fifty-four twenty-one is one digit short: 202 54 21, or 22 504 21, or ..."""
    reading = read("j t j x p one l x four n twenty two fifty four twenty one")
    assert reading.vin is None


@pytest.mark.parametrize("vin", ["1HGCM82633A004352", "2T3BFREV6GW123456"])
def test_a_valid_vin_of_another_maker_is_read_as_it_is(vin: str) -> None:
    vin = vin[:8] + check_digit(vin) + vin[9:]
    reading = read(vin)
    assert (reading.vin, reading.repaired) == (vin, ())
    assert reading.as_dict()["decoded"] == {
        "model": None,
        "model_year": FACTS.model_years.get(vin[9]),
        "plant": None,
    }


def test_a_vin_says_model_year_and_plant() -> None:
    assert read(NX).as_dict()["decoded"] == {
        "model": "NX",
        "model_year": 2023,
        "plant": "north_america",
    }


@pytest.mark.parametrize("text", ["", "hello", "where is my key", "?!", "ABCDEFGHJKLMNPRST"])
def test_rubbish_is_no_vin_and_has_a_kind_sentence(text: str) -> None:
    reading = read(text)
    assert reading.vin is None
    assert reading.problems
    assert all(problem.endswith((".", "?")) for problem in reading.problems)


def test_the_shape_is_that_of_the_command() -> None:
    assert read(NX).as_dict() == {
        "vin": NX,
        "valid": True,
        "repaired": [],
        "candidates": [],
        "ask": None,
        "problems": [],
        "decoded": {"model": "NX", "model_year": 2023, "plant": "north_america"},
    }


WORDS = sorted(
    {*spoken_characters.WORDS, *spoken_characters.CODE_WORDS, *spoken_characters.TENS}
    | {*spoken_characters.TEENS, *spoken_characters.SCALES, *spoken_characters.REPEATS}
    | {
        "as",
        "in",
        "sorry",
        "no",
        "vin",
        "O",
        "Q",
        "I",
        "JTJ",
        "2T2",
        "20",
        "3",
        "for",
        "start over",
    }
)


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)))
@settings(max_examples=300, deadline=None)
def test_nothing_that_can_be_said_raises_or_is_taken_without_fitting(text: str) -> None:
    reading = read(text)
    if reading.vin is not None:
        assert reading.valid
        assert check_digit(reading.vin) == reading.vin[8]
    assert (reading.ask is None) or 1 <= reading.ask <= 18
    reading.as_dict()


@pytest.mark.parametrize(
    "text", ["a " * 1000, "twenty two a " * 150, "oh sorry " * 220, "J" * 2000, "vin " * 500]
)
def test_long_rubbish_is_read_in_bounded_time(text: str) -> None:
    began = time.perf_counter()
    read(text)
    assert time.perf_counter() - began < 1.0
