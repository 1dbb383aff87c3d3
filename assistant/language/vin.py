"""Read a VIN from what somebody typed or from what a recogniser made of their speech.

A literal reading that fits everything is the reading. Otherwise the VINs one slip away are sought:
one left, it is the reading and says what was repaired; several, they are listed with the position
to ask about. Nothing is repaired silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from math import exp

from assistant.eligibility.vin import LENGTH, decode, problems
from assistant.knowledge.program import VinFacts
from assistant.language.vin_confusions import ANYTHING, MEANT_DIGITS
from assistant.language.vin_heard import Heard, hear
from assistant.language.vin_literals import Literal
from assistant.language.vin_plausible import (
    YEAR_POSITION,
    impossible,
    is_program_year,
    plausibility,
)
from assistant.language.vin_reading import VinReading
from assistant.language.vin_repair import Candidate, Repair, candidates, place_to_ask
from assistant.language.vin_slot import Slot
from assistant.language.vin_slots import slots
from assistant.language.vin_words import NOTHING_HEARD, doubt_problem, length_problem

__all__ = ["Answers", "Refused", "VinReading", "read_slots", "read_vin"]

MAX_TEXT = 2_000
"""Characters of a message that are read."""
ACCEPTED = 1.5
"""How much a reading may bend the words' usual meanings and still be taken unasked."""
AS_LIKELY = 0.5
"""Readings whose costs differ by no more than this are told apart by asking."""
BENT = 0.9
"""From here on a reading bends the usual meanings ("twenty three" as 203)."""
MAKER = 3
"""The first characters; they name the maker."""
UNHARMED = 20.0
"""How likely it is that nothing was misheard, beside one slip at one given place."""

Answers = Mapping[int, str]
"""Position (1-based) -> the character that the speaker has confirmed there."""
Refused = AbstractSet[tuple[int, str]]
"""(position, character) that the speaker has said it is not."""


def read_vin(text: str, vin_facts: VinFacts) -> VinReading:
    """Read the VIN in a typed or spoken text. Never raises; reads the first 2,000 characters."""
    return read_slots(slots(text[:MAX_TEXT]), vin_facts)


def read_slots(
    row: Sequence[Slot],
    facts: VinFacts,
    answers: Answers | None = None,
    refused: Refused = frozenset(),
) -> VinReading:
    """Read the VIN in a row of slots, with what the speaker has confirmed or refused since."""
    answers = answers or {}
    heard = hear(row)
    if not heard.full or heard.full[0].cost > ACCEPTED:
        return _wrong_length(heard.nearest.text, facts)
    readings = _with_answers(heard.full, answers)
    literal = _literal(readings, facts)
    if literal is None and not heard.spoken:
        readings = [_with_digits(reading) for reading in readings]
        literal = _literal(readings, facts)
    if literal is not None:
        rivals = [reading for reading in readings if _is_rival(reading, literal, facts)]
        if rivals:
            fitting = [reading for reading in (literal, *rivals) if not problems(reading.text)]
            ranked = tuple(_unharmed(reading, facts) for reading in fitting)
            ask = _first_difference((literal.text, rivals[0].text))
            return _unsettled(ranked, ask, literal.source)
        doubts = _doubts(literal, heard, facts, answers)
        if all(_is_refused(candidate, refused) for candidate in doubts):
            return _settled(literal.text, literal.source, facts)
        return _weighed(doubts, literal.source, facts)
    near = [reading for reading in readings if reading.cost <= readings[0].cost + 1.0]
    found = candidates(near, facts, table=heard.table, swaps=heard.swaps, answered=answers)
    if not found and not heard.typed and _is_strange(readings[0].text, facts):
        found = candidates(readings[:1], facts, table=ANYTHING, answered=answers)
    if answers:
        before = candidates(heard.full[:6], facts, table=heard.table, swaps=heard.swaps)
        found = (*found, *(c for c in before if _agrees(c.vin, answers)))
    bent = [
        _unharmed(reading, facts)
        for reading in readings
        if not problems(reading.text) and plausibility(reading.text, facts)
    ]
    ranked = tuple(c for c in (*found, *bent) if not _is_refused(c, refused))
    if ranked and not any(candidate.repairs for candidate in ranked):
        ask = _first_difference([readings[0].text, *(c.vin for c in ranked)])
        return _unsettled(ranked, ask, readings[0].source)
    if heard.full[0].cost >= BENT and not answers:
        return _of_either_length(heard, ranked, facts)
    return _weighed(ranked, readings[0].source, facts)


def _literal(readings: Sequence[Literal], facts: VinFacts) -> Literal | None:
    """The cheapest reading that may be taken as it is; one of a known maker before the others.

    A reading that bends the words more than another of 17 characters is not: by chance one in
    eleven fits its check digit, and a misheard character in the plainer one is as likely.
    """
    fitting = [
        reading
        for reading in readings
        if reading.cost <= min(ACCEPTED, readings[0].cost + AS_LIKELY)
        and not problems(reading.text)
        and (reading.cost < BENT or plausibility(reading.text, facts))
    ]
    ours = [reading for reading in fitting if reading.text[:3] in facts.makers] or fitting
    return ours[0] if ours else None


def _is_rival(reading: Literal, literal: Literal, facts: VinFacts) -> bool:
    """Whether the words may as well have meant this: it fits as well, or has one misheard.

    "Twenty two fifty four" for five digits is 202 54 or 22 504: both bend the words, and if the
    check digit fits one of them that is not proof enough.
    """
    if reading.text == literal.text or reading.cost > literal.cost + AS_LIKELY:
        return False
    fits = literal.cost >= BENT or not problems(reading.text)
    return fits and plausibility(reading.text, facts) > 0


