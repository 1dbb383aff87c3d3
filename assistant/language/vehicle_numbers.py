"""Where a message has a VIN, an attempt at one, or letters and digits that are none of a car's.

Their words are marked as read, so that no "RX" or "23" is found inside a VIN or an address.
How a VIN is read stands in `assistant.language.vin`; here it is only found.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

from spacy.language import Language
from spacy.tokens import Doc, Span

from assistant.eligibility import vin as vin_rules
from assistant.language import names
from assistant.language.spoken_characters import CODE_WORDS, DIGITS, TEENS, TENS
from assistant.language.word_set import word_set
from assistant.language.words import norms, write_norm

VIN = "vin"
"""Label of a span that reads as a VIN or as an attempt at one."""
SPOKEN_VIN = "spoken_vin"
"""Label of a span of letters and digits as they are said."""
MAKER = "maker"
"""Label of the first three characters of a VIN, given alone; the value is these characters."""

_NOT_A_CAR = re.compile(
    r"[\w.+-]{1,64}@[\w.-]{1,255}"  # an e-mail address
    r"|(?:https?://|www\.)\S{1,500}"
    r"|(?<![\w/-])(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]?\d{4}(?![\w-])"  # a telephone number
    r"|(?<![\w/-])\d{3}-\d{4}(?![\w-])"
    r"|\b\d{1,2}:\d{2}\b"  # a time of day
)
_ANOTHER_NUMBER = re.compile(
    r"\b(?:tracking|order|case|confirmation|reference|invoice|ticket|claim|policy|account)\b"
    r"[^.!?]{0,20}$",
    re.I,
)
"""Before letters and digits that are no VIN, though they look like one."""
_PIECE = re.compile(r"[A-Za-z0-9]+")
_CUE = re.compile(r"\b(?:v\.?i\.?n|vin[ -]?(?:number|no|nr|code)|chassis|identification)\b", re.I)
_JOINT = re.compile(r"[ .\-_*]{0,3}")
_ATTEMPT = range(15, 19)
"""Lengths that are taken for a VIN with a slip."""
_AFTER_CUE = 14
"""Characters between "VIN" and what is meant as one: "vin is: ", "VIN number "."""
_FEWEST_SPOKEN = 14
_FEWEST_SPOKEN_AFTER_CUE = 9
_BETWEEN = word_set(
    "as in like for and dash hyphen space uh um er then comma , . - the",
)
_MAKER_CUES = word_set(
    "vin starts start starting begins beginning begin first prefix",
)


class VehicleNumbers:
    """Finds VINs; `makers` are the first three characters of a Lexus VIN and the plant."""

    def __init__(self, makers: Mapping[str, str], toyota_makers: Iterable[str]) -> None:
        self._makers = dict(makers)
        self._known = tuple(makers) + tuple(toyota_makers)

    def __call__(self, doc: Doc) -> Doc:
        text: str = doc.user_data[names.TEXT]
        found: list[Span] = []
        stretches = [(match.span(), "") for match in _NOT_A_CAR.finditer(text)]
        taken = {at for span, _ in stretches for at in range(*span)}
        for start, end in self._typed(text):
            if taken.isdisjoint(range(start, end)):
                stretches.append(((start, end), VIN))
        for (start, end), label in stretches:
            words = _words(doc, start, end)
            if words:
                _mark(doc, *words)
                if label:
                    found.append(Span(doc, *words, label=label))
        if not found:
            spoken = self._spoken(doc, text)
            if spoken:
                _mark(doc, *spoken)
                found.append(Span(doc, *spoken, label=SPOKEN_VIN))
            else:
                found.extend(self._maker(doc))
        doc.spans[names.VEHICLE_NUMBERS] = found
        return doc

    def _typed(self, text: str) -> Iterator[tuple[int, int]]:
        """VINs and attempts as they are typed, also in groups with blanks or dashes."""
        if sum(character.isdecimal() for character in text) < 4:
            return
        pieces = _Pieces(text)
        cues = [match.end() for match in _CUE.finditer(text)]
        at = 0
        while at < len(pieces.found):
            last = self._vin_from(pieces, at)
            if last is None:
                last = _attempt(pieces, at, cues)
            if last is None:
                at += 1
            else:
                yield pieces.found[at].start(), pieces.found[last].end()
                at = last + 1

    def _vin_from(self, pieces: _Pieces, at: int) -> int | None:
        """The last piece of a faultless or nearly faultless VIN that begins with piece `at`."""
        last = pieces.last_of(at, vin_rules.LENGTH)
        if last is None:
            return None
        joined = pieces.joined(at, last)
        if not _mixed(joined):
            return None
        faultless = not vin_rules.problems(joined)
        return last if faultless or last == at or joined.startswith(self._known) else None

    def _spoken(self, doc: Doc, text: str) -> tuple[int, int] | None:
        """The longest run of spoken letters and digits, where it is long enough for a VIN."""
        words = norms(doc)
        best = (0, 0, 0)
        at = 0
        while at < len(doc):
            start, characters, digits, end = at, 0, 0, at
            misses = 0
            while at < len(doc) and misses < 3:
                letters, numbers = _said(words[at])
                if words[at - 1] in ("in", "like", "for") and at > start and not letters + numbers:
                    letters = 0
                elif letters + numbers:
                    misses = 0
                    characters += letters + numbers
                    digits += numbers
                    end = at + 1
                elif words[at] not in _BETWEEN:
                    misses = 3
                    continue
                else:
                    misses += 1
                at += 1
            if digits >= 4 and characters - digits >= 1 and characters > best[0]:
                best = (characters, start, end)
            at = max(at, start + 1) if at > start else at + 1
        characters, start, end = best
        told = _CUE.search(text) is not None
        fewest = _FEWEST_SPOKEN_AFTER_CUE if told else _FEWEST_SPOKEN
        return (start, end) if characters >= fewest else None

    def _maker(self, doc: Doc) -> Iterator[Span]:
        """ "my VIN starts with 2T2"."""
        words = norms(doc)
        if _MAKER_CUES.isdisjoint(words) and len(doc) > 3:
            return
        for at in range(len(doc)):
            for length in (3, 2, 1):
                if at + length > len(doc):
                    continue
                said = "".join(words[at : at + length]).upper()
                makers = [maker for maker in self._makers if maker.startswith(said)]
                plants = {self._makers[maker] for maker in makers}
                told = len(said) == 3 or "with" in words[max(0, at - 2) : at]
                if len(plants) == 1 and at and told:
                    _mark(doc, at, at + length)
                    yield Span(doc, at, at + length, label=MAKER, kb_id=makers[0])
                    return


class _Pieces:
    """The runs of letters and digits of a text, and which of them stand close to each other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.found = list(_PIECE.finditer(text))
        self._lengths = [0]
        """Characters up to each piece."""
        self._rows: list[int] = []
        """The number of the row of close pieces that each belongs to."""
        for index, piece in enumerate(self.found):
            self._lengths.append(self._lengths[-1] + len(piece.group()))
            before = self.found[index - 1].end() if index else 0
            close = index > 0 and _JOINT.fullmatch(text, before, piece.start()) is not None
            self._rows.append((self._rows[-1] if index else 0) + (not close))

    def joined(self, first: int, last: int) -> str:
        """The characters of a row of pieces, in upper case."""
        return "".join(piece.group() for piece in self.found[first : last + 1]).upper()

    def is_another_number(self, start: int) -> bool:
        """Do the words before say that this is the number of an order, not of a car?"""
        return _ANOTHER_NUMBER.search(self._text[max(0, start - 40) : start]) is not None

    def close(self, first: int, last: int) -> bool:
        """Do the pieces stand in one row?"""
        return last < len(self.found) and self._rows[first] == self._rows[last]

    def last_of(self, first: int, length: int) -> int | None:
        """The piece that ends a row of just this many characters."""
        after = bisect_left(self._lengths, self._lengths[first] + length)
        if after >= len(self._lengths) or self._lengths[after] - self._lengths[first] != length:
            return None
        return after - 1 if self.close(first, after - 1) else None


