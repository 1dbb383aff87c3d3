"""Leaner turns must be the same turns: what Rasa would have predicted, at every step."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

pytestmark = pytest.mark.rasa

CONVERSATION = (
    "hello",
    "is my NX in the program",
    "how long does it take",
    "what do I have to bring",
    "no idea when it was built",
    "i want to know about my car",
    "thanks",
    "what does it cost",
    "august 2023",
    "bye",
)


@pytest.fixture
def agent() -> Any:
    from actions.direct import run_action
    from assistant.bot.rehearsal import Rehearsal
    from assistant.bot.training import ensure_model, quiet_logs, quiet_rasa
    from assistant.settings import Settings

    quiet_rasa()
    quiet_logs()
    model = ensure_model(Settings.from_environment())
    return asyncio.run(Rehearsal.load(model, run_action))._agent


def test_every_prediction_is_rasas_own(agent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from rasa.core.channels.channel import UserMessage
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.engine.runner.dask import DaskGraphRunner

    from assistant.bot import lean_turns
    from assistant.bot.door_channel import DoorOutput

    lean = agent.processor.graph_runner
    assert isinstance(lean, lean_turns.StraightRunner)
    rasas = DaskGraphRunner.__new__(DaskGraphRunner)
    rasas._instantiated_nodes, rasas._graph_schema = lean._nodes, lean._schema
    rasas._execution_context = None
    target = agent.processor.model_metadata.core_target
    compared = 0

    def both(inputs: Any = None, targets: Any = None) -> Any:
        nonlocal compared
        result = straight(inputs, targets)
        if targets == [target]:
            with monkeypatch.context() as patch:
                patch.setattr(RulePolicy, "_find_action_from_rules", lean_turns._find_with_rasa)
                patch.setattr(RulePolicy, "_get_possible_keys", lean_turns._rules_with_rasa)
                whole = rasas.run(inputs, targets)[target]
            assert result[target].probabilities == whole.probabilities
            assert result[target].events == whole.events
            compared += 1
        return result

    straight = lean.run
    monkeypatch.setattr(lean, "run", both)

    async def talk() -> None:
        for guest in ("one guest", "another, to whom the same happens"):
            for text in CONVERSATION:
                await agent.handle_message(UserMessage(text, DoorOutput(), guest))

    asyncio.run(talk())
    assert compared > 4 * len(CONVERSATION)