def _is_strange(text: str, facts: VinFacts) -> bool:
    """Whether one place is wrong for certain: then only few characters are left for it."""
    known = text[:3] in facts.makers or text.startswith(facts.toyota_makers)
    wrong = impossible(text, facts)
    return len(wrong) == 1 if known else not wrong or (len(wrong) == 1 and wrong[0] <= MAKER)


def _unharmed(reading: Literal, facts: VinFacts) -> Candidate:
    """A reading as a candidate by itself, with nothing misheard in it."""
    return Candidate(
        reading.text, UNHARMED * plausibility(reading.text, facts) * exp(-2 * reading.cost), ()
    )


def _doubts(
    literal: Literal, heard: Heard, facts: VinFacts, answers: Answers
) -> tuple[Candidate, ...]:
    """What else a valid reading may be where its check digit cannot tell (8 and H weigh the same).

    Only where the reading would be a strange one: a maker that nobody knows although a Lexus is one
    slip away, or, spoken, a year far from the program's (G for P).
    """
    maker_known = literal.text[:3] in facts.makers or literal.text.startswith(facts.toyota_makers)
    strange_year = heard.spoken and not is_program_year(literal.text, facts)
    if maker_known and (not strange_year or YEAR_POSITION in answers):
        return ()
    found = candidates([literal], facts, table=heard.table, answered=answers)
    if not maker_known:
        return tuple(candidate for candidate in found if candidate.vin[:3] in facts.makers)
    of_program = tuple(
        candidate
        for candidate in found
        if candidate.repairs[0].position == YEAR_POSITION and is_program_year(candidate.vin, facts)
    )
    return (*of_program, _unharmed(literal, facts)) if of_program else ()


def _with_answers(readings: Sequence[Literal], answers: Answers) -> list[Literal]:
    """The readings that agree with what the speaker has confirmed; else all, mended with it."""
    agreeing = [reading for reading in readings if _agrees(reading.text, answers)]
    if agreeing:
        return agreeing
    mended = []
    for reading in readings:
        characters = list(reading.text)
        for position, said in answers.items():
            characters[position - 1] = said
        mended.append(replace(reading, text="".join(characters), original=reading.source))
    return mended


def _agrees(vin: str, answers: Answers) -> bool:
    return all(vin[position - 1] == said for position, said in answers.items())


def _with_digits(reading: Literal) -> Literal:
    """O, I and Q as the digits that were meant; `source` keeps them."""
    text = "".join(MEANT_DIGITS.get(character, character) for character in reading.text)
    return replace(reading, text=text, original=reading.source)


def _is_refused(candidate: Candidate, refused: Refused) -> bool:
    return any(candidate.vin[position - 1] == character for position, character in refused)


def _settled(vin: str, heard: str, facts: VinFacts) -> VinReading:
    repaired = tuple(
        Repair(position, was, is_)
        for position, (was, is_) in enumerate(zip(heard, vin, strict=True), start=1)
        if was != is_
    )
    return VinReading(vin, True, repaired, (), None, (), decode(vin, facts), heard)


def _weighed(ranked: Sequence[Candidate], heard: str, facts: VinFacts) -> VinReading:
    """One candidate is the reading; among several the doubtful position is asked; none is said."""
    if not ranked:
        wrong = impossible(heard, facts)
        ask = wrong[0] if len(wrong) == 1 else None
        return VinReading(None, False, (), (), ask, problems(heard), None, heard)
    if len({candidate.vin for candidate in ranked}) == 1:
        return _settled(ranked[0].vin, heard, facts)
    ask = place_to_ask(ranked)
    return _unsettled(ranked, ask or _first_difference([c.vin for c in ranked]), heard)


def _unsettled(ranked: Sequence[Candidate], ask: int, heard: str) -> VinReading:
    vins = tuple(dict.fromkeys(candidate.vin for candidate in ranked))
    reading = VinReading(None, False, (), vins, ask, (), None, heard)
    return replace(reading, problems=(doubt_problem(heard, ask, reading.options()),))


def _first_difference(vins: Sequence[str]) -> int:
    return next(
        position for position in range(1, LENGTH + 1) if len({v[position - 1] for v in vins}) > 1
    )


def _of_either_length(heard: Heard, ranked: Sequence[Candidate], facts: VinFacts) -> VinReading:
    """17 characters only when words are bent: another length is as likely, so nothing is taken."""
    other = _wrong_length(heard.nearest.text, facts)
    if other.candidates or not ranked:
        return other
    said = heard.full[0].text
    ask = place_to_ask(ranked) or _first_difference([said, *(c.vin for c in ranked)])
    return _unsettled(ranked, ask, said)


def _wrong_length(heard: str, facts: VinFacts) -> VinReading:
    """Not 17 characters: what may be doubled or swallowed is offered, never taken."""
    if not heard:
        return VinReading(None, False, (), (), None, (NOTHING_HEARD,), None, heard)
    places: dict[str, int] = {}
    for at, character in enumerate(heard):
        if len(heard) == LENGTH - 1:
            places.setdefault(heard[:at] + character + heard[at:], at + 1)
        elif len(heard) == LENGTH + 1 and heard[at - 1 : at] == character:
            places.setdefault(heard[:at] + heard[at + 1 :], at)
    fitting = {
        vin: place
        for vin, place in places.items()
        if not problems(vin) and plausibility(vin, facts) > 0
    }
    ask = next(iter(fitting.values()), None)
    return VinReading(
        None, False, (), tuple(fitting), ask, (length_problem(heard, ask),), None, heard
    )
