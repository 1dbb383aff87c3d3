"""A small change, learnt from the last full fit, against learning everything again."""

from __future__ import annotations

import random
import threading

import numpy as np
import pytest

from assistant.matching import Matcher
from assistant.matching.changes import changes
from assistant.matching.classes import RIDGE
from assistant.matching.learned import Fitted, Learned
from assistant.matching.relearning import Adjusted, relearn

Examples = tuple[list[str], list[str]]

PARTS = {
    "hours": ["open", "opening hours", "closed", "sunday", "tonight", "lunch time"],
    "refund": ["money back", "refund", "my payment", "a return", "the amount", "a voucher"],
    "parcel": ["parcel", "delivery", "order", "package", "tracking number", "courier"],
    "chairs": ["chair", "sofa", "table", "wooden desk", "bookshelf", "lamp"],
}
FRAMES = "is the {}?|when do I get {}|where is {}|can I have {}|tell me about {}|the {} is late"
FRAMES += "|why {}|my {} please|who knows {}|I need {} now|no {} yet|how much for {}"
MESSAGES = [
    "when does my parcel come",
    "money",
    "is the sofa wooden",
    "sunday hours?",
    "zebra food",
]


def shop() -> Examples:
    pairs = [
        (frame.format(part), label)
        for label, parts in PARTS.items()
        for part in parts
        for frame in FRAMES.split("|")
    ]
    return [text for text, _ in pairs], [label for _, label in pairs]


def edited(examples: Examples, number: int) -> Examples:
    """Some removed, some relabelled, some added in the middle, one label of them new."""
    texts, labels = list(examples[0]), list(examples[1])
    choice = random.Random(number)
    for place in choice.sample(range(len(texts) - 5), 3):
        del texts[place], labels[place]
    for place in choice.sample(range(len(texts)), 3):
        labels[place] = choice.choice(list(PARTS))
    for n in range(2):
        texts.insert(50, f"does the zebra {number} eat chair number {n}")
        labels.insert(50, "zebra")
    return [*texts, f"wooden parcel {number}"], [*labels, "parcel"]


def learned(matcher: Matcher) -> Learned:
    assert matcher._learned is not None
    return matcher._learned


def votes_the_long_way(state: Adjusted) -> np.ndarray:
    """Solve for the examples that are here, with the very likeness that messages meet."""
    ready = state.prepare()
    here = np.flatnonzero(state._here)
    rows = [state._likeness(state.clean[i], ready)[here] for i in here]
    system = np.array(rows, dtype=np.float64) + RIDGE * np.eye(len(here))
    votes = np.zeros((len(state.texts), len(state.names)))
    votes[here] = np.linalg.solve(system, np.eye(len(state.names))[state.owners])
    return votes


@pytest.mark.parametrize("encoded", [False, True])
def test_votes_are_those_of_a_full_fit_with_the_same_likeness(encoded: bool) -> None:
    examples = shop()
    start = Matcher() if encoded else Matcher(encoder=None)
    state = learned(start.fit(*examples).refit(*edited(examples, 1)))
    assert isinstance(state, Adjusted)
    ready = state.prepare()
    wanted = votes_the_long_way(state)
    assert ready.weights == pytest.approx(wanted, abs=1e-4)
    for message in MESSAGES:
        likeness = state._likeness(message, ready)
        assert likeness @ ready.weights == pytest.approx(likeness @ wanted, abs=1e-3)


def test_a_small_change_ranks_like_a_matcher_that_starts_afresh() -> None:
    examples = shop()
    new = edited(examples, 2)
    changed = Matcher().fit(*examples).refit(*new)
    fresh = Matcher().fit(*new)
    for message in [*MESSAGES, *new[0][::7]]:
        ours, theirs = changed.match(message), fresh.match(message)
        assert dict(ours) == pytest.approx(dict(theirs), abs=0.15)  # another curve
        assert ours[0][0] == theirs[0][0] or ours[0][1] - ours[1][1] < 0.02


def test_no_error_adds_up_over_many_changes() -> None:
    examples = shop()
    matcher = Matcher(encoder=None).fit(*examples)
    for number in range(60):
        matcher = matcher.refit(*edited(examples, number)).prepare()
    assert isinstance(learned(matcher), Adjusted)
    directly = Matcher(encoder=None).fit(*examples).refit(*edited(examples, 59))
    for message in MESSAGES:
        assert dict(matcher.match(message)) == pytest.approx(
            dict(directly.match(message)), abs=1e-5
        )


