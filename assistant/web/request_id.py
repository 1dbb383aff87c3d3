"""One id for each request, from the door to the bot and into every log line."""

from __future__ import annotations

import secrets
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="-")


def new_request_id() -> str:
    """Begin a request: twelve hex digits, short enough to read out on the phone."""
    request_id = secrets.token_hex(6)
    _current.set(request_id)
    return request_id


def current_request_id() -> str:
    """The request that is being answered, or "-" outside of one."""
    return _current.get()
