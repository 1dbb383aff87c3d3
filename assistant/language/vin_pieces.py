"""A VIN over several turns: pieces, corrections, and answers to what was asked.

"two t two", "h z m c a eight", "no, the fifth one is Z as in zebra", "p c", "one two three four
five six"; then "was the seventh A or 8?" and "the first one", "A as in alpha", "yes".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from assistant.eligibility.vin import LENGTH, problems
from assistant.knowledge.program import VinFacts
from assistant.language.vin import VinReading, read_slots
from assistant.language.vin_confusions import BY_EAR
from assistant.language.vin_heard import hear
from assistant.language.vin_slots import slots
from assistant.language.vin_words import ORDINALS

MAX_PIECES = 12
WHOLE_AGAIN = 14
"""So many characters in one turn are the whole VIN once more, not a piece."""
SPOKEN_POSITIONS = "one two three four five six seven eight nine ten".split()

_YES = re.compile(
    r"\W*(?:yes|yeah|yep|yup|correct|right|exactly|that's (?:it|right|correct)|affirmative)\b", re.I
)
_NO = re.compile(
    r"\W*(?:no|nope|wrong|not (?:that|quite|right)|incorrect|actually|sorry)\b"
    r"(?:\W+(?:no|sorry|wait|actually|that's (?:wrong|not right)))*",
    re.I,
)
_ORDER = "|".join(ORDINALS)
_POSITION = re.compile(
    rf"\b(?:the\s+)?(?:(?P<ordinal>{_ORDER})|(?P<figure>\d{{1,2}})(?:st|nd|rd|th)|"
    rf"(?:position|number|character)\s+(?P<count>\d{{1,2}}|{'|'.join(SPOKEN_POSITIONS)}))\b"
    r"(?:\s+(?:one|character|letter|digit|number|position|place))?"
    r"\s*(?:,|is|was|should be|must be|has to be|reads|not \w+ but)+\s+",
    re.I,
)
_CHOICE = re.compile(
    r"\W*(?:(?:yes|no|it's|it is|it was|that's|the|i said|um|uh)\W+)*"
    r"(?P<which>first|second|third|former|latter|last)(?:\s+(?:one|letter|option))?"
    r"(?:\W+please)?\W*$",
    re.I,
)
_OVER = re.compile(r"\b(?:start|try|begin)(?: that| it)? (?:over|again)\b|\bfrom the top\b", re.I)
_TALK = re.compile(
    r"\b(?:that (?:was|is|should be)|it's|it is|it was|i said|i meant?)\b"
    r"(?:\s+an?(?=\s+\w))?",
    re.I,
)


@dataclass(frozen=True)
class VinPieces:
    """What a speaker has said of one VIN so far. Frozen: `hear` gives the next state."""

    texts: tuple[str, ...] = ()
    """The pieces, one a turn."""
    answers: tuple[tuple[int, str], ...] = ()
    """(position, character) as confirmed."""
    refused: tuple[tuple[int, str], ...] = ()
    """(position, character) that it is not."""

    def reading(self, facts: VinFacts) -> VinReading:
        """What can be read from all of it."""
        row = slots(" , ".join(self.texts))
        return read_slots(row, facts, dict(self.answers), frozenset(self.refused))

    def hear(self, text: str, facts: VinFacts) -> VinPieces:
        """The next turn: a piece, a correction, or an answer to what `reading` asks."""
        text = text.replace("’", "'")
        if _OVER.search(text):
            rest = _OVER.split(text)[-1]
            return VinPieces().hear(rest, facts) if spelt(rest) else VinPieces()
        said = spelt(text)
        if not self.texts:
            return VinPieces(texts=(text,)) if said else self
        before = self.reading(facts)
        if len(said) >= WHOLE_AGAIN and len(before.heard) + len(said) > LENGTH + 1:
            return VinPieces(texts=(text,))
        if len(before.heard) == LENGTH:
            return self._mended(text, before)
        named = _named_position(text)
        if named:
            return self._with_answers([named])
        if len(before.candidates) == 1 and _YES.match(text) and not spelt(text):
            return VinPieces(texts=before.candidates)
        no = _NO.match(text)
        if no:
            text = f"sorry {_after(no, text)}"
        if not spelt(text):
            return self
        return replace(self, texts=(*self.texts, text)[-MAX_PIECES:])

    def as_dict(self) -> dict[str, list[object]]:
        """For a conversation's memory; `from_dict` reads it again."""
        return {
            "texts": list(self.texts),
            "answers": [list(answer) for answer in self.answers],
            "refused": [list(refusal) for refusal in self.refused],
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Iterable[object]]) -> VinPieces:
        """What `as_dict` gave."""
        return cls(
            tuple(str(text) for text in kept.get("texts", ())),
            _pairs(kept.get("answers", ())),
            _pairs(kept.get("refused", ())),
        )

    def _mended(self, text: str, before: VinReading) -> VinPieces:
        """All characters are there: what was said mends or confirms some of them."""
        named = _named_position(text)
        if named:
            return self._with_answers([named])
        offered = offers(before)
        choice = _CHOICE.match(text)
        if choice and offered and before.ask:
            which = {"second": 1, "third": 2, "latter": -1, "last": -1}
            index = which.get(choice["which"].lower(), 0)
            if index < len(offered):
                return self._with_answers([(before.ask, offered[index])])
        yes, no = _YES.match(text), _NO.match(text)
        said = spelt(_after(yes or no, text))
        if said:
            return self._with_answers(_placed(said, before))
        if yes and before.ask and offered:
            return self._with_answers([(before.ask, offered[0])])
        if yes:
            return self._with_answers([(r.position, r.meant) for r in before.repaired])
        if no and before.ask and offered:
            return replace(self, refused=(*self.refused, (before.ask, offered[0])))
        if no and before.repaired:
            refused = [(repair.position, repair.meant) for repair in before.repaired[:1]]
            return replace(self, refused=(*self.refused, *refused))
        return self

    def _with_answers(self, answers: Iterable[tuple[int, str]]) -> VinPieces:
        known = {**dict(self.answers), **dict(answers)}
        refused = tuple(pair for pair in self.refused if known.get(pair[0]) != pair[1])
        return replace(self, answers=tuple(sorted(known.items())), refused=refused)


