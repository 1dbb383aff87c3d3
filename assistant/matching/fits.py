"""Full fits, kept on disk: a start reads in a moment what took seconds to learn.

Of several processes that start together one learns, and the others wait for its result. All of
them read the same pages of the largest part, which is needed only when the examples change.
"""

from __future__ import annotations

import fcntl
import logging
import time
import zipfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.kept import code_of, fingerprint, write_whole
from assistant.matching.classes import Classes
from assistant.matching.confidence import Doubles

logger = logging.getLogger(__name__)

_CODE = code_of(Path(__file__).parent)
_MOST = 3
"""Fits kept: of the knowledge as it is, as it was, and as somebody tries it."""
_PATIENCE = 60.0
"""Seconds that one process waits for another's result before it learns by itself."""


@dataclass(frozen=True)
class Fit:
    """What a full fit has found out."""

    classes: Classes
    curve: Doubles
    """As in Confidence."""


class Fits:
    """The fits in one folder. Processes may share it."""

    def __init__(self, folder: Path | None) -> None:
        """`folder` need not exist; None keeps nothing."""
        self._folder = folder

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Within it, no other process learns, unless it has waited for a minute."""
        if self._folder is None:
            yield
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = (self._folder / "learning.lock").open("w")
        except OSError:
            yield  # keep() will tell that nothing can be written
            return
        with lock:
            enough = time.monotonic() + _PATIENCE
            while time.monotonic() < enough:
                with suppress(BlockingIOError):
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                time.sleep(0.02)
            yield

    def find(self, name: str) -> Fit | None:
        """The fit of this name, if it is kept and can be read."""
        if self._folder is None or not self._small(name).exists():
            return None
        try:
            with np.load(self._small(name)) as small:
                weights, curve = small["weights"], small["curve"]
            factor = np.load(self._large(name), mmap_mode="r")
            if len(factor) != len(weights) * (len(weights) + 1) // 2:
                raise ValueError("its files do not belong together")
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as fault:
            logger.warning("%s cannot be read (%s): it is learnt anew.", self._small(name), fault)
            return None
        return Fit(Classes(weights, factor), curve)

    def keep(self, name: str, fit: Fit) -> Fit:
        """The same fit, the largest part of it on disk instead of in memory, if that can be."""
        if self._folder is None:
            return fit
        try:
            write_whole(self._large(name), lambda file: np.save(file, fit.classes.factor))
            # The one that find() looks for comes last.
            write_whole(
                self._small(name),
                lambda file: np.savez(file, weights=fit.classes.weights, curve=fit.curve),
            )
            self._forget_oldest()
        except OSError as fault:
            logger.warning("%s cannot be written (%s): starts are slower.", self._folder, fault)
        return self.find(name) or fit

    def _small(self, name: str) -> Path:
        assert self._folder is not None
        return self._folder / f"fit-{name}.npz"

    def _large(self, name: str) -> Path:
        return self._small(name).with_suffix(".npy")

    def _forget_oldest(self) -> None:
        """Whoever uses one of them still, goes on using it."""
        assert self._folder is not None
        for half in self._folder.glob("fit-*.part"):  # of a process that was killed
            half.unlink(missing_ok=True)
        kept = sorted(self._folder.glob("fit-*.npz"), key=lambda file: file.stat().st_mtime_ns)
        for small in kept[:-_MOST]:
            small.unlink(missing_ok=True)
            small.with_suffix(".npy").unlink(missing_ok=True)


def name_of(
    clean: Sequence[str], labels: Sequence[str], background: Collection[str], kind: str
) -> str:
    """Changes with everything that a fit depends on; `kind` tells what texts are compared by."""
    sizes = f"{len(clean)} {len(background)}"
    return fingerprint(_CODE, sizes, kind, *sorted(background), *clean, *labels)
