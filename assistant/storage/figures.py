"""Figures by week: how much was asked, answered, handed over. They outlive the conversations.

Before conversations go, they are counted into `weekly_figures`, in the same transaction; the report
adds what is still there. Nobody can be found in a figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.storage.database import insert, reading
from assistant.storage.schema import conversations, feedback, handoffs, messages, weekly_figures

_OUTCOMES = {
    "answer": "answered",
    "verdict": "answered",
    "clarify": "asked_back",
    "fallback": "not_understood",
    "handoff": "handed_over",
    "chitchat": "small_talk",
}


@dataclass(frozen=True)
class Week:
    """One week, Monday to Sunday (UTC), of one channel or of all together."""

    week: date
    """Its Monday."""
    conversations: int = 0
    questions: int = 0
    """Guests' messages."""
    answered: int = 0
    """With a topic, a verdict, or the next question on the way to one."""
    asked_back: int = 0
    """ "Did you mean ...?" """
    not_understood: int = 0
    handed_over: int = 0
    """Answered with the way to a person."""
    small_talk: int = 0
    live_chats: int = 0
    """Guests who asked for an agent in the chat."""
    thumbs_up: int = 0
    thumbs_down: int = 0

    @property
    def answered_share(self) -> float | None:
        """Of all questions that are no small talk; None where there was none."""
        asked = self.answered + self.asked_back + self.not_understood + self.handed_over
        return self.answered / asked if asked else None

    def as_dict(self) -> dict[str, Any]:
        share = self.answered_share
        counted = {name: getattr(self, name) for name in FIGURES}
        rounded = None if share is None else round(share, 4)
        return {"week": self.week.isoformat(), **counted, "answered_share": rounded}


FIGURES: tuple[str, ...] = tuple(f.name for f in fields(Week) if f.name != "week")

Counted = Counter[tuple[date, str, str]]
"""By week, channel and figure."""


def report(engine: Engine, *, weeks: int, on: date, channel: str = "") -> list[Week]:
    """The last weeks up to `on`, the oldest first, also those without a guest. All channels
    together, or one."""
    first = _monday(on) - timedelta(weeks=weeks - 1)
    with reading(engine) as db:
        counted = _count(db, sa.true())
        for row in db.execute(sa.select(weekly_figures)):
            counted[row.week, row.channel, row.figure] += row.count
    found: dict[date, Counter[str]] = {}
    for (week, said_in, figure), count in counted.items():
        if figure in FIGURES and channel in ("", said_in):
            found.setdefault(week, Counter())[figure] += count
    mondays = [first + timedelta(weeks=number) for number in range(weeks)]
    return [Week(monday, **found.get(monday, Counter())) for monday in mondays]


def keep_figures(db: Connection, going: list[str]) -> None:
    """Count conversations that are about to go into `weekly_figures`; their rows are locked."""
    kept = insert(db, weekly_figures)
    more = {"count": weekly_figures.c["count"] + kept.excluded["count"]}
    names = ["week", "channel", "figure"]
    for key, count in _count(db, conversations.c.id.in_(going)).items():
        row = dict(zip(names, key, strict=True), count=count)
        db.execute(kept.values(**row).on_conflict_do_update(index_elements=names, set_=more))


def _count(db: Connection, which: Any) -> Counted:
    counted: Counted = Counter()
    for figure, at, source, where in _sources():
        # Grouped by the columns' names: PostgreSQL groups by no constant.
        day, name = sa.func.date(at).label("day"), figure.label("figure")
        query = (
            sa.select(day, conversations.c.channel, name, sa.func.count())
            .select_from(source)
            .where(which, where)
            .group_by(sa.text("day"), conversations.c.channel, sa.text("figure"))
        )
        for said_on, channel, what, count in db.execute(query):
            counted[_monday(_day(said_on)), channel, _OUTCOMES.get(what, what)] += count
    return counted


def _sources() -> Iterable[tuple[Any, Any, Any, Any]]:
    """Which figure, when, from where, under which condition. An outcome is its own figure."""
    same = conversations.c.id
    yield _name("conversations"), conversations.c.created, conversations, sa.true()
    said = messages.join(conversations, messages.c.conversation == same)
    yield _name("questions"), messages.c.created, said, messages.c.author == "guest"
    # The first reply says how a message was answered; others only go on with the conversation.
    earlier = messages.alias("earlier")
    first = ~sa.exists().where(
        earlier.c.conversation == messages.c.conversation,
        earlier.c.answers == messages.c.answers,
        earlier.c.position < messages.c.position,
    )
    outcome = messages.c.reply["outcome"].as_string()
    told = sa.and_(messages.c.author == "bot", outcome.in_(_OUTCOMES), first)
    yield outcome, messages.c.created, said, told
    chats = handoffs.join(conversations, handoffs.c.conversation == same)
    yield _name("live_chats"), handoffs.c.asked, chats, sa.true()
    thumbs = feedback.join(conversations, feedback.c.conversation == same)
    yield _name("thumbs_up"), feedback.c.created, thumbs, feedback.c.helpful.is_(True)
    yield _name("thumbs_down"), feedback.c.created, thumbs, feedback.c.helpful.is_(False)


def _name(figure: str) -> Any:
    return sa.literal_column(f"'{figure}'")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day(value: Any) -> date:
    """SQLite gives a day as text."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value))
