"""knowledge/program/phases.yml: what the letter said of the phases, and when it said it.

A dated value is never overwritten: a phase is a list of statements, each with the day of the
bulletin that made it (`said`), and the newest one counts. A rule that ends gets `until`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, cast

from assistant.knowledge.fault_list import FilePen
from assistant.knowledge.program import CandidateRule, Phase
from assistant.knowledge.record import Record
from assistant.knowledge.yaml_tree import read_yaml

STATUSES = ("available", "estimated")

_FIELDS = (
    "code",
    "name",
    "bulletins",
    "phases",
    "candidates",
    "two_keys_again",
    "bring",
    "appointment_minutes",
)
_STATEMENT = ("said", "status", "announced", "estimate", "owner_letter", "vehicles", "source")
_CANDIDATE = ("id", "said", "until", "first_day", "last_day", "phases", "reason", "source")


@dataclass(frozen=True)
class PhasesFile:
    """What phases.yml says, as of its newest bulletin."""

    code: str
    name: str
    as_of: date
    bulletins: tuple[date, ...]
    phases: tuple[Phase, ...]
    candidates: tuple[CandidateRule, ...]
    two_keys_again: date
    bring: tuple[str, ...]
    appointment_minutes: int


def in_force(said: date | None, until: date | None, as_of: date) -> bool:
    """Whether a value said on one day, and ended by a bulletin of another, holds on `as_of`."""
    return (said is None or said <= as_of) and (until is None or as_of < until)


def read_phases(text: str, pen: FilePen) -> PhasesFile | None:
    """The file's values, or None after noting every fault."""
    record = Record(read_yaml(text, pen), pen, "the program", _FIELDS)
    code, name = record.text("code"), record.text("name")
    bulletins = tuple(_bulletin_days(record))
    phases = tuple(_phases(record, bulletins))
    numbers = tuple(phase.number for phase in phases)
    candidates = tuple(_candidates(record, bulletins, numbers))
    two_keys = _newest(record, "two_keys_again", bulletins)
    again = two_keys.day("value") if two_keys else None
    bring_record = _newest(record, "bring", bulletins)
    bring = bring_record.texts("value") if bring_record else ()
    minutes_record = _newest(record, "appointment_minutes", bulletins)
    minutes = minutes_record.number("value") if minutes_record else None
    _check_numbers(record, phases)
    if code is None or name is None or again is None or minutes is None or not bulletins:
        return None
    return PhasesFile(
        code=code,
        name=name,
        as_of=max(bulletins),
        bulletins=bulletins,
        phases=tuple(sorted(phases, key=lambda phase: phase.number)),
        candidates=candidates,
        two_keys_again=again,
        bring=tuple(entry.value for entry in bring),
        appointment_minutes=minutes,
    )


def _bulletin_days(record: Record) -> Iterable[date]:
    seen: set[date] = set()
    for bulletin in record.records("bulletins", "a bulletin", ("date", "what", "source")):
        day = bulletin.day("date")
        bulletin.text("what")
        bulletin.sources()
        if day in seen:
            bulletin.pen.say(
                bulletin.line_of("date"), f"there are two bulletins of {day}. Put them together."
            )
        elif day is not None:
            seen.add(day)
            yield day


def _said(record: Record, bulletins: Sequence[date]) -> date | None:
    """The day of the bulletin that says it; another day is a fault."""
    said = record.day("said")
    if said is not None and bulletins and said not in bulletins:
        record.pen.say(
            record.line_of("said"),
            f"no bulletin is dated {said}. Add it under 'bulletins' of phases.yml, or write one of "
            f"{', '.join(str(day) for day in bulletins)}.",
        )
        return None
    return said


def _phases(record: Record, bulletins: Sequence[date]) -> Iterable[Phase]:
    for entry in record.records("phases", "a phase", ("number", "statements")):
        number = entry.number("number")
        statements: dict[date, Phase] = {}
        for statement in entry.records("statements", "a phase's statement", _STATEMENT):
            said = _said(statement, bulletins)
            phase = _statement(number or 0, statement)
            if said is None or phase is None:
                continue
            if said in statements:
                statement.pen.say(
                    statement.line_of("said"),
                    f"phase {number} has two statements of {said}. One bulletin says one "
                    "thing: put them together.",
                )
            statements[said] = phase
        if number is not None and statements:
            yield statements[max(statements)]


