"""Around every request: its id, security headers, whose pages may ask, the log, the last net."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.faults import error_response
from assistant.web.metrics import Metrics
from assistant.web.request_id import new_request_id

log = logging.getLogger(__name__)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # The microphone is for the chat's own pages: a browser hands it out when the guest asks for it.
    "permissions-policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_METHODS = "GET, POST"
_ALLOWED_HEADERS = "authorization, content-type, last-event-id"


class Envelope:
    """The outermost layer. Plain ASGI, so a guest who goes away does not stop the answer."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        allowed_origins: Iterable[str] = (),
        public_url: str = "",
        metrics: Metrics | None = None,
    ) -> None:
        self._app = app
        self._metrics = metrics or Metrics()
        self._allowed = frozenset(origin.strip().rstrip("/") for origin in allowed_origins)
        self._public = _origin(public_url) if public_url else ""
        self._secure = public_url.startswith("https:")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = new_request_id()
        origin = Headers(scope=scope).get("origin", "")
        # Other sites meet the guests' API only; everywhere else no page of theirs reads a word.
        guests = scope["path"].startswith("/api/")
        foreign = guests and bool(origin) and not self._is_own(origin, scope)
        began, status = time.monotonic(), 0

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(raw=message["headers"])
                self._dress(headers, request_id, origin if foreign else "")
                message["headers"] = headers.raw
            await send(message)

        try:
            await self._app_for(scope, origin if foreign else "")(scope, receive, send_on)
        except Exception:
            # The last net: the guest gets a kind sentence, the log what happened.
            log.exception("A request failed")
            if status:
                raise
            await error_response(500)(scope, receive, send_on)
        finally:
            self._metrics.requested(scope["path"], status)
            fields = {
                "method": scope["method"],
                # The path could be anything that a stranger typed; it goes in as a literal.
                "path": ascii(scope["path"][:80])[1:-1],
                "status": status,
                "ms": round((time.monotonic() - began) * 1000, 1),
            }
            log.info("request", extra=fields)

    def _app_for(self, scope: Scope, foreign_origin: str) -> ASGIApp:
        """The door, or the answer to a page that may not ask or that asks whether it may."""
        if not foreign_origin:
            return self._app
        if foreign_origin not in self._allowed:
            return error_response(403, "This site may not use the assistant.")
        if scope["method"] == "OPTIONS":
            return Response(
                status_code=204,
                headers={
                    "access-control-allow-methods": _METHODS,
                    "access-control-allow-headers": _ALLOWED_HEADERS,
                    "access-control-max-age": "600",
                },
            )
        return self._app

    def _is_own(self, origin: str, scope: Scope) -> bool:
        """Whether the page that asks is the door's own."""
        own = Headers(scope=scope).get("host", "")
        return origin == self._public or origin.partition("://")[2] == own != ""

    def _dress(self, headers: MutableHeaders, request_id: str, foreign_origin: str) -> None:
        headers["x-request-id"] = request_id
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("cache-control", "no-store")
        if self._secure:
            headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
        headers.add_vary_header("Origin")
        if foreign_origin in self._allowed:
            headers["access-control-allow-origin"] = foreign_origin
            headers["access-control-expose-headers"] = "retry-after, x-request-id"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
