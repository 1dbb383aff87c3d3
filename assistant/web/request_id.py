"""One id for each request, from the door to the bot and into every log line."""

from __future__ import annotations

import secrets

from assistant.logs import REQUEST_ID


def new_request_id() -> str:
    """Begin a request: twelve hex digits, short enough to read out on the phone."""
    request_id = secrets.token_hex(6)
    REQUEST_ID.set(request_id)
    return request_id


def current_request_id() -> str:
    """The request that is being answered, or "-" outside of one."""
    return REQUEST_ID.get()
