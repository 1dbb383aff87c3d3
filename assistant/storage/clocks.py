"""What is kept carries the clock's time, and clocks are set, also back.

Durations inside a process are measured with a clock that is never set (`time.monotonic`). Where a
moment was written down, by this machine or another, one that lies in the future means that the
clock was set back since: it opens nothing any more, and nobody waits for it.
"""

from __future__ import annotations

from datetime import timedelta

APART = timedelta(minutes=5)
"""How far the clocks of two machines may be apart."""
