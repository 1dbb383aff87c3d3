"""GET /ready of the action server: 200 while calls can be answered. /health only says it lives."""

import logging

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.desk.desk import Desk
from assistant.errors import StorageError

log = logging.getLogger(__name__)


def tell_readiness(app: Sanic, desk: Desk) -> None:
    """Add the address."""

    @app.get("/ready")
    async def ready(_: Request) -> HTTPResponse:
        try:
            desk.check_ready()
        except StorageError as error:
            log.error("Not ready: %s", error)
            return response.json({"status": "not ready"}, status=503)
        return response.json({"status": "ready"})
