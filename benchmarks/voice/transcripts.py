"""Makes up VINs and what a recogniser might return when they are read out over the phone.

Written apart from the reader: it has its own tables of how people spell and of what is misheard,
and imports nothing of `assistant`, so that the two do not share their blind spots.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

ALLOWED = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
LETTERS = ALLOWED[:23]

# ISO 3779: values of letters, weights of positions.
_WORTH = {
    **{str(n): n for n in range(10)},
    "A": 1, "B": 2, "C": 3, "D": 4, "E": 5, "F": 6, "G": 7, "H": 8, "J": 1, "K": 2, "L": 3,
    "M": 4, "N": 5, "P": 7, "R": 9, "S": 2, "T": 3, "U": 4, "V": 5, "W": 6, "X": 7, "Y": 8, "Z": 9,
}  # fmt: skip
_FACTOR = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

# How letters are called by recognisers that write the name instead of the letter.
_SOUNDS = {
    "A": ["ay", "eh"], "B": ["bee", "be"], "C": ["see", "sea", "cee"], "D": ["dee"], "E": ["ee"],
    "F": ["eff"], "G": ["gee", "jee"], "H": ["aitch", "haitch"], "J": ["jay"], "K": ["kay", "cay"],
    "L": ["el", "ell"], "M": ["em"], "N": ["en"], "P": ["pee", "pea"], "R": ["are", "ar"],
    "S": ["ess"], "T": ["tee", "tea"], "U": ["you", "yew"], "V": ["vee"], "X": ["ex"],
    "W": ["double u", "double you", "double-u"], "Y": ["why", "wye"], "Z": ["zee", "zed"],
}  # fmt: skip
_NUMBERS = "zero one two three four five six seven eight nine".split()
_NUMBERS_MISSPELT = {
    "0": ["oh", "o", "zero"], "1": ["won", "one"], "2": ["to", "too", "two"], "4": ["for", "four"],
    "8": ["ate", "eight"], "9": ["niner", "nine"],
}  # fmt: skip
_RADIO = dict(
    zip(
        LETTERS,
        "alpha bravo charlie delta echo foxtrot golf hotel juliet kilo lima mike november papa "
        "romeo sierra tango uniform victor whiskey x-ray yankee zulu".split(),
        strict=True,
    )
)
_POLICE = dict(
    zip(
        LETTERS,
        "adam boy charles david edward frank george henry john king lincoln mary nora paul robert "
        "sam tom union victor william x-ray young zebra".split(),
        strict=True,
    )
)
_KITCHEN = {
    "A": "apple avocado aardvark", "B": "banana butter baseball", "C": "cookie carrot computer",
    "D": "donut dinner dolphin", "E": "egg elevator eagle", "F": "fish fork florida",
    "G": "garlic gorilla grape", "H": "honey hat hawaii", "J": "jelly jaguar jupiter",
    "K": "kitchen kangaroo kentucky", "L": "lemon ladder london", "M": "milk monkey michigan",
    "N": "noodle nickel nevada", "P": "pizza pepper panda", "R": "rabbit rice river",
    "S": "sugar salad snake", "T": "tomato turtle texas", "U": "umbrella unicorn utah",
    "V": "vanilla violin vermont", "W": "water waffle window", "X": "xylophone x-ray",
    "Y": "yogurt yacht yogi", "Z": "zebra zipper zucchini",
}  # fmt: skip
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()

# What listeners take for what. The first list is flat, class by class; the last says how often,
# by how alike the names sound (same vowel and a consonant made in nearly the same place).
FLAT = ["BCDEGPTVZ3", "MN", "FSX", "A8HKJ", "59"]
FLAT_WIDE = [*FLAT, "U2", "LO0", "R0", "YR", "15", "F7", "HX"]
GRADED = {
    "BD": 8, "BV": 8, "DT": 7, "PT": 9, "BP": 7, "DV": 4, "TV": 2, "CZ": 8, "VZ": 5, "EB": 3,
    "ED": 3, "EP": 3, "EV": 2, "ET": 2, "GT": 3, "GD": 3, "GZ": 2, "GP": 1, "CT": 3, "C3": 1,
    "T3": 2, "E3": 2, "D3": 1, "P3": 1, "B3": 1, "GJ": 3, "MN": 12, "FS": 12, "SX": 5, "FX": 2,
    "AK": 6, "AJ": 3, "JK": 7, "A8": 8, "H8": 5, "AH": 3, "K8": 2, "59": 8, "19": 3, "IY": 2,
    "2U": 3, "T2": 1, "LN": 1, "0R": 1, "L0": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Transcript:
    """One call: what was read out, what came back."""

    vin: str
    text: str
    misheard: int
    """The position that was misheard, 1 to 17; 0 in a clean transcript."""
    style: str


def vin(rng: random.Random) -> str:
    """A random valid VIN of a Lexus of 2022 to 2024."""
    maker = rng.choice(["JTH", "JTJ", "2T2", "58A"])
    line = {"JTH": "2CHXY", "JTJ": "ZABX", "2T2": "ZA", "58A": "1"}[maker]
    pool = rng.choice([LETTERS, LETTERS, ALLOWED])
    details = "".join(rng.choice(pool) for _ in range(4))
    plant = {"2T2": "C", "58A": "U"}.get(maker, rng.choice("01245AK"))
    if rng.random() < 0.2:
        plant = rng.choice(ALLOWED)
    body = (
        f"{maker}{details}{rng.choice(line)}_{rng.choice('NPPRR')}{plant}{rng.randrange(10**6):06}"
    )
    return with_check_digit(body)


def with_check_digit(body: str) -> str:
    """17 characters with the ninth, a `_`, replaced by what it must be."""
    total = sum(_WORTH.get(c, 0) * f for c, f in zip(body, _FACTOR, strict=True))
    return body.replace("_", "0123456789X"[total % 11])


def clean(rng: random.Random) -> Transcript:
    """A call in which every character arrives."""
    number = vin(rng)
    style = rng.choice(list(STYLES))
    return Transcript(number, _dressed(STYLES[style](number, rng), rng), 0, style)


def one_misheard(rng: random.Random, mishearing: str) -> Transcript:
    """A call in which one character arrives as another; `mishearing`: flat, wide or graded."""
    while True:
        number = vin(rng)
        places = [(at, other) for at in range(17) for other in _others(number[at], mishearing, rng)]
        if not places:
            continue
        at = rng.choice(sorted({place for place, _ in places}))
        other = rng.choice([other for place, other in places if place == at])
        heard = number[:at] + other + number[at + 1 :]
        style = rng.choice([name for name in STYLES if name not in _UNMISTAKABLE])
        return Transcript(number, _dressed(STYLES[style](heard, rng), rng), at + 1, style)


def same_weight(transcript: Transcript, heard: str) -> bool:
    """Whether the check digit cannot know that `heard` is wrong (J for A, E for V)."""
    at = transcript.misheard - 1
    return at >= 0 and at != 8 and _WORTH[heard] == _WORTH[transcript.vin[at]]


def _others(character: str, mishearing: str, rng: random.Random) -> list[str]:
    if mishearing == "graded":
        return [
            other
            for pair, times in GRADED.items() if character in pair
            for other in [pair.replace(character, "")] * times
            if other in ALLOWED
        ]  # fmt: skip
    classes = FLAT if mishearing == "flat" else FLAT_WIDE
    return [
        other
        for members in classes if character in members
        for other in members if other != character and other in ALLOWED
    ]  # fmt: skip


def _digit(digit: str, rng: random.Random, odd: float) -> str:
    if digit in _NUMBERS_MISSPELT and rng.random() < odd:
        return rng.choice(_NUMBERS_MISSPELT[digit])
    return _NUMBERS[int(digit)]


def _digits(run: str, rng: random.Random, odd: float = 0.2) -> str:
    """A run of digits: one by one, doubled, or in groups."""
    said: list[str] = []
    at = 0
    grouped = rng.random() < 0.35
    while at < len(run):
        same = len(run[at:]) - len(run[at:].lstrip(run[at]))
        if same in (2, 3) and rng.random() < 0.5:
            word = {2: "double", 3: "triple"}[same]
            said.append(f"{word} {_digit(run[at], rng, odd if run[at] == '0' else 0)}")
            at += same
        elif grouped and len(run) - at >= 3 and run[at] != "0" and run[at + 1] != "0" and (
            rng.random() < 0.2
        ):  # fmt: skip
            said.append(f"{_NUMBERS[int(run[at])]} {_under_hundred(run[at + 1 : at + 3])}")
            at += 3
        elif grouped and len(run) - at >= 2 and run[at] != "0" and rng.random() < 0.6:
            said.append(_under_hundred(run[at : at + 2]))
            at += 2
        else:
            said.append(_digit(run[at], rng, odd))
            at += 1
    return " ".join(said)


def _under_hundred(two: str) -> str:
    if two[0] == "1":
        return _TEENS[int(two[1])]
    tens = _TENS[int(two[0])]
    return tens if two[1] == "0" else f"{tens} {_NUMBERS[int(two[1])]}"


def _runs(number: str) -> list[str]:
    runs: list[str] = []
    for character in number:
        if runs and runs[-1][-1].isdigit() == character.isdigit():
            runs[-1] += character
        else:
            runs.append(character)
    return runs


def _spelt(number: str, rng: random.Random, letter: object, odd: float = 0.2) -> str:
    said: list[str] = []
    for run in _runs(number):
        if run.isdigit():
            said.append(_digits(run, rng, odd))
        else:
            said.extend(letter(c) for c in run)  # type: ignore[operator]
        if rng.random() < 0.08:
            said.append(rng.choice(["uh", "um", "and then", "dash", "space", "so", "then"]))
    return " ".join(said)


def _bare(number: str, rng: random.Random) -> str:
    return _spelt(number, rng, str.lower)


def _capitals(number: str, rng: random.Random) -> str:
    return _spelt(number, rng, str, 0.0)


def _sounds(number: str, rng: random.Random) -> str:
    return _spelt(
        number, rng, lambda c: rng.choice(_SOUNDS[c]) if rng.random() < 0.6 else c.lower(), 0.5
    )


def _as_in(number: str, rng: random.Random) -> str:
    link = rng.choice(["as in", "like", "for", "as in"])
    words = rng.choice([_POLICE, _RADIO, {c: rng.choice(w.split()) for c, w in _KITCHEN.items()}])
    return _spelt(number, rng, lambda c: f"{c.lower()} {link} {words[c]}", 0.0)


def _some_as_in(number: str, rng: random.Random) -> str:
    words = rng.choice([_POLICE, _RADIO])
    return _spelt(
        number,
        rng,
        lambda c: f"{c.lower()} as in {words[c]}" if rng.random() < 0.4 else c.lower(),
    )


def _radio(number: str, rng: random.Random) -> str:
    return _spelt(number, rng, _RADIO.__getitem__, 0.1)


def _police(number: str, rng: random.Random) -> str:
    return _spelt(number, rng, _POLICE.__getitem__, 0.1)


def _letter_and_word(number: str, rng: random.Random) -> str:
    return _spelt(number, rng, lambda c: f"{c.lower()} {_POLICE[c]}", 0.0)


def _written(number: str, rng: random.Random) -> str:
    """As recognisers write it that know numbers: "2 T2 HZ MCA 8 PC 123456"."""
    pieces, at = [], 0
    while at < 17:
        size = rng.choice([1, 2, 2, 3, 3, 4, 6])
        pieces.append(number[at : at + size])
        at += size
    return rng.choice([" ", " ", " ", ", ", "-"]).join(pieces)


def _one_by_one(number: str, rng: random.Random) -> str:
    return rng.choice([" ", ". ", ", ", "-"]).join(number)


def _mixed(number: str, rng: random.Random) -> str:
    """The maker by letters, then in pieces with pauses, each piece its own way."""
    cuts = sorted(rng.sample(range(2, 16), 3))
    pieces = [number[a:b] for a, b in zip([0, *cuts], [*cuts, 17], strict=True)]
    ways = [_bare, _capitals, _sounds, _some_as_in, _one_by_one]
    said = [rng.choice(ways)(piece, rng) for piece in pieces]
    return rng.choice([", ", ". ", " ", " then ", " uh "]).join(said)


STYLES = {
    "bare letters": _bare,
    "capitals": _capitals,
    "names as words": _sounds,
    "t as in tom": _as_in,
    "some as in": _some_as_in,
    "radio alphabet": _radio,
    "police alphabet": _police,
    "b boy": _letter_and_word,
    "written groups": _written,
    "one by one": _one_by_one,
    "mixed": _mixed,
}
_UNMISTAKABLE = {"t as in tom", "radio alphabet", "police alphabet", "b boy"}
"""Spoken so that a letter is hardly misheard."""

_BEFORE = [
    "", "", "", "", "my vin is ", "the vin number is ", "it's ", "okay so it's ", "uh ", "yes ",
    "sure it is ", "um let me see ", "okay hold on ", "the number is ", "yeah that would be ",
    "hi my vehicle identification number is ", "VIN: ", "alright ", "the first part is ",
    "so I've got the card here, it says ", "I own a lexus and the vin is ",
]  # fmt: skip
_AFTER = ["", "", "", "", "", " thank you", " okay", ".", " that's it", " please",
          " did you get that", " and that's all", " is the number on the door"]  # fmt: skip


def _dressed(spelling: str, rng: random.Random) -> str:
    return rng.choice(_BEFORE) + spelling + rng.choice(_AFTER)
