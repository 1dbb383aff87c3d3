"""Other callers than those of `transcripts.py`: other cars, another ear, other habits of spelling.

Of the reader's weights only the shares of the ear were chosen by these, on other seeds. Two kinds
of cars: `any` (positions 4 to 7 and the plant are anything) and `real` (descriptions of real cars;
half of them stand nowhere in the reader). Two kinds of ears: `even` (any character of the same
class alike, the common classes: B D E G P T V Z 3; M N; F S X; A 8 H K J; 5 9) and `uneven`
(some sound closer than others, and a few from outside the classes).
"""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.voice.transcripts import ALLOWED, Transcript, with_check_digit

CARS = ("any", "real")
EARS = ("even", "uneven")

_REAL = {
    "2T2": "HZMDA JZMDA BZMAA SGMDA BAMCA AAMCA ABMCA BBMCA CCMCA GGCEZ HGCEZ AGCEZ GKCEZ BKCEZ "
    "DKCEZ KKCEZ ADCEZ GDCEZ",
    "JTJ": "HKCFZ KKCFZ GKCEZ AKCEZ GGCEZ ADCEZ AAAAB AMABB BAMCA CJMGA BJMHA AM7BX GM7BX PB7CX "
    "MB7CX HB7CX",
    "JTH": "HP5AY KPAAY JY5AY X6JBH R6JBH U6JBH X9JBH P9JBH B1FFA D51FF GYFFF GZ1B2 BZ1B2 GZ1E2 "
    "CA1D2 AP1D2 D81F2 C81F2 HP5BC GZ5BC HZ5BC",
    "58A": "DZ1B1 BZ1B1 EZ1B1 GZ1B1 DA1C1 EA1C1 GA1C1 AD1D1 CD1D1 ED1D1",
}
_LINE_OF_ANY = {"2T2": "ZA", "JTJ": "ZAB", "JTH": "ZA", "58A": "1"}
_PLANT_OF_REAL = {"2T2": "C", "58A": "U"}
_EVEN = "BDEGPTVZ3 MN FSX A8HKJ 59".split()
_UNEVEN = {
    "BP": 6, "BD": 6, "BV": 6, "BE": 4, "PT": 6, "DT": 5, "CZ": 5, "CG": 2, "GJ": 4, "GE": 2,
    "GD": 3, "ZV": 4, "E3": 2, "T3": 3, "CE": 2, "PE": 2, "TE": 2, "DE": 3, "VE": 2, "VD": 3,
    "MN": 9, "FS": 9, "SX": 6, "FX": 2, "AH": 3, "A8": 5, "H8": 5, "JK": 6, "AK": 6, "AJ": 4,
    "59": 6, "19": 1, "2U": 1, "17": 1, "LN": 1, "67": 1, "6S": 1, "6X": 1,
}  # fmt: skip


def car(rng: random.Random, kind: str) -> str:
    """A valid VIN of a Lexus of 2022 to 2024."""
    maker = rng.choice(sorted(_REAL))
    if kind == "real":
        details = rng.choice(_REAL[maker].split())
        plant = _PLANT_OF_REAL.get(maker) or rng.choice("0125A")
    else:
        details = "".join(rng.choices(ALLOWED, k=4)) + rng.choice(_LINE_OF_ANY[maker])
        plant = rng.choice(ALLOWED)
    return with_check_digit(f"{maker}{details}_{rng.choice('NPR')}{plant}{rng.randrange(10**6):06}")


def clean(rng: random.Random, kind: str) -> Transcript:
    """A call in which every character arrives."""
    number, style = car(rng, kind), rng.choice(list(_STYLES))
    return Transcript(number, _around(_STYLES[style](number, rng, 0), rng), 0, style)


def one_misheard(rng: random.Random, kind: str, ear: str) -> Transcript:
    """A call in which one character that was said by itself arrives as another."""
    while True:
        number = car(rng, kind)
        at = rng.randrange(17)
        others = _taken_for(number[at], ear)
        if others:
            break
    heard = number[:at] + rng.choice(others) + number[at + 1 :]
    style = rng.choice([name for name in _STYLES if name != "all by words"])
    return Transcript(number, _around(_STYLES[style](heard, rng, at + 1), rng), at + 1, style)


