"""all-MiniLM-L6-v2 without PyTorch and without a network.

Token embeddings, six transformer layers, the mean over the tokens. The layers run in onnxruntime
in eight bits where it is installed (2 ms a message), in NumPy otherwise (10 ms).
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.matching.weights import Floats, Weights

logger = logging.getLogger(__name__)

_LONGEST = 128
"""Tokens of a message that are read; the model was trained on no more."""
_BATCH_TOKENS = 512
"""Enough for the processor to be busy, few enough to stay in its cache."""

_FAST = "i8"
"""Names eight-bit layers in the encoder's name."""
_SAMPLE = """
    My order has not arrived yet, what should I do? The engine makes a strange noise when it is cold
    outside. How much does it cost to return a book that I bought online last week? Thanks a lot!
    The museum was built in 1911 and has over 40 rooms full of paintings. Is there a way to change
    the address on my bill before 2023? pls help my phone wont turn on. I want to speak to a
    manager right now, this is the third time. We will travel to Canada in spring with a dog.
"""
"""Any English: how large the numbers become that eight bits have to hold."""

Layers = Callable[[Floats], Floats]
"""(texts, tokens, width) -> the same shape: all that happens between embedding and mean."""


class MiniLm:
    """An encoder (see `assistant.matching.encoder`) over the files that the model comes in."""

    def __init__(self, folder: Path, *, exact: bool = False) -> None:
        """`exact`: in NumPy, equal to the reference to 1e-6, even where onnxruntime is installed.

        Raises OSError when `folder` does not hold the model, ImportError without `tokenizers`.
        """
        from tokenizers import Tokenizer

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        weights = Weights(folder / "model.safetensors")
        self._tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text("utf-8"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_LONGEST)
        self._words = weights["embeddings.word_embeddings.weight"]
        self._places = (
            weights["embeddings.position_embeddings.weight"]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._layers, kind = self._choose_layers(weights, config, exact=exact)
        # NumPy spreads its products over the cores itself, and is quicker with many texts at once.
        self._parallel = kind == _FAST
        self.name = f"minilm-{kind}-{weights.fingerprint}"
        self.dictionary = frozenset(w for w in self._tokenizer.get_vocab() if w.isalpha())

    def encode(self, texts: Sequence[str]) -> Floats:
        """(len(texts), 384), each row of length one."""
        # Half a character (a lone surrogate) is none; the tokenizer would refuse the whole text.
        whole = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        numbers = [e.ids for e in self._tokenizer.encode_batch(whole)]
        most = 1 if self._parallel else _BATCH_TOKENS
        result = np.empty((len(texts), self._words.shape[1]), dtype=np.float32)
        # Texts of one length together need no padding, and so no mask.
        by_length: dict[int, list[int]] = {}
        for row, ids in enumerate(numbers):
            by_length.setdefault(len(ids), []).append(row)
        parts = [
            rows[start : start + max(1, most // length)]
            for length, rows in by_length.items()
            for start in range(0, len(rows), max(1, most // length))
        ]

        def embed(part: list[int]) -> None:
            result[part] = self._embed(np.array([numbers[row] for row in part]))

        if len(parts) == 1 or not self._parallel:
            for part in parts:
                embed(part)
        else:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                list(pool.map(embed, parts))
        return result

    def _embed(self, ids: npt.NDArray[np.int64]) -> Floats:
        """(texts, tokens) -> (texts, 384)."""
        mean: Floats = self._layers(self._begin(ids)).mean(axis=1)
        mean /= np.linalg.norm(mean, axis=1, keepdims=True)
        return mean

    def _begin(self, ids: npt.NDArray[np.int64]) -> Floats:
        """(texts, tokens) -> (texts, tokens, 384): what the layers begin with."""
        begun: Floats = self._words[ids] + self._places[: ids.shape[1]]
        return begun

    def _choose_layers(
        self, weights: Weights, config: dict[str, int], *, exact: bool
    ) -> tuple[Layers, str]:
        if not exact:
            try:
                from assistant.matching.layers_onnx import OnnxLayers
            except ImportError:
                logger.info("onnxruntime is not installed: sentences are encoded in NumPy.")
            else:
                sample = np.array([self._tokenizer.encode(_SAMPLE).ids])
                return OnnxLayers(weights, config, self._begin(sample)), _FAST
        from assistant.matching.layers_numpy import NumpyLayers

        return NumpyLayers(weights, config), "f32"
