"""Whether a request comes from the telephone provider: its signature over address and fields."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

Fields = Iterable[tuple[str, str]]

_PORTS = {"https": 443, "http": 80}


def sign(token: str, url: str, fields: Fields) -> str:
    """Base64 of HMAC-SHA1 over the address and all fields, sorted by name, as the provider does.

    A field that comes several times counts once for each different value, in order.
    """
    text = url + "".join(name + value for name, value in sorted(set(fields)))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def is_genuine(signature: str, token: str, url: str, fields: Fields) -> bool:
    """Whether the signature fits; an address counts with and without its scheme's own port."""
    given = signature.encode("utf-8", "replace")
    known = list(fields)
    fits = [hmac.compare_digest(given, sign(token, u, known).encode()) for u in _spellings(url)]
    return bool(token) and any(fits)


def _spellings(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = _PORTS.get(parts.scheme)
    if parts.port not in (None, port):
        return (url,)
    with_port = urlunsplit(parts._replace(netloc=f"{host}:{port}"))
    return urlunsplit(parts._replace(netloc=host)), with_port