def offers(reading: VinReading) -> tuple[str, ...]:
    """The characters to offer when asking at `reading.ask`: the likeliest, then what was heard.

    "Was the fourth one B or D?" offers at most three; "yes" takes the first, "the second one" the
    second.
    """
    if reading.ask is None:
        return ()
    heard = reading.heard[reading.ask - 1 : reading.ask] if len(reading.heard) == LENGTH else ""
    return tuple(dict.fromkeys((*reading.options()[:2], heard))) if heard else reading.options()


def spelt(text: str) -> str:
    """The letters and digits that are spelt in a text, most likely; empty when there are none."""
    heard = hear(slots(text))
    return heard.full[0].text if heard.full else heard.nearest.text


def _after(opening: re.Match[str] | None, text: str) -> str:
    """What is spelt after "no, that was a ..."."""
    return _TALK.sub(" ", text[opening.end() if opening else 0 :])


def _named_position(text: str) -> tuple[int, str] | None:
    """ "the fourth one is D as in David", "number 4 should be a D"."""
    match = _POSITION.search(text)
    if not match:
        return None
    count = match["count"] or match["figure"]
    if match["ordinal"]:
        position = ORDINALS.index(match["ordinal"].lower()) + 1
    elif count.isdigit():
        position = int(count)
    else:
        position = SPOKEN_POSITIONS.index(count.lower()) + 1
    rest = re.sub(r"^an? (?=\w)", "", text[match.end() :], flags=re.IGNORECASE)
    said = spelt(rest)
    return (position, said) if 1 <= position <= LENGTH and len(said) == 1 else None


def _placed(said: str, before: VinReading) -> list[tuple[int, str]]:
    """Where in the VIN these characters belong, when nothing but them was said."""
    current = before.vin or before.heard
    if len(said) == 1:
        if before.ask and _may_be(said, before):
            return [(before.ask, said)]
        if before.repaired:
            return [(before.repaired[0].position, said)]
        places = [at for at in range(LENGTH) if said in BY_EAR.get(current[at], {})]
        fitting = [at for at in places if not problems(current[:at] + said + current[at + 1 :])]
        return [(place + 1, said) for place in (fitting or places)[-1:]]
    best: tuple[int, int] | None = None
    for start in range(LENGTH - len(said) + 1):
        stretch = current[start : start + len(said)]
        misses = sum(a != b for a, b in zip(stretch, said, strict=True))
        asked = before.ask is None or start < before.ask <= start + len(said)
        if misses <= 1 and (best is None or (misses, not asked) < best):
            best = (misses, start)
    if best is None:
        return []
    start = best[1]
    return [(start + at + 1, character) for at, character in enumerate(said)]


def _may_be(said: str, before: VinReading) -> bool:
    """Whether this answers the position that is asked: it was offered, heard, or sounds like it."""
    heard = before.heard[(before.ask or 1) - 1]
    return said == heard or said in before.options() or said in BY_EAR.get(heard, {})


def _pairs(kept: Iterable[object]) -> tuple[tuple[int, str], ...]:
    pairs = []
    for pair in kept:
        if isinstance(pair, (list, tuple)) and len(pair) == 2:
            pairs.append((int(pair[0]), str(pair[1])))
    return tuple(pairs)
