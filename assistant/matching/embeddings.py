"""Embeddings of the examples, each computed once: kept in memory and, if wanted, on disk."""

from __future__ import annotations

import hashlib
import logging
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np

from assistant.matching.encoder import Encoder, Floats

logger = logging.getLogger(__name__)

_MOST = 50_000
"""Embeddings kept on disk; beyond that only those in use are."""


class Embeddings:
    """Looks up embeddings by the content of the text. Threads may share it."""

    def __init__(self, encoder: Encoder, folder: Path | None) -> None:
        """`folder` need not exist; None keeps everything in memory alone."""
        self.encoder = encoder
        self._file = folder / f"{encoder.name}.npz" if folder else None
        self._rows: dict[bytes, Floats] | None = None
        self._lock = Lock()

    def of(self, texts: Sequence[str]) -> Floats:
        """(len(texts), width): only texts never seen before are encoded."""
        keys = [hashlib.sha256(text.encode()).digest() for text in texts]
        with self._lock:
            if self._rows is None:
                self._rows = self._read()
            new = {
                key: text for key, text in zip(keys, texts, strict=True) if key not in self._rows
            }
            if new:
                self._rows.update(zip(new, self.encoder.encode(list(new.values())), strict=True))
                if len(self._rows) > _MOST:
                    self._rows = {key: self._rows[key] for key in keys}
                self._write(self._rows)
            return np.stack([self._rows[key] for key in keys])

    def _read(self) -> dict[bytes, Floats]:
        if self._file is None or not self._file.exists():
            return {}
        try:
            with np.load(self._file) as stored:
                keys, rows = stored["keys"], stored["rows"].astype(np.float32)
            return {key.tobytes(): row for key, row in zip(keys, rows, strict=True)}
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as fault:
            logger.warning("%s cannot be read (%s): embeddings are made anew.", self._file, fault)
            return {}

    def _write(self, rows: dict[bytes, Floats]) -> None:
        """All at once, so that another process never reads half a file."""
        if self._file is None:
            return
        half = self._file.with_name(f"{self._file.stem}.{os.getpid()}.part.npz")
        keys = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            np.savez(half, keys=keys, rows=np.stack(list(rows.values())))
            half.replace(self._file)
        except OSError as fault:
            logger.warning(
                "%s cannot be written (%s): the next start is slower.", self._file, fault
            )
