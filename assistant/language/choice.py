"""Which of several values of one kind holds: the corrected one, the guest's own, or none."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.corrections import negated, turn_between
from assistant.language.mentions import Mention
from assistant.language.reading import SpanKind
from assistant.language.sentence import Sentence


def choose(found: Sequence[Mention], kind: SpanKind, sentence: Sentence) -> Mention | None:
    """The mention of this kind that holds; None where there is none, or two weigh the same."""
    ours = [mention for mention in found if mention.kind == kind]
    alive = [mention for mention in ours if not negated(sentence, mention.start, later=False)]
    alive = [
        mention
        for index, mention in enumerate(alive)
        if not negated(sentence, mention.start, later=index + 1 < len(alive))
    ]
    if not alive:
        return None
    if any(mention.owner != "former" for mention in alive):
        alive = [mention for mention in alive if mention.owner != "former"]
    if len({mention.value for mention in alive}) == 1:
        return alive[0]
    if turn_between(sentence, alive[0].end, alive[-1].start):
        return alive[-1]
    if any(mention.sure for mention in alive) and kind == "model":
        alive = [mention for mention in alive if mention.sure]
        if len({mention.value for mention in alive}) == 1:
            return alive[0]
    if kind == "built" and (nested := _nested(alive)):
        return nested
    for group in (
        [mention for mention in alive if mention.owner == "own"],
        [mention for mention in alive if mention.sure] if kind != "model" else [],
    ):
        if group and len({mention.value for mention in group}) == 1:
            return group[0]
    return None


def _nested(alive: Sequence[Mention]) -> Mention | None:
    """The day among mentions of one day and its month."""
    longest = max(alive, key=lambda mention: len(mention.value))
    inside = all(longest.value.startswith(mention.value) for mention in alive)
    return longest if inside else None
