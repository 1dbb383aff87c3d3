"""The shelf: the last good knowledge, kept fresh by a thread that watches the files.

Every process that serves guests has a shelf of its own. A saved change is on it within a fraction
of a second; a faulty file changes nothing for guests, and its faults are there to be shown.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from watchfiles import watch

from assistant.errors import Fault, KnowledgeError
from assistant.knowledge.folder import watched_files
from assistant.knowledge.knowledge import Knowledge, read
from assistant.knowledge.read_once import ReadOnce

logger = logging.getLogger(__name__)

Subscriber = Callable[[Knowledge], None]
_Fingerprint = frozenset[tuple[Path, int, int, int]]


class Shelf:
    """Holds the knowledge of one folder. Safe to use from several threads.

    `current` never blocks and never changes under its reader: each version is frozen. Subscribers
    are called in the watching thread, one version after the other, each once.
    """

    def __init__(
        self,
        folder: Path,
        dialogue: Path,
        *,
        settle_ms: int = 20,
        poll_seconds: float = 1.0,
    ) -> None:
        """Read the folder once; raises KnowledgeError where there is no good version to begin with.

        settle_ms: how long the files must be still before they are read. An editor that saves in
        two steps (empty the file, fill it) is then mostly read once.
        poll_seconds: how often to look for changes that the system did not report, as on network
        drives, or after the folder itself was replaced. Where the system reports nothing at all,
        this is the whole delay.
        """
        self._folder = folder
        self._dialogue = dialogue
        self._settle_ms = settle_ms
        self._poll_seconds = poll_seconds
        self._subscribers: list[Subscriber] = []
        self._reading = threading.RLock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._memory = ReadOnce()
        self._seen = self._fingerprint()
        knowledge, faults = read(folder, dialogue, memory=self._memory)
        if knowledge is None:
            raise KnowledgeError(faults)
        self._current = knowledge
        self._faults: tuple[Fault, ...] = ()

    @property
    def current(self) -> Knowledge:
        """The last version without a fault."""
        return self._current

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the files as they are now. Empty: `current` is what the files say."""
        return self._faults

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Have `callback` called with each new version; returns a function that ends that."""
        self._subscribers.append(callback)

        def unsubscribe() -> None:
            if callback in self._subscribers:
                self._subscribers.remove(callback)

        return unsubscribe

    def refresh(self) -> bool:
        """Read the files now; True when there is a new version."""
        with self._reading:
            self._seen = self._fingerprint()
            knowledge, faults = read(self._folder, self._dialogue, memory=self._memory)
            if faults != self._faults:
                for fault in faults:
                    logger.warning("knowledge is not used: %s", fault)
            self._faults = faults
            if knowledge is None or knowledge.version == self._current.version:
                return False
            self._current = knowledge
            logger.info("knowledge is now version %s", knowledge.version)
            for callback in tuple(self._subscribers):
                self._tell(callback, knowledge)
            return True

    def start(self) -> Shelf:
        """Begin to watch, in a thread of its own. In a forked process, call it again there."""
        if self._thread is None or not self._thread.is_alive():
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="knowledge-shelf", daemon=True)
            self._thread.start()
        return self

    def close(self) -> None:
        """Stop watching. `current` stays as it is."""
        self._stop.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout=5)

    def __enter__(self) -> Shelf:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self) -> None:
        """Watch until closed: whatever happens, the next save must still be seen."""
        while not self._stop.is_set():
            # What changed before the watch began, or while it was away.
            self._look()
            try:
                self._watch()
            except OSError as error:
                # No folder at the moment, or no more watches to be had: look now and then instead.
                logger.debug("the system does not report changes (%s); looking instead", error)
                self._stop.wait(self._poll_seconds)

    def _watch(self) -> None:
        """Follow the system's reports; return when they prove incomplete, to begin anew."""
        reports = watch(
            self._folder,
            self._dialogue,
            watch_filter=None,
            step=self._settle_ms,
            debounce=10 * self._settle_ms,
            rust_timeout=int(1000 * self._poll_seconds),
            yield_on_timeout=True,
            raise_interrupt=False,
            stop_event=self._stop,
        )
        for report in reports:
            if self._stop.is_set():
                return
            if report:
                self._refresh_or_log()
            elif self._look():
                return

    def _look(self) -> bool:
        """Refresh if the files' sizes or times have changed; True when they have."""
        if self._fingerprint() == self._seen:
            return False
        self._refresh_or_log()
        return True

    def _refresh_or_log(self) -> None:
        """The thread's last net: a reader that breaks must not end the watching."""
        try:
            self.refresh()
        except Exception:
            logger.exception("the knowledge could not be read; the last good version stays")

    def _tell(self, callback: Subscriber, knowledge: Knowledge) -> None:
        """One subscriber that breaks must not keep the news from the others."""
        try:
            callback(knowledge)
        except Exception:
            logger.exception("a subscriber failed on knowledge version %s", knowledge.version)

    def _fingerprint(self) -> _Fingerprint:
        found = []
        for path in watched_files(self._folder, self._dialogue):
            try:
                stat = path.stat()
            except OSError:
                continue
            found.append((path, stat.st_mtime_ns, stat.st_size, stat.st_ino))
        return frozenset(found)
