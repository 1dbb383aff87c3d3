"""One log line, one JSON object: when, which part, what, for which request.

The doors turn this on; everything below only uses `logging`. A request's id is made at the web door
and travels in the X-Request-Id header and in the message's metadata to Rasa and the actions, so one
id finds all lines of a guest's message. No line holds what a guest typed; `clean` is the last net.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timezone
from pathlib import Path
from typing import IO, Any

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="-")
"""The request that is being answered, or "-" outside of one."""
HEADER = "X-Request-Id"

_ID = re.compile(r"[0-9a-f]{12}")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "taskName", "color_message"}


def request_id_of(text: object) -> str:
    """An id that came from another part; "-" for anything that is none of ours."""
    return text if isinstance(text, str) and _ID.fullmatch(text) else "-"


class JsonLines(logging.Formatter):
    """`log.info("request", extra={"status": 200})` as one line; extras are fields of it."""

    def __init__(self, part: str, clean: Callable[[str], str]) -> None:
        super().__init__()
        self._part, self._clean = part, clean

    def format(self, record: logging.LogRecord) -> str:
        """The line. Texts are cleaned, whoever wrote them."""
        at = datetime.fromtimestamp(record.created, timezone.utc)
        line: dict[str, Any] = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "part": self._part,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": REQUEST_ID.get(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["exception"] = _without_words(record.exc_info[1])
        cleaned = {
            name: self._clean(value) if isinstance(value, str) and name not in _OURS else value
            for name, value in line.items()
        }
        return json.dumps(cleaned, ensure_ascii=False, default=str)


def _without_words(error: BaseException | None) -> list[dict[str, Any]]:
    """An exception and its causes, by kind and place. Its text may quote what a guest typed."""
    told: list[dict[str, Any]] = []
    while error is not None and len(told) < _CAUSES:
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        at = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        told.append({"kind": type(error).__name__, "at": at})
        error = error.__cause__ or error.__context__
    return told


_CAUSES, _FRAMES = 4, 12
_OURS = frozenset({"time", "level", "part", "logger", "request_id"})
"""Fields that never come from outside."""


def log_as_json(
    part: str,
    *,
    clean: Callable[[str], str],
    logger: str = "",
    stream: IO[str] | None = None,
) -> None:
    """Write every record of a logger (of all, when it is empty) as one JSON line to `stream`, by
    default standard error. `part`: web, rasa or actions."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines(part, clean))
    target = logging.getLogger(logger or None)
    target.handlers[:] = [handler]
    target.setLevel(logging.INFO)
    target.propagate = False
    # Every call of the door to Rasa is in its own lines already.
    logging.getLogger("httpx").setLevel(logging.WARNING)
