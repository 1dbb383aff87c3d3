"""What Rasa 3.6 computes anew at every prediction of every turn, computed once or not at all.

The results are the same: the same components, in the same order, with the same inputs. Rasa 3.6.21
is pinned and the last of its line, so what is replaced here stays as it is.
"""

from typing import Any, Optional

from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.bot.tracker_store import bounded

TURNS_FOR_RULES = 2
"""No rule spans more than one message of a guest and what stood before it."""

_find_with_rasa = RulePolicy._find_action_from_rules
_rules_with_rasa = RulePolicy._get_possible_keys
_MOST_SITUATIONS = 4096


class StraightRunner(GraphRunner):
    """Runs the nodes of a loaded model one after the other; their order is found once.

    Rasa hands the graph to a scheduler for many machines, anew for each of three runs a turn.
    """

    def __init__(self, loaded: DaskGraphRunner) -> None:
        self._nodes = loaded._instantiated_nodes
        self._schema = loaded._graph_schema
        self._orders: dict[tuple[str, ...], list[str]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: Optional[list[GraphNodeHook]] = None,
    ) -> "StraightRunner":
        return cls(DaskGraphRunner(graph_schema, model_storage, execution_context, hooks))

    def run(
        self,
        inputs: Optional[dict[str, Any]] = None,
        targets: Optional[list[str]] = None,
    ) -> dict[str, Any]:
        """The outputs of `targets`, by name."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._orders:
            self._orders[wanted] = self._order(wanted)
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in self._orders[wanted]:
            needs = self._schema.nodes[name].needs.values()
            done[name] = self._nodes[name](*(done[need] for need in needs))
        return dict(done[name] for name in wanted)

    def _order(self, targets: tuple[str, ...]) -> list[str]:
        """The nodes that `targets` need, each after what it needs itself."""
        order: list[str] = []

        def add(name: str) -> None:
            if name in self._schema.nodes and name not in order:
                for need in self._schema.nodes[name].needs.values():
                    add(need)
                order.append(name)

        for target in targets:
            add(target)
        return order


def latest(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """The conversation as far as rules look back, without the slots that steer none."""
    if sum(isinstance(event, UserUttered) for event in tracker.events) <= TURNS_FOR_RULES:
        return tracker
    slots = [slot for slot in tracker.slots.values() if slot.influence_conversation]
    names = {slot.name for slot in slots}
    events = [
        event
        for event in bounded(tracker, TURNS_FOR_RULES)
        if not isinstance(event, SlotSet) or event.key in names
    ]
    return DialogueStateTracker.from_events(tracker.sender_id, events, slots)


def _find_action_from_rules(
    self: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool,
) -> tuple[Optional[str], Optional[str], bool]:
    """Rasa's own, without the search for rules about a message's very text: ours are on intents."""
    if use_text_for_last_user_input:
        return None, None, False
    return _find_with_rasa(self, latest(tracker), domain, False)


class Situations:
    """Which rules may follow what has happened: the same for all guests to whom it happened.

    A table of rules is kept with its answers, so that no other one can come to have its id.
    """

    def __init__(self) -> None:
        self._rules: dict[tuple[int, str], tuple[dict[str, str], set[str]]] = {}

    def possible_rules(
        self, policy: RulePolicy, lookup: dict[str, str], states: list[State]
    ) -> set[str]:
        """Rasa's own answer, found once. It compares every rule with every state."""
        situation = id(lookup), repr(states)
        found = self._rules.get(situation)
        if found is None:
            if len(self._rules) >= _MOST_SITUATIONS:
                self._rules.clear()
            found = lookup, _rules_with_rasa(policy, lookup, states)
            self._rules[situation] = found
        return found[1]


def lighten(agent: Agent) -> None:
    """Let a loaded agent take its turns without the needless part."""
    processor = agent.processor
    if processor and isinstance(processor.graph_runner, DaskGraphRunner):
        processor.graph_runner = StraightRunner(processor.graph_runner)
        # Rasa writes the whole domain out at every message to see whether there is one.
        empty = processor.domain.is_empty()
        processor.domain.is_empty = lambda: empty
    RulePolicy._find_action_from_rules = _find_action_from_rules
    situations = Situations()
    RulePolicy._get_possible_keys = lambda policy, lookup, states: situations.possible_rules(
        policy, lookup, states
    )
