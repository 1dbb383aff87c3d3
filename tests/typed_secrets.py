"""VINs, phone numbers and e-mail addresses as guests type and say them, and what must not be kept.

Each case: what is typed, and pieces of it that may stand nowhere, compared without blanks, dashes
and case. The last six characters of a VIN may stay.
"""

from __future__ import annotations

import re

VIN = "2T2HGCEZ5PC012345"
OTHER = "JTJHKCFZ1R2067890"

TYPED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (f"is {VIN} in the program", (VIN[:11],)),
    (f"my vin: {VIN.lower()}.", (VIN[:11],)),
    (f"vin={VIN},model=nx", (VIN[:11],)),
    (f"({VIN})", (VIN[:11],)),
    (f"https://dealer.example/check?vin={VIN}", (VIN[:11],)),
    ("it's 2T2 HGCEZ5 PC012345", ("2T2HGCEZ5", "Z5PC012345")),
    ("it's 2T2-HGCEZ5-PC-012345 thanks", ("2T2HGCEZ5", "Z5PC012345")),
    ("2T2HG CEZ5P C0123 45", ("2T2HGCEZ5", "Z5PC012345")),
    ("2 T 2 H G C E Z 5 P C 0 1 2 3 4 5", ("2T2HGCEZ5", "Z5PC012345")),
    (f"two cars: {VIN} and {OTHER}", (VIN[:11], OTHER[:11])),
    (f"a slip: {VIN[:8]}O{VIN[9:]}", (VIN[:8], VIN[9:])),
    (f"one too many: {VIN}7", (VIN[:11],)),
    (f"one short: {VIN[1:]}", (VIN[1:11],)),
    (
        "two tango two hotel golf charlie echo zulu five papa charlie zero one two three four five",
        ("hotelgolfcharlieecho", "zulufivepapa"),
    ),
    ("V as in Victor? no: J T J H K C F Z 1 R 2 0 6 7 8 9 0", ("JTJHKCFZ",)),
    ("call me at 214-555-0142", ("2145550142", "5550142")),
    ("call me at (214) 555-0142", ("2145550142", "5550142")),
    ("call me at 214.555.0142 after five", ("2145550142", "5550142")),
    ("2145550142", ("2145550142",)),
    ("+1 214 555 0142", ("2145550142", "5550142")),
    ("my cell is 1-214-555-0142", ("2145550142", "5550142")),
    ("it's 555-0142", ("5550142",)),
    ("from abroad +44 20 7946 0958", ("2079460958", "79460958")),
    ("two one four five five five zero one four two", ("fivefivefivezeroone",)),
    ("mail maria.q@example.com please", ("maria.q@example.com",)),
    ("MARIA.Q+KEYS@EXAMPLE.COM", ("maria.q+keys@example.com",)),
    ("<maria_q@mail.example.co.uk>", ("maria_q@mail.example.co.uk",)),
    (f"NX, 08/23, {VIN}, 214-555-0142, maria.q@example.com", (VIN[:11], "2145550142", "maria.q@")),
)


def compared(text: str) -> str:
    """Without blanks and what joins characters, in lower case."""
    return re.sub(r"[\s(),\"'\\/-]|(?<=\d)\.(?=\d)", "", text).lower()


def found_in(text: str) -> list[str]:
    """The pieces that stand in a text although they must not."""
    plain = compared(text)
    return sorted({piece for _, pieces in TYPED for piece in pieces if compared(piece) in plain})
