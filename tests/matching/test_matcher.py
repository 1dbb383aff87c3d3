"""What everybody who uses a matcher may rely on."""

from __future__ import annotations

import pytest

from assistant.matching import Matcher

SHOP = {
    "hours": [
        "when are you open",
        "what are your opening hours",
        "are you open on sunday",
        "till when is the shop open",
    ],
    "returns": [
        "can i return my chair",
        "i want to send it back",
        "what is your return policy",
        "how do i give back a sofa",
    ],
    "delivery": [
        "how long does delivery take",
        "when will my order arrive",
        "what is the delivery time",
        "where is my parcel",
    ],
}


def fitted(**options: object) -> Matcher:
    texts = [text for examples in SHOP.values() for text in examples]
    labels = [label for label, examples in SHOP.items() for _ in examples]
    return Matcher(**options).fit(texts, labels)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("message", "label"),
    [
        ("when do you open", "hours"),
        ("RETURN POLICY??", "returns"),
        ("whats the delivry time", "delivery"),
        ("where's my order", "delivery"),
    ],
)
def test_a_message_in_other_words_finds_its_label(message: str, label: str) -> None:
    assert fitted().match(message)[0][0] == label


def test_every_label_is_ranked_best_first_with_a_share_of_one() -> None:
    ranked = fitted().match("when are you open")
    assert sorted(label for label, _ in ranked) == sorted(SHOP)
    confidences = [confidence for _, confidence in ranked]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)


@pytest.mark.parametrize("message", ["", "   ", "?!", "😀", "zzzz qqqq", "\x00"])
def test_a_message_without_a_known_word_has_no_confidence(message: str) -> None:
    assert fitted().match(message)[0][1] < 0.1


def test_a_message_about_something_else_scores_lower_than_one_about_a_label() -> None:
    matcher = fitted()
    assert matcher.match("my cat likes fish")[0][1] < matcher.match("are you open now")[0][1]


def test_the_same_examples_give_the_same_answer() -> None:
    assert fitted().match("open on monday?") == fitted().match("open on monday?")


def test_a_background_label_never_wins_and_lowers_the_others() -> None:
    message = "can i return my library book"
    plain = fitted()
    texts = [text for examples in SHOP.values() for text in examples]
    labels = [label for label, examples in SHOP.items() for _ in examples]
    aware = Matcher(background=["elsewhere"]).fit(
        [*texts, "i lost my library book", "a library card", "return a library book"],
        [*labels, "elsewhere", "elsewhere", "elsewhere"],
    )
    assert "elsewhere" not in dict(aware.match(message))
    assert aware.match(message)[0][1] < plain.match(message)[0][1]


def test_one_label_alone_still_tells_its_own_from_another_subject() -> None:
    matcher = Matcher().fit(SHOP["hours"], ["hours"] * 4)
    assert matcher.match("when are you open today")[0][0] == "hours"


def test_the_nearest_examples_are_named_for_the_editor() -> None:
    text, label, similarity = fitted().nearest("what are your opening hours?", 1)[0]
    assert (text, label) == ("what are your opening hours", "hours")
    assert similarity == pytest.approx(1, abs=1e-3)


def test_an_example_is_known_whatever_its_capitals_and_stops() -> None:
    matcher = Matcher(encoder=None).fit(["when do you open", "what do you sell"], ["hours", "shop"])
    assert matcher.is_example("When do u open?")
    assert not matcher.is_example("when do you close")
    assert not matcher.is_example("")


def test_examples_and_labels_must_pair_up() -> None:
    with pytest.raises(ValueError, match="2 texts but 1 labels"):
        Matcher().fit(["a", "b"], ["x"])
    with pytest.raises(ValueError, match="at least one"):
        Matcher().fit([], [])
