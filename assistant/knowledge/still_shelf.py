"""A shelf that never changes: one version of the knowledge, to be compared with another."""

from __future__ import annotations

from collections.abc import Callable

from assistant.errors import Fault
from assistant.knowledge.knowledge import Knowledge


class StillShelf:
    """Stands where a Shelf stands, without watching any files."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.current = knowledge
        self.faults: tuple[Fault, ...] = ()

    def subscribe(self, callback: Callable[[Knowledge], None]) -> Callable[[], None]:
        """There will never be news."""
        return lambda: None

    def close(self) -> None:
        """Nothing to stop."""