def _statement(number: int, record: Record) -> Phase | None:
    status = record.choice("status", STATUSES)
    announced = record.day("announced", required=status == "available")
    estimate = record.month("estimate", required=status == "estimated")
    owner_letter = record.month("owner_letter", required=False)
    vehicles = record.number("vehicles", required=False)
    sources = record.sources()
    if status == "available" and record.has("estimate"):
        record.pen.say(
            record.line_of("estimate"),
            "an available phase has the day on which it was announced and no estimate. "
            "Take 'estimate' out; "
            "the older statement keeps it.",
        )
    if status == "estimated" and record.has("announced"):
        record.pen.say(
            record.line_of("announced"),
            "an estimated phase is not announced yet. Take 'announced' out, or write "
            "'status: available'.",
        )
    if status is None or not sources:
        return None
    return Phase(
        number=number,
        status=cast(Literal["available", "estimated"], status),
        announced=announced if status == "available" else None,
        estimate=estimate if status == "estimated" else None,
        owner_letter=owner_letter,
        vehicles=vehicles,
        sources=sources,
    )


def _candidates(
    record: Record, bulletins: Sequence[date], numbers: Sequence[int]
) -> Iterable[CandidateRule]:
    """The rules in force; they must not leave a day out nor speak of one twice."""
    as_of = max(bulletins, default=date.max)
    found: list[tuple[CandidateRule, int]] = []
    for entry in record.records("candidates", "a candidate rule", _CANDIDATE):
        rule_id, reason, source = entry.text("id"), entry.text("reason"), entry.source()
        first, last = entry.day("first_day", required=False), entry.day("last_day", required=False)
        said, until = _said(entry, bulletins), entry.day("until", required=False)
        phases = _phase_numbers(entry, numbers)
        if first and last and last < first:
            entry.pen.say(
                entry.line_of("last_day"), f"'last_day' {last} is before 'first_day' {first}."
            )
        if rule_id and reason and source and phases and in_force(said, until, as_of):
            rule = CandidateRule(rule_id, first, last, phases, " ".join(reason.split()), source)
            found.append((rule, entry.line))
    found.sort(key=lambda pair: pair[0].first_day or date.min)
    for (rule, _), (following, line) in pairwise(found):
        if (
            rule.last_day is None
            or following.first_day is None
            or rule.last_day >= following.first_day
        ):
            record.pen.say(
                line, f"'{following.id}' and '{rule.id}' speak of the same build days. Part them."
            )
        elif rule.last_day + timedelta(days=1) != following.first_day:
            record.pen.say(
                line,
                f"between '{rule.id}' (to {rule.last_day}) and '{following.id}' (from "
                f"{following.first_day}) are "
                "build days of which no rule speaks. Let them meet.",
            )
    return [rule for rule, _ in found]


def _phase_numbers(entry: Record, numbers: Sequence[int]) -> tuple[int, ...]:
    found = []
    for item in entry.texts("phases"):
        if item.value in map(str, numbers):
            found.append(int(item.value))
        else:
            entry.pen.say(item.line, f"'{item.value}' is no phase of this file.")
    return tuple(found)


def _newest(record: Record, name: str, bulletins: Sequence[date]) -> Record | None:
    """The newest dated entry of a single value."""
    dated: list[tuple[date, Record]] = []
    for entry in record.records(name, f"an entry of '{name}'", ("said", "value", "source")):
        said = _said(entry, bulletins)
        entry.sources()
        if said is not None:
            dated.append((said, entry))
    return max(dated, key=lambda pair: pair[0])[1] if dated else None


def _check_numbers(record: Record, phases: Sequence[Phase]) -> None:
    numbers = [phase.number for phase in phases]
    for number in sorted({number for number in numbers if numbers.count(number) > 1}):
        record.pen.say(
            record.line_of("phases"),
            f"phase {number} stands here twice. Put its statements together.",
        )
