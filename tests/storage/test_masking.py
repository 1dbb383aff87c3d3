"""What names a person or a vehicle never reaches a table."""

from __future__ import annotations

import pytest

from assistant.storage.masking import mask, mask_data


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("my vin is JTJBAMBZ8P5012345 ok", "my vin is •••••••••••012345 ok"),
        ("jtjbambz8p5012345", "•••••••••••012345"),
        ("vin: JTJ BAMBZ 8P5 012345, thanks", "vin: •••••••••••012345, thanks"),
        ("2T2-BAMCA-8PC-012345", "•••••••••••012345"),
        ("2T2 BAMCA 8PC 01 23 45!", "•••••••••••012345!"),
        # A slip of the finger still names the car.
        ("JTJBAMBZ8P501234", "••••••••••501234"),
        ("JTJBAMBZ8P50123456", "••••••••••••123456"),
        ("JTJBAMBZ8PO012345", "•••••••••••012345"),
        ("J T J B A M B Z 8 P 5 0 1 2 3 4 5", "•••••••••••012345"),
        (
            "juliet tango juliet bravo alpha mike bravo zulu eight papa five "
            "zero one two three four five",
            "•••••••••••012345",
        ),
        (
            "it is jay tee jay bee a em bee zee eight pee five oh one two three four five please",
            "it is •••••••••••012345 please",
        ),
        (
            "both JTJBAMBZ8P5012345 JTHBAMBZ8P5012399",
            "both •••••••••••012345 •••••••••••012399",
        ),
    ],
)
def test_a_vin_keeps_only_its_last_six(said: str, written: str) -> None:
    assert mask(said) == written


@pytest.mark.parametrize(
    "number",
    [
        "469-292-6449",
        "(469) 292-6449",
        "469 292 6449",
        "4692926449",
        "+1 469 292 6449",
        "1-469-292-6449",
        "+49 30 1234567",
        "+81 3-1234-5678",
        "292-6449",
        "four six nine two nine two six four four nine",
    ],
)
def test_a_persons_number_is_taken_out(number: str) -> None:
    assert mask(f"call me at {number} please") == "call me at [phone number] please"


def test_an_address_is_taken_out() -> None:
    assert mask("write to jane.doe+key@mail.example.com.") == "write to [e-mail address]."


@pytest.mark.parametrize(
    "text",
    [
        "Call 1-800-255-3987 or 1-888-255-3987, Monday through Friday, 8:00 am to 7:00 pm.",
        "my rx350 2023 was built 2022-11-07 in canada",
        "nx 350h built 11/7/2022, 45 minutes, phase 5, 75,500 vehicles of 214,000",
        "built in 08/23 or 2023-08-15",
        "Phases 1, 2, 3, 4, 5, 6, 7",
        "what about my wife's RX, is she in as well, and are you a robot",
        "RX 350 2023 in 2 0 2 3",
        "0.4 hours, April 2024, Mid-October 2022 - Late October 2023",
        "",
    ],
)
def test_everything_else_stays(text: str) -> None:
    assert mask(text) == text


def test_masking_twice_changes_nothing_more() -> None:
    once = mask("JTJBAMBZ8P5012345 and 469-292-6449 and a@b.example")
    assert mask(once) == once


def test_data_is_masked_wherever_a_string_stands() -> None:
    reply = {"text": "x", "verdict": {"facts": {"vin": "JTJBAMBZ8P5012345"}}, "n": [1, None, True]}
    assert mask_data(reply) == {
        "text": "x",
        "verdict": {"facts": {"vin": "•••••••••••012345"}},
        "n": [1, None, True],
    }


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", ["1", "a", "1 ", "a.", "a@", "+1", "1-", "one ", "(1", "J1"])
def test_long_input_costs_no_time(piece: str) -> None:
    mask(piece * 5_000)


@pytest.mark.parametrize("text", ["tel:+18002553987", "+1 (800) 255-3987", "call 1-800-255-3987"])
def test_a_toll_free_number_is_a_companys_however_it_is_written(text: str) -> None:
    assert mask(text) == text