def _attempt(pieces: _Pieces, at: int, cues: list[int]) -> int | None:
    """The last piece of what is meant as a VIN and is none: a long one, or some after "VIN"."""
    piece = pieces.found[at].group()
    start = pieces.found[at].start()
    if len(piece) in _ATTEMPT and _mixed(piece.upper()):
        return None if pieces.is_another_number(start) else at
    told = any(0 <= start - cue <= _AFTER_CUE for cue in cues)
    if not told or not _vinlike(piece):
        return None
    length, last = len(piece), at
    while length < vin_rules.LENGTH and pieces.close(at, last + 1):
        following = pieces.found[last + 1].group()
        if not _vinlike(following):
            break
        length += len(following)
        last += 1
    return last if 11 <= length <= 20 and _mixed(pieces.joined(at, last)) else None


def _vinlike(piece: str) -> bool:
    return any(character.isdecimal() for character in piece) or piece.isupper() or len(piece) == 1


def _mixed(joined: str) -> bool:
    """Letters and digits mixed, as in a VIN and hardly anything else."""
    digits = sum(character.isdecimal() for character in joined)
    return digits >= 4 and len(joined) - digits >= 2


def _said(word: str) -> tuple[int, int]:
    """How many letters and digits a spoken word stands for."""
    if word.isdecimal():
        return 0, len(word)
    if word in TENS:
        return 0, 2
    if word in TEENS:
        return 0, 2
    if word in DIGITS:
        return 0, 1
    if len(word) == 1 and word.isalpha():
        return 1, 0
    return (1, 0) if word in CODE_WORDS or word in _LETTER_NAMES else (0, 0)


_LETTER_NAMES = word_set(
    "ay aye bee be cee see sea dee ee eff ef gee jee aitch haitch jay kay el ell em en pee",
    "are ar ess es tee tea you yu vee ve ex eks why wye zee zed double triple",
)


def _words(doc: Doc, start: int, end: int) -> tuple[int, int] | None:
    """The words that stand between two characters of the message."""
    offsets: list[tuple[int, int]] = doc.user_data[names.OFFSETS]
    first = bisect_right(offsets, (start, start))
    if first and offsets[first - 1][1] > start:
        first -= 1
    last = bisect_left(offsets, (end, end))
    return (first, last) if first < last else None


def _mark(doc: Doc, start: int, end: int) -> None:
    for index in range(start, end):
        write_norm(doc, index, names.READ_ELSEWHERE)


@Language.factory(
    names.VEHICLE_NUMBERS,
    requires=["token.norm"],
    assigns=["token.norm", "doc.spans"],
    default_config={"makers": {}, "toyota_makers": []},
)
def make_vehicle_numbers(
    nlp: Language, name: str, makers: dict[str, str], toyota_makers: list[str]
) -> VehicleNumbers:
    return VehicleNumbers(makers, toyota_makers)
