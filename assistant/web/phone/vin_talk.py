"""Taking down a VIN over the phone: in pieces, read back, asking only about what is in doubt.

Nothing is repaired in silence: what was heard and what it was taken for are both said, and only a
"yes" makes it the caller's VIN.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.eligibility.vin import LENGTH
from assistant.knowledge.program import VinFacts
from assistant.language.vin import VinReading
from assistant.language.vin_pieces import VinPieces, offers, spelt
from assistant.language.vin_repair import Repair
from assistant.language.vin_slots import slots
from assistant.language.vin_spans import find_vins
from assistant.language.vin_words import ORDINALS
from assistant.web.phone.commands import says_no, says_yes
from assistant.web.phone.keys import YES_NO
from assistant.web.phone.letters import ALPHABET, in_groups, in_words, letter
from assistant.web.phone.scene import Asks

FIRST_DIGITS = 11
"""After so many characters only digits are left, but for one: they can be keyed in."""
MOST_QUESTIONS = 3
"""After so many answers about single characters the caller hears them all instead."""
_MOST_CHANGES = 4
"""More changed characters than these, and the whole is read back again."""
_ANNOUNCED = re.compile(r"\b(?:vin|v\.? ?i\.? ?n\.?|vehicle identification)\b", re.I)
_QUESTION = re.compile(r"\W*(?:where|what|how|why|which|who|when|do i|does|is)\b", re.I)
_ABOUT = re.compile(
    r"\b(?:web ?site|online|page|(?:show|come|turn)s?(?:ing)? up|letter|mail|dealer|"
    r"look(?:ed)? ?up|found|find|says?|said)\b",
    re.I,
)
_OVER = re.compile(r"\b(?:start|begin|try)(?: that| it)? (?:over|again)\b|\bfrom the top\b", re.I)
_FINISHED = re.compile(
    r"\W*(?:no\W+)?(?:that's|that is|that was) (?:it|all|everything|the end)\W*$|"
    r"\W*(?:done|finished|no more|the end|nothing else)\W*$",
    re.I,
)
_CHOICE = re.compile(r"\b(?:first|second|third|last|former|latter)\b", re.I)
_LEAVE = re.compile(
    r"\b(?:never ?mind|forget (?:it|about it|that)|cancel|skip (?:it|that)|"
    r"without (?:it|the vin|a vin)|"
    r"(?:don't|do not|haven't) (?:have|know|got) (?:it|that|my vin|the vin|one|the number))\b",
    re.I,
)


@dataclass(frozen=True)
class VinTurn:
    """What is said next while a VIN is told."""

    pieces: VinPieces
    text: str
    asks: Asks = "vin"
    keys: tuple[tuple[str, str], ...] = ()
    done: str = ""
    """The VIN, once the caller has confirmed it."""
    missed: bool = False
    """Nothing in what was said could be used."""


def begins(text: str, facts: VinFacts) -> bool:
    """Whether a caller begins to tell a VIN, or wants to."""
    others = (_QUESTION.match(text), _LEAVE.search(text), _ABOUT.search(text))
    if _ANNOUNCED.search(text) and not any(others):
        return True
    makers = (*facts.makers, *facts.toyota_makers)
    if spelt(text).startswith(makers) and is_piece(text):
        return True
    return bool(find_vins(text))


def is_piece(text: str) -> bool:
    """Whether a text spells characters, and is no sentence with an "I" or a "you" in it."""
    said = spelt(text)
    return bool(said) and sum(slot.stranger for slot in slots(text)) <= len(said) // 2


def leaves(text: str) -> bool:
    """Whether the caller would rather do without the VIN."""
    return bool(_LEAVE.search(text.replace("’", "'")))


def finishes(text: str) -> bool:
    """ "That's all": no more characters are coming."""
    return bool(_FINISHED.fullmatch(text.replace("’", "'")))


def opening(text: str, facts: VinFacts) -> VinTurn:
    """The first turn: an invitation, or what was told already."""
    told = _ANNOUNCED.split(text)[-1]
    if not is_piece(told):
        return VinTurn(
            VinPieces(),
            "Gladly. Please read me the VIN in groups of three or four characters, and pause after "
            "each. For a letter you can say a word, like B as in Bravo.",
        )
    return tell(VinPieces().hear(told, facts), None, facts)


def hear(pieces: VinPieces, text: str, asks: Asks, facts: VinFacts) -> VinTurn:
    """The next turn of a VIN."""
    if _OVER.search(text) and not spelt(_OVER.split(text)[-1]):
        return VinTurn(VinPieces(), "All right, from the beginning. What are the first characters?")
    before = pieces.reading(facts)
    if asks == "vin_check" and before.vin and not _corrects(text):
        if says_yes(text):
            return VinTurn(pieces, "Thank you.", done=before.vin)
        if says_no(text) and not _open_repairs(pieces, before):
            return VinTurn(pieces, f"Which one is wrong? {_EXAMPLE}", asks="vin_check")
    if finishes(text):
        return _too_short(pieces, before)
    takes = is_piece(text) or says_yes(text) or says_no(text) or _CHOICE.search(text)
    after = pieces.hear(text, facts) if takes else pieces
    if after == pieces:
        return _not_caught(pieces, before, facts)
    return tell(after, before, facts)


def _not_caught(pieces: VinPieces, before: VinReading, facts: VinFacts) -> VinTurn:
    sorry = "I am sorry, I did not catch that."
    if len(before.heard) < LENGTH:
        text = f"{sorry} I have {_count(before.heard)} so far. Please go on."
        return VinTurn(pieces, text, missed=True)
    turn = tell(pieces, None, facts)
    text = f"{sorry} {turn.text.removeprefix('Thank you. ')}"
    return replace(turn, text=text, missed=True)


def tell(pieces: VinPieces, before: VinReading | None, facts: VinFacts) -> VinTurn:
    """What to say of all that was told so far. `before` is the reading a turn ago."""
    reading = pieces.reading(facts)
    if reading.vin:
        return _read_back(pieces, reading, before)
    if len(reading.heard) == LENGTH:
        return _in_doubt(pieces, reading)
    if len(reading.heard) > LENGTH:
        return _too_long(pieces, reading)
    return _go_on(pieces, reading, before)


_EXAMPLE = "Say, for example: the fifth one is Z as in Zulu."


def _read_back(pieces: VinPieces, reading: VinReading, before: VinReading | None) -> VinTurn:
    vin = reading.vin or ""
    changed = _changes(before.vin, vin) if before and before.vin else []
    if changed and len(changed) <= _MOST_CHANGES:
        said = _listed([f"{letter(vin[at])} in the {ORDINALS[at]} place" for at in changed])
        text = f"Thank you. Now I have {said}. Is the VIN right now?"
        return VinTurn(pieces, text, asks="vin_check", keys=YES_NO)
    repairs = "".join(
        f" I heard {letter(repair.heard)} for the {ORDINALS[repair.position - 1]} one, but only "
        f"{letter(repair.meant)} fits there."
        for repair in _open_repairs(pieces, reading)
    )
    text = f"Thank you. I have: {in_words(vin)}.{repairs} Is that right?"
    return VinTurn(pieces, text, asks="vin_check", keys=YES_NO)


def _in_doubt(pieces: VinPieces, reading: VinReading) -> VinTurn:
    offered = offers(reading)
    answered = {position for position, _ in (*pieces.answers, *pieces.refused)}
    if reading.ask is None or len(answered) >= MOST_QUESTIONS:
        said = dict(pieces.answers)
        told = "".join(said.get(at, heard) for at, heard in enumerate(reading.heard, 1))
        text = (
            f"These characters do not fit together yet: {in_groups(told)}. "
            f"Which one is different? {_EXAMPLE}"
        )
        if answered:
            text = f"{text} Or say: without the VIN."
        return VinTurn(pieces, text)
    place = ORDINALS[reading.ask - 1]
    if len(offered) < 2:
        return VinTurn(pieces, f"Thank you. One character is in doubt. What is the {place} one?")
    words = [letter(character) for character in offered]
    keys = tuple((str(at), _said(c)) for at, c in enumerate(offered, 1))
    text = f"Thank you. One character is in doubt. Was the {place} one {_listed(words, word='or')}?"
    return VinTurn(pieces, text, asks="vin_check", keys=keys)


def _too_long(pieces: VinPieces, reading: VinReading) -> VinTurn:
    lead = f"I have {_count(reading.heard)}, and a VIN has seventeen: {in_groups(reading.heard)}."
    if len(reading.candidates) == 1 and reading.ask:
        once = letter(reading.heard[reading.ask - 1])
        text = f"{lead} Was the {ORDINALS[reading.ask - 1]} one, {once}, said only once?"
        return VinTurn(pieces, text, asks="vin_check", keys=YES_NO)
    return VinTurn(pieces, f"{lead} If I heard the last part twice, please say: go back.")


def _too_short(pieces: VinPieces, reading: VinReading) -> VinTurn:
    missing = LENGTH - len(reading.heard)
    if missing == 1 and len(reading.candidates) == 1 and reading.ask:
        twice = letter(reading.heard[reading.ask - 2])
        text = (
            f"I have {_count(reading.heard)}, so one is missing. Does {twice} come twice, in the "
            f"{ORDINALS[reading.ask - 2]} place and after it?"
        )
        return VinTurn(pieces, text, asks="vin_check", keys=YES_NO)
    text = (
        f"I have {_count(reading.heard)}, so {_number(missing)} {'is' if missing == 1 else 'are'} "
        f"still missing: {in_groups(reading.heard)}. What comes after that?"
    )
    return VinTurn(pieces, text)


def _go_on(pieces: VinPieces, reading: VinReading, before: VinReading | None) -> VinTurn:
    told, known = reading.heard, before.heard if before else ""
    new = told[len(known) :] if known and told.startswith(known) else told
    left = LENGTH - len(told)
    if left == 1:
        more = "One is left."
    elif len(told) >= FIRST_DIGITS:
        more = f"{_number(left).capitalize()} are left. You can say them or key them in."
    else:
        more = "Please go on." if not known else "And then?"
    return VinTurn(pieces, f"{in_groups(new)}. {more}")


def _open_repairs(pieces: VinPieces, reading: VinReading) -> list[Repair]:
    """What was taken for something else and not confirmed by the caller yet."""
    confirmed = dict(pieces.answers)
    return [r for r in reading.repaired if confirmed.get(r.position) != r.meant]


def _corrects(text: str) -> bool:
    """Whether characters are given, and not only a yes or a no."""
    return bool(spelt(re.sub(r"^\W*(?:yes|no|nope|yeah)\b", "", text, flags=re.I)))


def _changes(old: str, new: str) -> list[int]:
    return [at for at, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]


def _said(character: str) -> str:
    """The words that a key stands for."""
    word = ALPHABET.get(character)
    return f"{character} as in {word}" if word else character


def _listed(words: Sequence[str], *, word: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])}, {word} {words[-1]}"


def _count(heard: str) -> str:
    return f"{_number(len(heard))} character{'s' if len(heard) != 1 else ''}"


_NUMBERS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
