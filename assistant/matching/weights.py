"""The weights of a model, read where they lie: a safetensors file mapped into memory.

What is not touched is not loaded, and processes share what is.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Weights:
    """float32 tensors by name."""

    def __init__(self, file: Path) -> None:
        """Raises OSError when there is no such file, ValueError when it is of another format."""
        self._file = file
        with file.open("rb") as stream:
            size = int.from_bytes(stream.read(8), "little")
            if size > file.stat().st_size:
                raise ValueError(f"{file} is not a safetensors file.")
            header = stream.read(size)
        self._start = 8 + size
        self._tensors = json.loads(header)
        digest = hashlib.sha256(header + np.memmap(file, np.uint8, "r")[-(1 << 20) :].tobytes())
        self.fingerprint = digest.hexdigest()[:12]
        """Of the names, the shapes and the last megabyte: tells two models apart, quickly."""

    def __getitem__(self, name: str) -> Floats:
        tensor = self._tensors[name]
        if tensor["dtype"] != "F32":
            raise ValueError(f"{self._file} holds {tensor['dtype']}; the encoder reads F32.")
        place = self._start + tensor["data_offsets"][0]
        return np.memmap(self._file, np.float32, "r", place, tuple(tensor["shape"]))
