"""What is noted about one turn on its way through Rasa, for the log and for the door's metrics."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Optional


@dataclass
class Turn:
    """One message: what it was taken for, how surely, in how many seconds."""

    intent: Optional[str] = None
    confidence: float = 0.0
    seconds: float = 0.0

    def understood(self, intent: str, confidence: float, seconds: float) -> None:
        """The recognition has spoken. Buttons need none."""
        self.intent, self.confidence, self.seconds = intent, confidence, seconds

    def as_fields(self) -> dict[str, Any]:
        """For a log line."""
        if self.intent is None:
            return {}
        return {"intent": self.intent, "confidence": round(self.confidence, 4)}

    def as_headers(self) -> dict[str, str]:
        """For the door: "confidence;seconds"."""
        if self.intent is None:
            return {}
        return {"X-Understood": f"{self.confidence:.4f};{self.seconds:.5f}"}


_turn: ContextVar[Optional[Turn]] = ContextVar("turn", default=None)


def begin_turn() -> Turn:
    """A new turn for whatever runs in this task from now on."""
    turn = Turn()
    _turn.set(turn)
    return turn


def current_turn() -> Turn:
    """The turn that runs; a new one that nobody reads, outside of any."""
    return _turn.get() or Turn()
