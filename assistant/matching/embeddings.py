"""Embeddings of the examples, each computed once: kept in memory and, if wanted, on disk."""

from __future__ import annotations

import hashlib
import logging
import zipfile
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock

import numpy as np

from assistant.kept import write_whole
from assistant.matching.encoder import Encoder, Floats

logger = logging.getLogger(__name__)

_MOST = 20_000
"""Embeddings of examples kept; beyond that only those in use are."""
_MOST_MESSAGES = 2_000
"""Embeddings of messages kept, by digest: the messages themselves are not."""


class Embeddings:
    """Looks up embeddings by the content of the text. Threads may share it."""

    def __init__(self, encoder: Encoder, folder: Path | None) -> None:
        """`folder` need not exist; None keeps everything in memory alone."""
        self._encoder = encoder
        self.name, self.dictionary = encoder.name, encoder.dictionary
        self._file = folder / f"{encoder.name}.npz" if folder else None
        self._rows: dict[bytes, Floats] | None = None
        self._messages: OrderedDict[bytes, Floats] = OrderedDict()
        self._lock = Lock()

    def of_examples(self, texts: Sequence[str], beside: Sequence[str] = ()) -> Floats:
        """(len(texts), width): only texts never seen before are encoded.

        `beside`: other texts in use, which are not forgotten when room is made.
        """
        keys = [_key(text) for text in texts]
        with self._lock:
            rows = self._read() if self._rows is None else self._rows
            new = {key: text for key, text in zip(keys, texts, strict=True) if key not in rows}
            if new:
                encoded = self._encoder.encode(list(new.values()))
                # A new dictionary, because of_message() reads without waiting for this.
                rows = {**rows, **dict(zip(new, encoded, strict=True))}
                if len(rows) > _MOST:
                    used = {*keys, *map(_key, beside)}
                    rows = {key: row for key, row in rows.items() if key in used}
                self._write(rows)
            self._rows = rows
            return np.stack([rows[key] for key in keys])

    def of_message(self, text: str) -> Floats:
        """(width,): what one guest asked, the next one often asks in the same words."""
        key = _key(text)
        known = (self._rows or {}).get(key)
        if known is None:
            known = self._messages.get(key)
        if known is None:
            known = self._encoder.encode([text])[0]
            self._messages[key] = known
            with suppress(KeyError):  # another thread has just made room
                while len(self._messages) > _MOST_MESSAGES:
                    self._messages.popitem(last=False)
        return known

    def _read(self) -> dict[bytes, Floats]:
        if self._file is None or not self._file.exists():
            return {}
        try:
            with np.load(self._file) as stored:
                keys, rows = stored["keys"], stored["rows"].astype(np.float32)
            return {key.tobytes(): row for key, row in zip(keys, rows, strict=True)}
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as fault:
            logger.warning("%s cannot be read (%s): embeddings are made anew.", self._file, fault)
            return {}

    def _write(self, rows: dict[bytes, Floats]) -> None:
        if self._file is None:
            return
        keys = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1)
        try:
            write_whole(
                self._file, lambda file: np.savez(file, keys=keys, rows=np.stack([*rows.values()]))
            )
        except OSError as fault:
            logger.warning(
                "%s cannot be written (%s): the next start is slower.", self._file, fault
            )


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


_shared: dict[tuple[int, Path | None], Embeddings] = {}
_sharing = Lock()


def shared_embeddings(encoder: Encoder, folder: Path | None) -> Embeddings:
    """The same for all matchers of a process, so that each text is encoded once."""
    with _sharing:
        # Each holds on to its encoder, so no other encoder can come to have its id.
        return _shared.setdefault((id(encoder), folder), Embeddings(encoder, folder))