def test_the_same_change_gives_the_very_same_answers() -> None:
    examples = shop()
    first, second = (Matcher().fit(*examples).refit(*edited(examples, 3)) for _ in range(2))
    assert [first.match(m) for m in MESSAGES] == [second.match(m) for m in MESSAGES]


def test_what_is_taken_back_leaves_nothing_behind() -> None:
    examples = shop()
    matcher = Matcher(encoder=None).fit(*examples)
    back = matcher.refit(*edited(examples, 4)).prepare().refit(*examples)
    assert learned(back) is learned(matcher)


def test_nothing_changed_is_the_same_knowledge_whatever_the_order() -> None:
    texts, labels = shop()
    matcher = Matcher(encoder=None).fit(texts, labels)
    assert learned(matcher.refit(texts[::-1], labels[::-1])) is learned(matcher)
    once = matcher.refit([*texts, "new one"], [*labels, "hours"])
    again = once.refit([*texts, "new one"], [*labels, "hours"])
    assert learned(again) is learned(once)


def test_a_large_change_or_a_first_background_is_fitted_in_full() -> None:
    texts, labels = shop()
    matcher = Matcher(encoder=None, background=["elsewhere"]).fit(texts, labels)
    less = matcher.refit(texts[len(texts) // 8 :], labels[len(texts) // 8 :])
    assert isinstance(learned(less), Fitted)
    aware = matcher.refit([*texts, "a cat"], [*labels, "elsewhere"])
    assert isinstance(learned(aware), Fitted)
    assert relearn(learned(matcher), texts, labels[1:]) is None


def test_removed_examples_are_not_named_as_the_nearest_and_added_ones_are() -> None:
    texts, labels = shop()
    matcher = Matcher(encoder=None).fit(texts, labels).prepare()
    changed = matcher.refit([*texts[1:], "giraffes welcome"], [*labels[1:], "hours"])
    assert matcher.nearest(texts[0], 1)[0][0] == texts[0]
    assert all(text != texts[0] for text, _, _ in changed.nearest(texts[0], 600))
    assert changed.nearest("giraffes welcome", 1)[0][:2] == ("giraffes welcome", "hours")


def test_a_label_that_has_lost_its_last_example_is_gone() -> None:
    texts, labels = shop()
    matcher = Matcher(encoder=None).fit([*texts, "a zebra"], [*labels, "zebra"])
    assert "zebra" in dict(matcher.match("a zebra"))
    assert "zebra" not in dict(matcher.refit(texts, labels).match("a zebra"))
    moved = matcher.refit([*texts, "a zebra"], [*labels, "hours"])
    assert moved.match("a zebra")[0][0] == "hours"
    assert "zebra" not in dict(moved.match("a zebra"))


def test_wordless_and_repeated_examples_do_no_harm() -> None:
    texts, labels = shop()
    matcher = Matcher().fit(texts, labels)
    added = ["???", "", "same thing", "same thing"]
    changed = matcher.refit([*texts, *added], [*labels, "hours", "hours", "refund", "parcel"])
    confidences = dict(changed.match("same thing"))
    assert confidences["refund"] == pytest.approx(confidences["parcel"], abs=0.02)


def test_threads_match_while_changes_are_learnt() -> None:
    examples = shop()
    matcher = Matcher(encoder=None).fit(*examples)
    wanted = matcher.match("money back")
    changed = matcher.refit(*edited(examples, 5))
    seen, told = [], []

    def ask() -> None:
        for number in range(20):
            seen.append(matcher.match("money back"))
            told.append(changed.match("money back"))
            matcher.refit(*edited(examples, number)).prepare()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answer == wanted for answer in seen)
    assert all(answer == told[0] for answer in told)


def test_changes_tell_added_removed_and_relabelled_apart() -> None:
    change = changes(["a", "b", "c", "c"], ["1", "1", "1", "2"], ["d", "c", "b", "c"], list("3123"))
    assert change.removed == (0,)
    assert change.relabelled == ((1, "2"), (3, "3"))
    assert change.added == (("d", "3"),)
