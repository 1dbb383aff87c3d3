"""What Prometheus reads: how the door and what is behind it are doing. Counts, never words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy.engine import Engine

_STEP_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1, 3, 10)
_CONFIDENCE = tuple(tenth / 20 for tenth in range(1, 20))
_ANSWERS = frozenset({"answer", "clarify", "fallback", "verdict", "handoff", "chitchat"})
_LONGEST_LABEL = 40
_AREAS = {
    "api": "guests",
    "agent": "agents",
    "phone": "phone",
    "metrics": "operators",
    "healthz": "operators",
    "readyz": "operators",
}

Knowledge = Callable[[], tuple[str, int]]
"""Gives the version of the knowledge that answers, and how many faults its files have now."""


class Metrics:
    """One door's metrics, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"second_key_{name}", text, labels, registry=self.registry)

        self._requests = counter(
            "requests", "HTTP requests, by area of the door and status.", "area", "status"
        )
        self._turns = counter(
            "turns",
            "Messages that were answered, by whom and how.",
            "channel",
            "answered_by",
            "outcome",
        )
        self._topics = counter("topics", "Answers that held a topic.", "topic")
        self._verdicts = counter("verdicts", "Verdicts about vehicles that were told.", "outcome")
        self._fallbacks = counter("fallbacks", "Messages that were not understood.", "channel")
        self._handoffs = counter("handoffs", "Messages that led to a person.", "channel")
        self._told_to_wait = counter(
            "told_to_wait", "Messages whose guests were asked to come back: too many at once."
        )
        self._failed = counter("failed_turns", "Messages that nobody could answer.", "channel")
        self._storage_faults = counter("storage_faults", "The database did not do what was asked.")
        self._purged = counter("purged_rows", "Records that went after their period.", "kind")
        self._confidence = Histogram(
            "second_key_confidence",
            "How sure the recognition was of what it took.",
            buckets=_CONFIDENCE,
            registry=self.registry,
        )
        self._steps = Histogram(
            "second_key_step_seconds",
            "How long a step took: wait (for one's turn), turn (all of it), bot, desk, recognise, "
            "storage (a statement).",
            ("step",),
            buckets=_STEP_SECONDS,
            registry=self.registry,
        )
        self._bot_away = Gauge(
            "second_key_bot_away",
            "1 while the desk answers for the bot.",
            ("channel",),
            registry=self.registry,
        )
        self._purge_at = Gauge(
            "second_key_last_purge_timestamp_seconds",
            "When the purge ran through last.",
            registry=self.registry,
        )

    def text(self) -> bytes:
        """In Prometheus's text format."""
        return generate_latest(self.registry)

    # ---------------------------------------------------------------- what happens

    def requested(self, path: str, status: int) -> None:
        """One HTTP request has been answered."""
        self._requests.labels(area_of(path), str(status)).inc()

    def turn(self, channel: str, by: str, replies: Sequence[dict[str, Any]]) -> None:
        """A message has been answered. The first reply says how; others only go on."""
        outcomes = [str(reply.get("outcome")) for reply in replies]
        first = outcomes[0] if outcomes and outcomes[0] in _ANSWERS else "other"
        self._turns.labels(channel, by, first).inc()
        if "fallback" in outcomes:
            self._fallbacks.labels(channel).inc()
        if "handoff" in outcomes:
            self._handoffs.labels(channel).inc()
        for reply in replies:
            for topic in reply.get("topics") or () if reply.get("outcome") == "answer" else ():
                self._topics.labels(str(topic)[:_LONGEST_LABEL]).inc()
            verdict = reply.get("verdict")
            if isinstance(verdict, dict) and isinstance(verdict.get("outcome"), str):
                self._verdicts.labels(verdict["outcome"][:_LONGEST_LABEL]).inc()

    def failed(self, channel: str) -> None:
        """Neither bot nor desk could answer a message."""
        self._failed.labels(channel).inc()

    def told_to_wait(self) -> None:
        """Somebody was asked to come back in a moment."""
        self._told_to_wait.inc()

    def understood(self, confidence: float, seconds: float) -> None:
        """The recognition has taken a message for something."""
        self._confidence.observe(confidence)
        self._steps.labels("recognise").observe(seconds)

    def bot_away(self, channel: str, away: bool) -> None:
        """Who answers in a channel."""
        self._bot_away.labels(channel).set(away)

    def storage_fault(self) -> None:
        """The database was away, full or locked."""
        self._storage_faults.inc()

    def purged(self, gone: dict[str, int], at: float) -> None:
        """The purge ran through at a time (seconds since 1970)."""
        for kind, count in gone.items():
            self._purged.labels(kind).inc(count)
        self._purge_at.set(at)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measures how long what is inside takes, also when it fails."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self._steps.labels(name).observe(time.perf_counter() - began)

    # ---------------------------------------------------------------- what is looked at

    def watch_storage(self, engine: Engine) -> None:
        """Measure every statement of a database."""

        def before(
            _db: Any, _cursor: Any, _text: Any, _values: Any, context: Any, _many: Any
        ) -> None:
            context._began = time.perf_counter()

        def after(
            _db: Any, _cursor: Any, _text: Any, _values: Any, context: Any, _many: Any
        ) -> None:
            self._steps.labels("storage").observe(time.perf_counter() - context._began)

        sa.event.listen(engine, "before_cursor_execute", before)
        sa.event.listen(engine, "after_cursor_execute", after)

    def watch_knowledge(self, knowledge: Knowledge) -> None:
        """Ask for the knowledge's version and faults whenever somebody reads."""
        self.registry.register(_KnowledgeCollector(knowledge))


class _KnowledgeCollector:
    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def collect(self) -> Iterable[Metric]:
        version, faults = self._knowledge()
        shown = GaugeMetricFamily(
            "second_key_knowledge_info",
            "Which version of the knowledge answers.",
            labels=["version"],
        )
        shown.add_metric([version], 1)
        yield shown
        yield GaugeMetricFamily(
            "second_key_knowledge_faults", "Faults in the knowledge files as they are now.", faults
        )


def area_of(path: str) -> str:
    """For whom an address is; what a stranger types makes no new label."""
    first = path.strip("/").partition("/")[0]
    return _AREAS.get(first, "pages")
