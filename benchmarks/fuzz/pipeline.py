"""Messages through the very pipeline that guests meet: Rasa, its model, and the actions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from benchmarks.fuzz.running import Part, Wrong
from benchmarks.fuzz.texts import texts


def parts() -> list[Part]:
    """One part; it loads the model."""

    def opened() -> Iterator[Callable[[Any], None]]:
        from assistant.bot.training import ensure_model, quiet_logs, quiet_rasa
        from assistant.settings import Settings

        quiet_rasa()
        from actions.direct import run_action
        from assistant.bot.rehearsal import Rehearsal

        quiet_logs()
        model = ensure_model(Settings.from_environment())
        loop = asyncio.new_event_loop()
        rehearsal = loop.run_until_complete(Rehearsal.load(model, run_action))
        number = 0

        def check(said: list[str]) -> None:
            nonlocal number
            number += 1
            for text in said:
                turn = loop.run_until_complete(rehearsal.say(text, sender=f"guest-{number}"))
                if text.strip() and not turn.replies:
                    raise Wrong("no reply")

        yield check
        loop.close()

    return [Part("the pipeline", 0.01, lambda: st.lists(texts, min_size=1, max_size=3), opened)]
