"""The closed forms against doing it the long way, and matching while learning."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from assistant.matching import Matcher
from assistant.matching.classes import RIDGE, number_labels, weigh
from assistant.matching.relearning import Adjusted
from assistant.matching.wordspace import Vocabulary, WordSpace

TEXTS = [
    "when are you open",
    "are you open today",
    "opening hours please",
    "i want my money back",
    "how do i get a refund",
    "give the money back",
    "where is my parcel",
    "when does the parcel come",
    "the parcel is late",
]
LABELS = ["hours"] * 3 + ["refund"] * 3 + ["parcel"] * 3


def solve(gram: np.ndarray, owners: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Scores of all examples from a model of the `kept` ones alone."""
    targets = np.eye(3)[owners[kept]]
    system = gram[np.ix_(kept, kept)] + RIDGE * np.eye(len(kept))
    return gram[:, kept] @ np.linalg.solve(system, targets)


def test_scores_as_if_unseen_are_those_of_a_model_that_has_not_seen_the_example() -> None:
    gram = WordSpace(TEXTS, Vocabulary()).among(0, len(TEXTS))
    _, owners = number_labels(LABELS)
    _, left_out = weigh(gram.copy(), owners, 3)
    for i in range(len(TEXTS)):
        without = solve(gram, owners, np.delete(np.arange(len(TEXTS)), i))
        assert left_out.unseen[i] == pytest.approx(without[i], abs=1e-4)


def test_scores_as_if_foreign_are_those_of_a_model_without_the_label() -> None:
    gram = WordSpace(TEXTS, Vocabulary()).among(0, len(TEXTS))
    _, owners = number_labels(LABELS)
    _, left_out = weigh(gram.copy(), owners, 3)
    for i, owner in enumerate(owners):
        without = solve(gram, owners, np.flatnonzero(owners != owner))[i]
        others = np.arange(3) != owner
        assert left_out.foreign[i][others] == pytest.approx(without[others], abs=1e-4)
        assert left_out.foreign[i][owner] == -np.inf


def test_likeness_of_a_message_is_that_among_examples() -> None:
    space = WordSpace(TEXTS, Vocabulary())
    gram = space.among(0, len(TEXTS))
    assert gram.diagonal() == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    for row, text in zip(gram, TEXTS, strict=True):
        assert space.similarities(text) == pytest.approx(row, abs=1e-5)


def test_a_shared_vocabulary_changes_nothing() -> None:
    vocabulary = Vocabulary()
    space = WordSpace(TEXTS, vocabulary)
    before = space.similarities("when is the zebra open")
    WordSpace(["a zebra and another", "zebra crossing"], vocabulary)
    assert (space.similarities("when is the zebra open") == before).all()
    fresh = WordSpace(TEXTS, Vocabulary()).among(0, len(TEXTS))
    assert WordSpace(TEXTS, vocabulary).among(0, len(TEXTS)) == pytest.approx(fresh, abs=1e-6)


def test_a_refit_answers_like_a_matcher_that_starts_afresh() -> None:
    refitted = Matcher(encoder=None).fit(["x y", "z"], ["a", "b"]).refit(TEXTS, LABELS)
    fresh = Matcher(encoder=None).fit(TEXTS, LABELS)
    for text in ("is my parcel there", "money", "hours?"):
        assert dict(refitted.match(text)) == pytest.approx(dict(fresh.match(text)), abs=1e-4)


def test_threads_match_while_another_learns() -> None:
    matcher = Matcher(encoder=None).fit(TEXTS, LABELS)
    wanted = matcher.match("money back")[0][0]
    seen: list[str] = []

    def ask() -> None:
        seen.extend(matcher.match("money back")[0][0] for _ in range(50))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for i in range(10):
        matcher.refit([*TEXTS, f"number {i} is new"], [*LABELS, "new"])
        matcher.fit([*TEXTS, "something new"], [*LABELS, "new"])
    for thread in threads:
        thread.join()
    assert set(seen) == {wanted}


def test_asking_before_fitting_says_what_to_do() -> None:
    with pytest.raises(RuntimeError, match="fit"):
        Matcher(encoder=None).match("hello")


def test_the_same_text_under_two_labels_is_not_sure_of_either() -> None:
    matcher = Matcher(encoder=None).fit([*TEXTS, "when are you open"], [*LABELS, "parcel"])
    confidences = dict(matcher.match("when are you open"))
    alone = dict(Matcher(encoder=None).fit(TEXTS, LABELS).match("when are you open"))
    assert confidences["hours"] < alone["hours"]


def test_examples_without_words_do_no_harm() -> None:
    matcher = Matcher(encoder=None).fit([*TEXTS, "???", ""], [*LABELS, "empty", "empty"])
    assert matcher.match("where is my parcel")[0][0] == "parcel"


def test_nothing_but_wordless_examples_match_nothing() -> None:
    matcher = Matcher(encoder=None).fit(["???", "!"], ["a", "b"])
    assert [confidence < 0.1 for _, confidence in matcher.match("hello there")] == [True, True]


@pytest.mark.parametrize("edited", [False, True])
def test_a_message_in_an_examples_words_is_scored_as_by_comparison(edited: bool) -> None:
    texts = [f"{text}{end}" for end in ("", " please", " madam", " sir") for text in TEXTS]
    matcher = Matcher(encoder=None).fit(texts, LABELS * 4)
    if edited:
        texts = [*texts[1:], "is the tower high"]
        matcher = matcher.refit(texts, [*(LABELS * 4)[1:], "tower"])
    learned = matcher._fitted
    assert isinstance(learned, Adjusted) == edited
    ready = learned.prepare()
    for text in texts:
        compared = learned._likeness(text, ready) @ ready.weights
        assert learned._scores(text, ready) == pytest.approx(compared, abs=1e-4)