def _taken_for(character: str, ear: str) -> list[str]:
    if ear == "even":
        return [c for row in _EVEN if character in row for c in row if c != character]
    return [
        pair.replace(character, "")
        for pair, times in _UNEVEN.items() if character in pair
        for _ in range(times)
    ]  # fmt: skip


_WORDS = dict(
    zip(
        ALLOWED[:23],
        "Alice Bob Charlie David Edward Frank George Henry Jack Karen Larry Mary Nancy Peter "
        "Robert Sam Tom Uncle Victor William Xavier Yellow Zebra".split(),
        strict=True,
    )
)
_NAMES = dict(
    zip(
        ALLOWED[:23],
        "ay bee cee dee ee eff gee aitch jay kay el em en pee ar ess tee you vee double-u ex why "
        "zee".split(),
        strict=True,
    )
)
_FIGURES = "zero one two three four five six seven eight nine".split()
_PAIRS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()


def _figure(digit: str, rng: random.Random) -> str:
    return "oh" if digit == "0" and rng.random() < 0.5 else _FIGURES[int(digit)]


def _said(number: str, rng: random.Random, letter: Callable[[str, int], str]) -> str:
    """Letter by letter, twins and threes now and then as such."""
    said, at = [], 0
    while at < len(number):
        character = number[at]
        if not character.isdigit():
            said.append(letter(character, at + 1))
        elif number[at : at + 3] == character * 3 and rng.random() < 0.6:
            said.append(f"triple {_figure(character, rng)}")
            at += 2
        elif number[at : at + 2] == character * 2 and rng.random() < 0.4:
            said.append(f"double {_figure(character, rng)}")
            at += 1
        elif at >= 11 and character == "1" and number[at + 1 : at + 2].isdigit() and (
            rng.random() < 0.15
        ):  # fmt: skip
            said.append(_PAIRS[int(number[at + 1])])
            at += 1
        else:
            said.append(_figure(character, rng))
        at += 1
    return " ".join(said)


def _plainly(number: str, rng: random.Random, misheard: int) -> str:
    return _said(number, rng, lambda c, at: c.lower())


def _by_name(number: str, rng: random.Random, misheard: int) -> str:
    return _said(number, rng, lambda c, at: _NAMES[c])


def _hard_ones_by_words(number: str, rng: random.Random, misheard: int) -> str:
    """B, D, M, N ... with a word; the one that was misheard was said by itself."""
    link = rng.choice(["as in", "for", "like", "as in"])

    def letter(c: str, at: int) -> str:
        hard = c in "BDPTVMNFS" and at != misheard and rng.random() < 0.7
        return f"{c} {link} {_WORDS[c]}" if hard else c

    return _said(number, rng, letter)


def _all_by_words(number: str, rng: random.Random, misheard: int) -> str:
    link = rng.choice(["as in", "for", "like", ""])
    return _said(number, rng, lambda c, at: f"{c} {link} {_WORDS[c]}".replace("  ", " "))


def _in_groups(number: str, rng: random.Random, misheard: int) -> str:
    """As a recogniser writes it that knows letters and figures."""
    cuts = rng.choice([(3, 8, 11, 14), (3, 6, 9, 11, 14), (1, 3, 5, 8, 9, 11), (3, 5, 8, 10, 13)])
    ends = (*cuts, 17)
    return " ".join(number[start:end] for start, end in zip((0, *cuts), ends, strict=True))


def _with_pauses(number: str, rng: random.Random, misheard: int) -> str:
    cuts = sorted(rng.sample(range(3, 15), 3))
    pieces = [number[a:b] for a, b in zip((0, *cuts), (*cuts, 17), strict=True)]
    pause = [", ", " ... ", " uh ", ", then ", ". and then "]
    return "".join(
        (rng.choice(pause) if piece is not pieces[0] else "") + _plainly(piece, rng, 0)
        for piece in pieces
    )


_STYLES: dict[str, Callable[[str, random.Random, int], str]] = {
    "plainly": _plainly,
    "by name": _by_name,
    "hard ones by words": _hard_ones_by_words,
    "all by words": _all_by_words,
    "in groups": _in_groups,
    "with pauses": _with_pauses,
}


def _around(spelling: str, rng: random.Random) -> str:
    before = rng.choice(
        ["", "", "it's ", "so the vin is ", "sure, ", "yeah it's ", "Okay. ", "hi, "]
    )
    return before + spelling + rng.choice(["", "", ".", " thanks", " that's all", " okay"])
