"""A small made-up knowledge folder that has no fault, for tests to break in one place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.errors import Fault
from assistant.knowledge import Knowledge, check, load

OPENING_HOURS = """\
---
title: When the lighthouse is open
audience: guest
source:
  - document: FAQ
    item: Q1
    quote: The lighthouse is open from May to September.
reviewed: 2024-02-01
questions:
  - when is the lighthouse open
  - opening times
  - are you open today
  - is it open in winter
  - what time do you open
  - when do you close
  - open on sunday?
  - hours please
  - lighthouse hours
  - until when can we come
  - from which month can we visit
  - can we come in summer
related: [tickets]
---
The lighthouse is open from June to September, 45 minutes after sunrise.
Call 1-800-555-0100 for more.

## Voice
It is open from June to September, forty-five minutes after sunrise.

## Agent notes
- The keeper's code word is herring.
"""

TICKETS = """\
---
title: What a ticket costs
audience: guest
source:
  document: owner letter
  item: Prices
reviewed: 2024-02-01
questions:
  - what does a ticket cost
  - price of a ticket
  - how much is it
  - is it free for children
  - do I have to pay
  - ticket price
  - tickets?
  - how expensive is the visit
  - is there a family ticket
  - what do we pay for four people
  - cost of going up
  - entrance fee
---
A ticket costs 12 dollars.

## Voice
A ticket costs twelve dollars.
"""

LAMP_CARE = """\
---
title: How to care for the lamp
audience: agent
source:
  document: dealer letter
  item: Lamp
reviewed: 2024-02-01
questions:
  - how do I clean the lamp
  - lamp care
  - oil for the lamp
  - the lamp is dark
  - which wick do we order
  - wick number
  - code word for the keeper
  - who trims the wick
  - lamp schedule
  - polish for the lens
  - how often is the lens cleaned
  - lamp log book
---
Order wick W-77 and use the word herring.

## Script
The lamp is cared for by the keeper, {guest name}.
"""

PHASES = """\
code: 1LAMP
name: Lighthouse Program
bulletins:
  - date: 2024-01-10
    what: First
    source: {document: dealer letter, item: Date}
phases:
  - number: 1
    statements:
      - said: 2024-01-10
        status: available
        announced: 2024-01-10
        owner_letter: 2024-02
        vehicles: 1,500
        source: {document: phase table, item: Phase 1}
  - number: 2
    statements:
      - said: 2024-01-10
        status: estimated
        estimate: 2024-03
        source: {document: phase table, item: Phase 2}
candidates:
  - id: before_june
    said: 2024-01-10
    last_day: 2023-05-31
    phases: [1]
    reason: The first ones.
    source: {document: FAQ, item: Q9}
  - id: from_june
    said: 2024-01-10
    first_day: 2023-06-01
    phases: [2]
    reason: The later ones.
    source: {document: FAQ, item: Q9}
two_keys_again:
  - said: 2024-01-10
    value: 2024-04-01
    source: {document: FAQ, item: Q2}
bring:
  - said: 2024-01-10
    value: [your boat]
    source: {document: FAQ, item: Q3}
appointment_minutes:
  - said: 2024-01-10
    value: 45
    source: {document: FAQ, item: Q4}
"""

MODELS = (
    "line,plant,key_type,chart_years,chart_start,chart_end,chart_vehicles,"
    "table_plant,table_years,table_start,table_end,table_vehicles,said,until\n"
    "NX,japan,Type A,2022-2024,2022-11-07,ongoing,TBD,"
    "japan,2023-2024,early 2022-11,late 2023-10,26900,2024-01-10,\n"
    "RC F,japan,Type B,2023,2022-11-07,2023-01-09,200,,,,,,2024-01-10,\n"
)

PHASE_CHART = """\
# A comment, with a comma.
line,plant,2022-11,2022-12,2023-01,2023-02
NX,japan,,1,,2
RC F,japan,,,,
"""

CONTACTS = """\
contacts:
  - id: desk
    name: Lighthouse Desk
    audience: guest
    phone: 1-800-555-0100
    time_zone: America/Chicago
    time_zone_name: Central Time
    hours:
      - {days: monday-friday, opens: 7:00, closes: 19:00}
    purpose: for questions
    source: {document: FAQ, item: Q15}
  - id: page
    name: Lighthouse page
    audience: guest
    url: https://lighthouse.example/visit
    purpose: to look
    source: {document: FAQ, item: Q15}
  - id: press
    name: Ann Keeper
    audience: agent
    phone: (800) 555-0199
    purpose: for the press
    source: {document: dealer letter, item: Press}
"""

VIN = """\
source: {document: disclosure form, item: VIN}
makers:
  JTH: japan
toyota_makers: [JTD]
model_years:
  N: 2022
  P: 2023
lines:
  - {letter: Z, line: NX, maker: JTH}
"""

CONTRADICTIONS = """\
preferences:
  - id: newest_statement
    sentence: The newer one counts.
contradictions:
  - id: price
    about: What a ticket costs
    statements:
      - says: 12 dollars
        source: {document: owner letter, item: Prices}
      - says: 11 dollars
        source: {document: FAQ, item: Q7}
    rule: newest_statement
    guests_hear: A ticket costs 12 dollars.
"""

OTHER_MODELS = """\
makes:
  - {make: Lexus, models: [TX]}
  - {make: Toyota, models: [Camry]}
"""

NEVER_SAY = """\
expressions:
  - {text: herring, reason: The code word is for keepers.}
  - {text: W-*, reason: Wick numbers are for keepers.}
"""

GREET = """\
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - good day to the [NX](model)
- lookup: places
  examples: |
    - rock
"""


def _mirror(topic: str) -> str:
    questions = "\n".join(
        f"  - {word} test of {topic}" for word in ["one", "two", "three", "four", "five", "six"]
    )
    return f"topic: {topic}\nquestions:\n{questions}\n"


class Folder:
    """A knowledge folder to edit, and what the check says of it."""

    def __init__(self, root: Path) -> None:
        self.knowledge = root / "knowledge"
        self.dialogue = root / "data" / "nlu"
        self.root = root

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file; `name` from the repository: `knowledge/topics/tickets.md`."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace `old`, which must stand there, once."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def remove(self, name: str) -> None:
        (self.root / name).unlink()

    def faults(self, *, on: date | None = None) -> list[Fault]:
        return check(self.knowledge, self.dialogue, on=on)

    def only_fault(self, *, on: date | None = None) -> str:
        """The one fault, as it is printed; more or fewer fail with all of them shown."""
        faults = self.faults(on=on)
        assert len(faults) == 1, "\n".join(map(str, faults)) or "no fault"
        return str(faults[0])

    def load(self) -> Knowledge:
        return load(self.knowledge, self.dialogue)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    found = Folder(tmp_path)
    topics = {"opening_hours": OPENING_HOURS, "tickets": TICKETS, "lamp_care": LAMP_CARE}
    for name, text in topics.items():
        found.write(f"knowledge/topics/{name}.md", text)
        found.write(f"knowledge/tests/{name}.yml", _mirror(name))
    program = {
        "phases.yml": PHASES,
        "models.csv": MODELS,
        "phase_chart.csv": PHASE_CHART,
        "contacts.yml": CONTACTS,
        "vin.yml": VIN,
        "contradictions.yml": CONTRADICTIONS,
        "other_models.yml": OTHER_MODELS,
        "never_say.yml": NEVER_SAY,
    }
    for name, text in program.items():
        found.write(f"knowledge/program/{name}", text)
    found.write("data/nlu/greet.yml", GREET)
    return found
