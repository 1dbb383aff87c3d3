"""One log line for each call of an action, with the request's id from the door."""

import logging
import time
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.logs import REQUEST_ID, request_id_of

log = logging.getLogger(__name__)


def log_calls(app: Sanic) -> None:
    """Log every call of the action server: which action, how long, for which request."""

    @app.on_request
    async def begin(request: Request) -> None:
        request.ctx.began = time.perf_counter()

    @app.on_response
    async def end(request: Request, response: HTTPResponse) -> None:
        if request.path != "/webhook":
            return
        call = request.json or {}
        REQUEST_ID.set(request_id_of(metadata_of(call).get("request_id")))
        milliseconds = round((time.perf_counter() - request.ctx.began) * 1000, 1)
        fields = {"action": call.get("next_action"), "status": response.status, "ms": milliseconds}
        log.info("action", extra=fields)


def metadata_of(call: dict[str, Any]) -> dict[str, Any]:
    """What the door sent along with the latest message."""
    message = (call.get("tracker") or {}).get("latest_message") or {}
    return message.get("metadata") or {}
