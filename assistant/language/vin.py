"""Read a VIN from what somebody typed or from what a recogniser made of their speech.

A literal reading that fits everything is the reading. Otherwise the VINs one slip away are sought:
one left, it is the reading and says what was repaired; several, they are listed with the position
to ask about. Nothing is repaired silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from assistant.eligibility.vin import LENGTH, DecodedVin, decode, problems
from assistant.knowledge.program import VinFacts
from assistant.language.vin_confusions import MEANT_DIGITS
from assistant.language.vin_heard import Heard, hear
from assistant.language.vin_literals import Literal
from assistant.language.vin_plausible import impossible
from assistant.language.vin_repair import Candidate, Repair, candidates, place_to_ask
from assistant.language.vin_slots import Slot, slots
from assistant.language.vin_words import NOTHING_HEARD, doubt_problem, length_problem

MAX_TEXT = 2_000
"""Characters of a message that are read."""
ACCEPTED = 1.5
"""How much a reading may bend the words' usual meanings and still be taken unasked."""
AS_LIKELY = 0.5
"""Readings whose costs differ by no more than this are told apart by asking."""

Answers = Mapping[int, str]
"""Position (1-based) -> the character that the speaker has confirmed there."""
Refused = AbstractSet[tuple[int, str]]
"""(position, character) that the speaker has said it is not."""


@dataclass(frozen=True)
class VinReading:
    """What was read, and what is still in doubt."""

    vin: str | None
    """Set only when one reading is left."""
    valid: bool
    """`vin` fits everything that a VIN must fit. Still read it back: J and A weigh the same."""
    repaired: tuple[Repair, ...]
    """What was changed to come to `vin`; to be confirmed by the speaker."""
    candidates: tuple[str, ...]
    """What may have been meant, the likeliest first, while more than one reading is left."""
    ask: int | None
    """The position (1-based) to ask about."""
    problems: tuple[str, ...]
    """What is wrong and how to go on, as kind sentences."""
    decoded: DecodedVin | None
    """What `vin` says; None without one."""
    heard: str
    """The characters as they were heard or typed, before any repair; of any length."""

    def options(self) -> tuple[str, ...]:
        """What the character at `ask` may be instead of what was heard, the likeliest first."""
        if self.ask is None:
            return ()
        at = self.ask - 1
        heard = self.heard[at : at + 1] if len(self.heard) == LENGTH else ""
        return tuple(dict.fromkeys(vin[at] for vin in self.candidates if vin[at] != heard))

    def as_dict(self) -> dict[str, object]:
        """The shape of `assistant vin --json`."""
        decoded = self.decoded or DecodedVin("other", None, None, None)
        return {
            "vin": self.vin,
            "valid": self.valid,
            "repaired": [
                {"position": repair.position, "heard": repair.heard, "is": repair.meant}
                for repair in self.repaired
            ],
            "candidates": list(self.candidates),
            "ask": self.ask,
            "problems": list(self.problems),
            "decoded": {
                "model": decoded.model,
                "model_year": decoded.model_year,
                "plant": decoded.plant,
            },
        }


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
    readings = [_with_answers(reading, answers) for reading in heard.full]
    literal = _literal(readings, facts)
    original = heard.full[0].text
    if len(literal) == 1:
        if answers:
            source = heard.full[readings.index(literal[0])].text
        else:
            source = original = literal[0].text
        doubts = _doubts(literal[0], heard, facts, answers)
        doubts = tuple(c for c in doubts if not _is_refused(c, refused))
        if not doubts:
            return _settled(literal[0].text, source, facts)
        return _weighed(doubts, source, facts)
    if literal:
        as_said = [Candidate(reading.text, 1.0, ()) for reading in literal]
        return _weighed(as_said, original, facts)
    if not heard.spoken:
        readings = [_without_forbidden(reading, answers) for reading in readings]
        digits_meant = [reading for reading in readings if not problems(reading.text)]
        if digits_meant and digits_meant[0].cost <= ACCEPTED:
            return _settled(digits_meant[0].text, original, facts)
    near = [reading for reading in readings if reading.cost <= readings[0].cost + 1.0]
    found = candidates(near, facts, table=heard.table, swaps=heard.swaps, answered=answers)
    bent = [
        Candidate(reading.text, 2.0 ** -(2 * reading.cost), ())
        for reading in readings
        if reading.cost > ACCEPTED and not problems(reading.text)
    ]
    ranked = [c for c in (*found, *bent) if not _is_refused(c, refused)]
    return _weighed(ranked, original, facts)


def _literal(readings: Sequence[Literal], facts: VinFacts) -> list[Literal]:
    """The valid readings that may be taken as they are: one, or several that are as likely."""
    fitting = [r for r in readings if r.cost <= ACCEPTED and not problems(r.text)]
    ours = [r for r in fitting if r.text[:3] in facts.makers] or fitting
    return [r for r in ours if r.cost <= ours[0].cost + AS_LIKELY]


def _doubts(
    literal: Literal, heard: Heard, facts: VinFacts, answers: Answers
) -> tuple[Candidate, ...]:
    """What else a valid reading may be where its check digit cannot tell (8 and H weigh the same).

    Only where the reading would be a strange one: a maker that nobody knows although a Lexus is one
    slip away, or, spoken, a year far from the program's.
    """
    maker_known = literal.text[:3] in facts.makers or literal.text.startswith(facts.toyota_makers)
    year_known = literal.text[9] in facts.model_years
    if maker_known and (year_known or not heard.spoken or 10 in answers):
        return ()
    found = candidates([literal], facts, table=heard.table, answered=answers)
    if maker_known and found:
        return (*found, Candidate(literal.text, found[0].weight / 2, ()))
    return found


def _with_answers(reading: Literal, answers: Answers) -> Literal:
    characters = list(reading.text)
    for position, character in answers.items():
        characters[position - 1] = character
    return replace(reading, text="".join(characters))


def _without_forbidden(reading: Literal, answers: Answers) -> Literal:
    """O, I and Q as the digits that were meant."""
    text = "".join(MEANT_DIGITS.get(character, character) for character in reading.text)
    return _with_answers(replace(reading, text=text), answers)


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
    vins = tuple(dict.fromkeys(candidate.vin for candidate in ranked))
    if len(vins) == 1 and vins[0] != heard:
        return _settled(vins[0], heard, facts)
    if not vins:
        wrong = impossible(heard, facts)
        ask = wrong[0] if len(wrong) == 1 else None
        return VinReading(None, False, (), (), ask, problems(heard), None, heard)
    ask = place_to_ask(ranked) or _first_difference(vins)
    reading = VinReading(None, False, (), vins, ask, (), None, heard)
    return replace(reading, problems=(doubt_problem(heard, ask, reading.options()),))


def _first_difference(vins: Sequence[str]) -> int:
    return next(
        position for position in range(1, LENGTH + 1) if len({v[position - 1] for v in vins}) > 1
    )


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
        vin: place for vin, place in places.items()
        if vin[:3] in facts.makers and vin[9] in facts.model_years and not problems(vin)
    }  # fmt: skip
    ask = next(iter(fitting.values()), None)
    return VinReading(
        None, False, (), tuple(fitting), ask, (length_problem(heard, ask),), None, heard
    )
