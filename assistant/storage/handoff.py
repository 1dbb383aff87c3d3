"""One handoff as it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Literal

State = Literal["waiting", "live", "ended"]
EndedBy = Literal["guest", "agent", "nobody"]


@dataclass(frozen=True)
class Handoff:
    """One guest's wish for a person."""

    id: str
    conversation: str
    state: State
    version: int
    facts: dict[str, Any]
    """What the conversation says of the car, masked."""
    asked: datetime
    until: datetime
    """When waiting ends, if nobody has taken it."""
    agent: str | None
    agent_name: str | None
    taken: datetime | None
    guest_seen: datetime
    """When the guest's page was last known to be open."""
    ended: datetime | None = None


def handoff_of(row: Any) -> Handoff:
    """A row of the table."""
    return Handoff(
        id=row.id,
        conversation=row.conversation,
        state=row.state,
        version=row.version,
        facts=dict(row.facts),
        asked=_utc(row.asked),
        until=_utc(row.until),
        agent=row.agent,
        agent_name=row.agent_name,
        taken=_utc(row.taken) if row.taken else None,
        guest_seen=_utc(row.guest_seen),
        ended=_utc(row.ended) if row.ended else None,
    )


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
