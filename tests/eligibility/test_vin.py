"""What a VIN says, and why one cannot be."""

from __future__ import annotations

import pytest

from assistant.eligibility.vin import (
    CHARACTERS,
    LENGTH,
    VALUES,
    WEIGHTS,
    DecodedVin,
    check_digit,
    decode,
    problems,
)
from assistant.knowledge.program import VinFacts
from assistant.knowledge.topic import Source

FACTS = VinFacts(
    makers={
        "JTH": "japan",
        "JTJ": "japan",
        "2T2": "north_america",
        "58A": "north_america",
    },
    toyota_makers=("JTD", "JTE", "4T", "5T", "2T1", "2T3"),
    model_years={"M": 2021, "N": 2022, "P": 2023, "R": 2024, "S": 2025},
    lines=(("Z", "NX", ""), ("A", "RX", ""), ("B", "RZ", "JTJ"), ("1", "ES", "58A")),
    source=Source("VIN standard", "49 CFR 565", ""),
)


def with_check_digit(vin: str) -> str:
    return vin[:8] + check_digit(vin) + vin[9:]


@pytest.mark.parametrize(
    ("vin", "digit"),
    [
        ("1M8GDM9AXKP042788", "X"),  # the worked example of the standard
        ("11111111111111111", "1"),
        ("5GZCZ43D13S812715", "1"),
    ],
)
def test_the_check_digit_is_that_of_the_standard(vin: str, digit: str) -> None:
    assert check_digit(vin) == digit
    assert problems(vin) == ()


@pytest.mark.parametrize("vin", ["", "1M8GDM9AXKP04278", "1M8GDM9AXKP0427888", "1M8GDM9AXKPO42788"])
def test_what_is_no_vin_has_no_check_digit(vin: str) -> None:
    with pytest.raises(ValueError, match=f"^{vin}$"):
        check_digit(vin)


def test_the_tables_are_complete() -> None:
    assert set(VALUES) == set(CHARACTERS)
    assert len(WEIGHTS) == LENGTH


def test_blanks_dashes_and_lower_case_do_not_matter() -> None:
    assert problems(" 1m8-gdm9ax kp.042788 ") == ()


@pytest.mark.parametrize(
    ("vin", "says"),
    [
        ("1M8GDM9AXKP04278", "this one has 16"),
        ("1M8GDM9AXKP0427881", "this one has 18"),
        ("IM8GDM9AXKPO42788", "this one has I and O"),
        ("1M8GDM9AXKP042789", "check digit"),
        ("1M8GDM9AXKP04T788", "last five characters"),
        ("", "this one has 0"),
    ],
)
def test_each_fault_is_said_in_a_sentence(vin: str, says: str) -> None:
    assert any(says in problem for problem in problems(vin))
    assert all(problem.endswith(".") for problem in problems(vin))


@pytest.mark.parametrize(
    ("vin", "decoded"),
    [
        ("2T2HZMCAXPC123456", DecodedVin("lexus", "RX", 2023, "north_america")),
        ("JTJGKCEZ0N2000001", DecodedVin("lexus", "NX", 2022, "japan")),
        ("JTJAAAAB0R2000001", DecodedVin("lexus", "RZ", 2024, "japan")),
        ("58ADZ1B10PU000001", DecodedVin("lexus", "ES", 2023, "north_america")),
    ],
)
def test_a_lexus_says_its_line_year_and_plant(vin: str, decoded: DecodedVin) -> None:
    assert decode(with_check_digit(vin), FACTS) == decoded


def test_a_letter_that_the_knowledge_does_not_give_names_no_line() -> None:
    assert decode("JTHHP5AY0P2000001", FACTS).model is None
    assert decode("2T2ABCDB0PC000001", FACTS).model is None, "B is an RZ only from Japan"


def test_a_toyota_is_a_toyota_and_has_no_line_of_ours() -> None:
    assert decode("2T3ABCDA0PC000001", FACTS) == DecodedVin("toyota", None, 2023, None)
    assert decode("1HGCM82633A004352", FACTS).make == "other"


def test_a_vin_with_faults_is_read_as_far_as_it_goes() -> None:
    assert decode("JTJ", FACTS) == DecodedVin("lexus", None, None, "japan")
    assert decode("", FACTS) == DecodedVin("other", None, None, None)
