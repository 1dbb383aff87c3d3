"""/metrics, for a Prometheus on this machine or one that has the token; for nobody else."""

from __future__ import annotations

import hmac
import ipaddress

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.web.faults import error_response
from assistant.web.metrics import Metrics

_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
"""Headers that a proxy adds: behind one, every stranger seems to come from this machine."""


def metrics_route(metrics: Metrics, token: str) -> Route:
    """The address. An empty `token`: this machine only."""

    async def read(request: Request) -> Response:
        if not may_read(request, token):
            return error_response(404)
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", read, methods=["GET"])


def may_read(request: Request, token: str) -> bool:
    """Whether a request has the token, or comes from this machine without a detour."""
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if token and scheme.lower() == "bearer" and hmac.compare_digest(shown.encode(), token.encode()):
        return True
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
