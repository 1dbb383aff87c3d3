"""What whoever runs the house may change about handoffs and call-backs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class HandoffSettings:
    """The defaults fit a call center with a console open at several desks."""

    wait: timedelta = timedelta(seconds=120)
    """How long a guest waits for somebody to take them before they are told that nobody is free."""
    here: timedelta = timedelta(seconds=75)
    """After this long without a sign of life, an agent is not there for new guests. Browsers let a
    hidden page say something once a minute only."""
    agent_gone: timedelta = timedelta(seconds=90)
    """After this long without one, a guest whom they had taken waits for somebody else."""
    beat: float = 10.0
    """Seconds between signs of life on an open stream; shorter than what proxies cut off at."""
    look: float = 0.5
    """Seconds between looks at the database for what other doors have done."""
    streams: int = 1_000
    """Open streams of this door; who comes later asks again and again instead."""
    call_backs_kept: timedelta = timedelta(days=90)
    """How long a call-back is kept (`assistant.storage.retention` sees to it). Guests are told so
    before they leave anything."""
