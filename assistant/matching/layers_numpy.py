"""The transformer layers of a BERT model in NumPy: the readable reference."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.special import erf

from assistant.matching.weights import Floats, Weights


class NumpyLayers:
    """The embeddings' normalisation, then every layer in turn."""

    def __init__(self, weights: Weights, config: Mapping[str, int]) -> None:
        self._epsilon = np.float32(config["layer_norm_eps"])
        self._norm = _pair(weights, "embeddings.LayerNorm")
        self._layers = [
            _Layer(weights, f"encoder.layer.{i}.", config["num_attention_heads"], self._epsilon)
            for i in range(config["num_hidden_layers"])
        ]

    def __call__(self, x: Floats) -> Floats:
        """(texts, tokens, width) -> the same shape."""
        texts, length, width = x.shape
        x = _normalise(x.reshape(texts * length, width), *self._norm, self._epsilon)
        for layer in self._layers:
            x = layer.widen(layer.attend(x, texts))
        return x.reshape(texts, length, width)

    def peaks(self, x: Floats) -> list[tuple[Floats, Floats]]:
        """For each layer, the largest value of each column (width,) that each half is given."""
        texts, length, width = x.shape
        x = _normalise(x.reshape(texts * length, width), *self._norm, self._epsilon)
        found = []
        for layer in self._layers:
            y = layer.attend(x, texts)
            found.append((np.abs(x).max(axis=0), np.abs(y).max(axis=0)))
            x = layer.widen(y)
        return found


class _Layer:
    """Attention and a two-layer network, each added to what it was given."""

    def __init__(self, weights: Weights, prefix: str, heads: int, epsilon: np.float32) -> None:
        own = prefix + "attention.self."
        kinds = ("query", "key", "value")
        matrices = [weights[f"{own}{kind}.weight"] for kind in kinds]
        biases = [weights[f"{own}{kind}.bias"] for kind in kinds]
        self._epsilon = epsilon
        self._heads = heads
        self._size = matrices[0].shape[0] // heads
        # The queries carry the attention's scale, so that it costs nothing when a message comes.
        scale = np.float32(1 / np.sqrt(self._size))
        matrices[0], biases[0] = matrices[0] * scale, biases[0] * scale
        self._qkv = np.ascontiguousarray(np.concatenate(matrices).T), np.concatenate(biases)
        self._out = _dense(weights, prefix + "attention.output.dense")
        self._out_norm = _pair(weights, prefix + "attention.output.LayerNorm")
        self._wide = _dense(weights, prefix + "intermediate.dense")
        self._narrow = _dense(weights, prefix + "output.dense")
        self._end_norm = _pair(weights, prefix + "output.LayerNorm")

    def attend(self, x: Floats, texts: int) -> Floats:
        """The first half: (texts * tokens, width) -> the same shape."""
        y = _apply(self._mixed(x, texts), *self._out)
        return _normalise(y + x, *self._out_norm, self._epsilon)

    def widen(self, y: Floats) -> Floats:
        """The second half: (texts * tokens, width) -> the same shape."""
        z = _apply(_gelu(_apply(y, *self._wide)), *self._narrow)
        return _normalise(z + y, *self._end_norm, self._epsilon)

    def _mixed(self, x: Floats, texts: int) -> Floats:
        """Each token a mixture of all tokens of its text, head by head."""
        shape = (texts, len(x) // texts, 3, self._heads, self._size)
        query, key, value = _apply(x, *self._qkv).reshape(shape).transpose(2, 0, 3, 1, 4)
        shares: Floats = query @ key.swapaxes(2, 3)
        shares -= shares.max(axis=-1, keepdims=True)
        np.exp(shares, out=shares)
        shares /= shares.sum(axis=-1, keepdims=True)
        mixed: Floats = (shares @ value).transpose(0, 2, 1, 3).reshape(x.shape)
        return mixed


def _dense(weights: Weights, name: str) -> tuple[Floats, Floats]:
    return np.ascontiguousarray(weights[f"{name}.weight"].T), np.array(weights[f"{name}.bias"])


def _pair(weights: Weights, name: str) -> tuple[Floats, Floats]:
    return np.array(weights[f"{name}.weight"]), np.array(weights[f"{name}.bias"])


def _apply(x: Floats, matrix: Floats, bias: Floats) -> Floats:
    result: Floats = x @ matrix
    result += bias
    return result


def _gelu(x: Floats) -> Floats:
    gate: Floats = erf(x * np.float32(np.sqrt(0.5)))
    gate += np.float32(1)
    gate *= x
    gate *= np.float32(0.5)
    return gate


def _normalise(x: Floats, weight: Floats, bias: Floats, epsilon: np.float32) -> Floats:
    """Each row to mean 0 and variance 1, then scaled and shifted."""
    x = x - x.mean(axis=1, keepdims=True)
    x /= np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / np.float32(x.shape[1]) + epsilon)
    x *= weight
    x += bias
    return x
