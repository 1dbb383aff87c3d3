"""A small, honest tracker: it keeps what is said and obeys the events that the actions return."""

from __future__ import annotations

from typing import Any

from assistant.desk.understanding import Understanding
from assistant.desk.vehicle import Heard, facts_from_dict


class Talk:
    """A conversation as the action server is told of it."""

    def __init__(self, *, on: str = "2024-02-10", **slots: Any) -> None:
        self.slots: dict[str, Any] = slots
        self.events: list[dict[str, Any]] = []
        self.replies: list[dict[str, Any]] = []
        self.rejected = False
        self.loop: str | None = "vehicle_form"
        self._on = on
        self._clock = 100.0

    def guest(self, intent: str, *, topics: tuple[str, ...] = (), **said: Any) -> Talk:
        """The guest says something that was understood so; `said` are facts of a vehicle."""
        from actions.desk import the_vault

        flags = {k: said.pop(k) for k in list(said) if k in Heard.__dataclass_fields__}
        heard = Heard(facts=facts_from_dict(said), **flags)
        values = Understanding(intent, 0.9, topics=topics, heard=heard).as_dict()
        if "vin" in values["heard"]:
            values["heard"]["vin"] = the_vault().seal(values["heard"]["vin"])
        return self._hear({"intent": {"name": intent}, "understanding": values, "text": "..."})

    def button(self, payload: str) -> Talk:
        """The guest presses a button: Rasa reads its payload, and nothing is understood of it."""
        return self._hear({"intent": {"name": payload[1:]}, "text": payload})

    def bot(self, outcome: str) -> Talk:
        """The bot has said something of this outcome; "question" is the form's own."""
        reply = {"text": "...", "outcome": "verdict" if outcome == "question" else outcome}
        reply["verdict"] = None  # type: ignore[assignment]
        self.events.append(self._event("bot", text="...", metadata={"reply": reply}))
        return self

    def run(self, action: Any) -> Talk:
        """Runs the action and does what it says."""
        from rasa_sdk.executor import CollectingDispatcher

        dispatcher = CollectingDispatcher()
        events = action.run(dispatcher, self.tracker(), {})
        self.rejected = any(e["event"] == "action_execution_rejected" for e in events)
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            if event["event"] == "active_loop":
                self.loop = event["name"]
        self.replies = [message["reply"] for message in dispatcher.messages]
        return self

    def tracker(self) -> Any:
        from rasa_sdk import Tracker

        users = [e for e in self.events if e["event"] == "user"]
        latest = {**users[-1]["parse_data"], "metadata": {"on": self._on}} if users else {}
        return Tracker(
            "guest", self.slots, latest, self.events, False, None, {"name": self.loop}, None
        )

    def _hear(self, parse: dict[str, Any]) -> Talk:
        self.events.append(self._event("user", parse_data=parse, text=parse["text"]))
        return self

    def _event(self, kind: str, **more: Any) -> dict[str, Any]:
        self._clock += 1
        return {"event": kind, "timestamp": self._clock, **more}
