"""The door's own files, read once and served from memory with a fingerprint."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

STATIC = Path(__file__).parent / "static"

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# Other sites load the first with a script tag, and it imports the second, which a browser only
# allows with leave to read it; everything else is for our own page.
_FOR_OTHER_SITES = frozenset({"widget.js", "voice.js"})


@dataclass(frozen=True)
class Asset:
    """One file."""

    name: str
    body: bytes
    packed: bytes
    fingerprint: str

    def response(self, request: Request) -> Response:
        """The file, or 304 when the browser has it."""
        headers = {
            "etag": self.fingerprint,
            "cache-control": "no-cache" if self.name.endswith(".html") else "public, max-age=300",
            "vary": "Accept-Encoding",
        }
        if self.name in _FOR_OTHER_SITES:
            headers["cross-origin-resource-policy"] = "cross-origin"
            headers["access-control-allow-origin"] = "*"
        if request.headers.get("if-none-match") == self.fingerprint:
            return Response(status_code=304, headers=headers)
        body = self.body
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"], body = "gzip", self.packed
        return Response(body, media_type=_TYPES[Path(self.name).suffix], headers=headers)


def asset_routes(folder: Path = STATIC) -> list[Route]:
    """One address a file; index.html is the front page."""
    return [_route(file) for file in sorted(folder.iterdir()) if file.suffix in _TYPES]


def read_asset(file: Path) -> Asset:
    """One file, read and packed."""
    body = file.read_bytes()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Asset(file.name, body, gzip.compress(body, 9, mtime=0), tag)


def _route(file: Path) -> Route:
    asset = read_asset(file)

    async def serve(request: Request) -> Response:
        return asset.response(request)

    path = "/" if file.name == "index.html" else f"/{file.name}"
    return Route(path, serve, methods=["GET"])
