"""The sentence encoder: right, the same in any company, and absent without harm."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.matching import Matcher, encoder, find_encoder
from assistant.matching.embeddings import Embeddings
from assistant.matching.encoder import Floats, packaged_folder

FOLDER = packaged_folder()
needs_model = pytest.mark.skipif(FOLDER is None, reason="the package of weights is not installed")


class Counting:
    """An honest little encoder: the letters of a text, and how often it was asked."""

    name = "counting"
    dictionary = frozenset({"cat"})

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Floats:
        self.encoded.extend(texts)
        rows = np.full((len(texts), 26), 0.01, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text:
                if "a" <= letter <= "z":
                    row[ord(letter) - ord("a")] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@needs_model
def test_likeness_is_that_of_the_published_model() -> None:
    """The three values stand on the model's own page."""
    assert FOLDER is not None
    from assistant.matching.minilm import MiniLm

    rows = MiniLm(FOLDER, exact=True).encode(
        [
            "That is a happy person",
            "That is a happy dog",
            "That is a very happy person",
            "Today is a sunny day",
        ]
    )
    assert rows[0] @ rows[1:].T == pytest.approx([0.695, 0.943, 0.257], abs=5e-4)


@needs_model
def test_a_text_has_the_same_embedding_alone_and_in_company() -> None:
    found = find_encoder()
    assert found is not None
    texts = ["hello", "how long does it take", "how much is it", "when can i come by"]
    together = found.encode(texts)
    alone = np.concatenate([found.encode([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(4), abs=1e-5)


@needs_model
def test_the_fast_layers_agree_with_the_readable_ones() -> None:
    pytest.importorskip("onnxruntime")
    assert FOLDER is not None
    from assistant.matching.minilm import MiniLm

    texts = ["where is my parcel", "i would like to cancel the order of last week please"]
    fast, exact = MiniLm(FOLDER).encode(texts), MiniLm(FOLDER, exact=True).encode(texts)
    assert (fast * exact).sum(axis=1) == pytest.approx([1, 1], abs=5e-3)


@needs_model
def test_meaning_finds_what_no_word_tells() -> None:
    matcher = Matcher().fit(
        ["what does it cost", "how long does it take", "where are you"],
        ["price", "time", "place"],
    )
    assert matcher.match("is there a charge for this")[0][0] == "price"


def test_without_the_package_words_alone_decide_and_it_is_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(encoder, "PACKAGE", "no_such_package_of_weights")
    encoder._find.cache_clear()
    with caplog.at_level(logging.WARNING, logger="assistant.matching"):
        first, second = find_encoder(), find_encoder()
    encoder._find.cache_clear()
    assert (first, second) == (None, None)
    assert len(caplog.records) == 1
    assert Matcher(encoder=None).fit(["open hours"], ["hours"]).match("open")[0][0] == "hours"


def test_a_folder_without_the_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="config"):
        find_encoder(tmp_path)


def test_a_refit_encodes_only_what_is_new() -> None:
    counting = Counting()
    matcher = Matcher(encoder=counting).fit(["a cat", "a dog"], ["cat", "dog"]).prepare()
    counting.encoded.clear()
    matcher.refit(["a cat", "a dog", "a cow"], ["cat", "dog", "cow"]).prepare()
    assert counting.encoded == ["a cow"]


def test_a_message_that_is_an_example_needs_no_encoding() -> None:
    counting = Counting()
    matcher = Matcher(encoder=counting).fit(["a cat", "a dog"], ["cat", "dog"]).prepare()
    counting.encoded.clear()
    assert matcher.match("A CAT!")[0][0] == "cat"
    assert counting.encoded == []


def test_embeddings_survive_a_restart(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    rows = Embeddings(first, tmp_path / "cache").of_examples(["a cat", "a dog"])
    again = Embeddings(second, tmp_path / "cache").of_examples(["a dog", "a cat", "a cow"])
    assert second.encoded == ["a cow"]
    assert (again[:2] == rows[::-1]).all()


@pytest.mark.parametrize("damage", [b"", b"half a file", b"PK\x03\x04 cut"])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "counting.npz").write_bytes(damage)
    rows = Embeddings(Counting(), tmp_path).of_examples(["a cat"])
    assert rows.shape == (1, 26)
    unbroken = Counting()
    Embeddings(unbroken, tmp_path).of_examples(["a cat"])
    assert unbroken.encoded == []


EXAMPLES = (["what does it cost", "where is the dealer"], ["cost", "place"])


@needs_model
def test_half_a_character_is_no_hindrance_to_the_encoder() -> None:
    assert Matcher().fit(*EXAMPLES).match("\ud800 what is the price \udfff")[0][0] == "cost"


def test_half_a_character_is_no_hindrance_to_words() -> None:
    matcher = Matcher(encoder=None).fit(*EXAMPLES)
    assert matcher.match("\ud800 what will it cost me \udfff")[0][0] == "cost"
