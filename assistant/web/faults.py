"""Errors as a browser gets them: a status, a kind sentence, and a reference to read out."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from assistant.errors import AssistantError, DoorError, StorageError
from assistant.web.limits import TooOften
from assistant.web.request_id import current_request_id
from assistant.web.waiting_line import ManyGuests

log = logging.getLogger(__name__)

_SENTENCES = {
    400: "This request could not be understood.",
    404: "There is nothing at this address.",
    405: "This address does not do that.",
    408: "The request took too long to arrive. Please try again.",
    409: "Somebody else was quicker.",
    413: "This is more than can be sent at once.",
    500: "Something went wrong on our side. Your message is kept; please try again in a moment.",
    503: "The assistant is not available right now. Please try again in a moment.",
}


class Malformed(DoorError):
    """The request is not what the API's description says."""

    status = 400


class NotThere(DoorError):
    """What the request names is not in this conversation."""

    status = 404


class TooSlow(DoorError):
    """The request did not arrive in time."""

    status = 408


class NotKept(DoorError):
    """The database is away, so what the guest wanted was not done; the text says what to do."""

    status = 503


def error_response(
    status: int,
    message: str = "",
    headers: dict[str, str] | None = None,
    *,
    fields: Mapping[str, str] | None = None,
) -> JSONResponse:
    """{"error": {"message", "reference"}}; with `fields`, a sentence for each of a form's."""
    message = message or _SENTENCES.get(status, _SENTENCES[400])
    error: dict[str, object] = {"message": message, "reference": current_request_id()}
    if fields:
        error["fields"] = dict(fields)
    return JSONResponse({"error": error}, status_code=status, headers=headers)


async def door_error(request: Request, error: Exception) -> JSONResponse:
    """An error that may be shown as it is."""
    assert isinstance(error, DoorError)
    headers = {}
    if isinstance(error, NotKept):
        log.error("Not kept: %s", error.__cause__)
        _count_fault(request)
    if isinstance(error, TooOften | ManyGuests):
        headers["retry-after"] = str(error.retry_after)
    if error.status == 401:
        headers["www-authenticate"] = 'Bearer realm="conversation"'
    return error_response(error.status, str(error), headers)


async def assistant_error(request: Request, error: Exception) -> JSONResponse:
    """Storage or knowledge away: the log gets what, the guest when to try again."""
    assert isinstance(error, AssistantError)
    log.error("%s: %s", type(error).__name__, error)
    if isinstance(error, StorageError):
        _count_fault(request)
    return error_response(503, headers={"retry-after": "3"})


def _count_fault(request: Request) -> None:
    metrics = getattr(request.app.state, "metrics", None)
    if metrics:
        metrics.storage_fault()


async def http_error(_request: Request, error: Exception) -> JSONResponse:
    """No such address, or not by this method."""
    assert isinstance(error, HTTPException)
    return error_response(error.status_code, headers=dict(error.headers or {}))
