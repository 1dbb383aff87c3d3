"""Where in a message a VIN stands."""

from __future__ import annotations

import pytest

from assistant.language.vin_spans import find_vins


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_vins(text)]


@pytest.mark.parametrize(
    ("before", "vin", "after"),
    [
        ("my car is an nx 350 from 2023, vin ", "2T2GACVZ8PC079756", ", is it in?"),
        ("built 08/23, vin is ", "jtj avk pb6 r116 1899", " thanks"),
        ("it's ", "j t j a v k p b six r one one six one eight nine nine", " and built in august"),
        ("VIN ", "2t2gacvz8pc0797", ""),
        ("my vin starts with ", "JTHBZ1", ""),
        ("I typed ", "2T2GACVZ8PC079757", " and it says no"),
    ],
)
def test_the_vin_is_found_among_other_words(before: str, vin: str, after: str) -> None:
    assert found(before + vin + after) == [vin]


def test_two_vins_are_two() -> None:
    text = "two cars: 2T2GACVZ8PC079756 and JTJAVKPB6R1161899"
    assert found(text) == ["2T2GACVZ8PC079756", "JTJAVKPB6R1161899"]


@pytest.mark.parametrize(
    "text",
    [
        "what about a 2023 rx 350 h or a 2022 nx 450 h plus",
        "i have an rx350 and an nx350 and a gx460 and an es350",
        "call me at 1-800-255-3987 or 469 292 6449 please",
        "i bought it on 12/05/2022 for 45,000 dollars at 3 pm",
        "order number 12345678901234567",
        "I want to see you at two for the key to my car on may twenty three twenty twenty three",
        "The program 23LJ01 and part 04002-12345, op code 23LJ01R1",
        "why are you so slow, see you at four",
        "",
    ],
)
def test_other_numbers_and_words_are_no_vin(text: str) -> None:
    assert found(text) == []
