"""knowledge/program/contradictions.yml: where the letter contradicts itself, what guests hear."""

from __future__ import annotations

from assistant.knowledge.fault_list import FilePen, did_you_mean
from assistant.knowledge.never_say import NeverSay
from assistant.knowledge.program import Contradiction, Preference, Statement
from assistant.knowledge.record import Record
from assistant.knowledge.yaml_tree import read_yaml


def read_contradictions(
    text: str, never: NeverSay, pen: FilePen
) -> tuple[tuple[Contradiction, ...], tuple[Preference, ...]]:
    """The contradictions and the named rules that pick, after noting every fault."""
    record = Record(
        read_yaml(text, pen), pen, "the contradictions file", ("preferences", "contradictions")
    )
    preferences: dict[str, Preference] = {}
    for entry in record.records("preferences", "a preference", ("id", "sentence")):
        name, sentence = entry.text("id"), entry.text("sentence")
        if name and sentence:
            preferences[name] = Preference(name, " ".join(sentence.split()))
    contradictions: dict[str, Contradiction] = {}
    fields = ("id", "about", "statements", "rule", "guests_hear")
    for entry in record.records("contradictions", "a contradiction", fields):
        found = _contradiction(entry, preferences, pen)
        for leak in never.leaks(found.guests_hear if found else ""):
            pen.say(
                entry.line_of("guests_hear"),
                f"'{leak.text}' must never reach a guest. {leak.reason} Say it in other words.",
            )
        if found and found.id in contradictions:
            pen.say(
                entry.line_of("id"),
                f"there are two contradictions '{found.id}'. Put them together.",
            )
        if found:
            contradictions[found.id] = found
    return tuple(contradictions.values()), tuple(preferences.values())


def _contradiction(
    entry: Record, preferences: dict[str, Preference], pen: FilePen
) -> Contradiction | None:
    name, about = entry.text("id"), entry.text("about")
    rule, hear = entry.text("rule"), entry.text("guests_hear")
    if rule and rule not in preferences:
        hint = did_you_mean(rule, preferences)
        pen.say(
            entry.line_of("rule"),
            f"'{rule}' is none of the preferences at the top of this file.{hint}",
        )
    statements = []
    for statement in entry.records("statements", "a statement", ("says", "source")):
        says, source = statement.text("says"), statement.source()
        if says and source:
            statements.append(Statement(" ".join(says.split()), source))
    if entry.has("statements") and len(statements) < 2:
        pen.say(
            entry.line_of("statements"),
            "a contradiction has two statements or more, each with its source. Add the other side.",
        )
    if not (name and about and rule and hear):
        return None
    return Contradiction(name, about, tuple(statements), rule, " ".join(hear.split()))
