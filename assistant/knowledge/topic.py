"""What a topic is: one thing that people ask about, with its answer and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

Audience = Literal["guest", "agent"]


@dataclass(frozen=True)
class Source:
    """Where in the letter a statement stands."""

    document: str
    """One of: dealer letter, FAQ, phase table, chart, disclosure form, owner letter."""
    item: str
    """The place inside it: "Q5", "Parts Ordering Process"."""
    quote: str = ""
    """The letter's own words, for agents. Empty when the item is the quotation."""


@dataclass(frozen=True)
class Topic:
    """One file of knowledge/topics."""

    id: str
    """The file's name without its ending: `what_to_bring`. Stable."""
    title: str
    """What a button or a "did you mean" calls it: "What to bring to the appointment"."""
    audience: Audience
    """Who may be told. `agent`: never shown to a guest by any path."""
    questions: tuple[str, ...]
    """How people ask it: twelve or more phrasings, as written and spoken."""
    sources: tuple[Source, ...]
    """Where the answer comes from; at least one."""
    reviewed: date
    """The day on which a person last compared the answer with its source."""
    answer: str
    """Markdown. For audience `agent`, what the agent is told."""
    voice: str
    """The same facts for the ear, two or three sentences. Empty for audience `agent`."""
    agent_notes: str
    """Markdown that only agents see: why it is so, what never to say. May be empty."""
    script: str = ""
    """For audience `agent`: sentences to read aloud, with blanks such as `{guest name}`.

    Agents say it to guests, so nothing that guests must not hear may stand in it. May be empty."""
    related: tuple[str, ...] = ()
    """Ids of guest topics. Of a guest topic: offered as quick replies under the answer. Of an agent
    topic: what a guest who asks it is told instead, the first that is there."""
    file: Path = Path()
    """Where it was read from, for reports."""
