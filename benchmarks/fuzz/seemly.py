"""What every answer of the door must be, whatever was asked."""

from __future__ import annotations

import json
import re
from typing import Any

from benchmarks.fuzz.asking import Answer
from benchmarks.fuzz.running import Wrong

HEADERS = (
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "x-request-id",
    "cache-control",
)
_TAGS = frozenset(
    ["p", "strong", "em", "ul", "ol", "li", "a", "br", "table", "thead", "tbody", "tr", "th", "td"]
)
_LINK = re.compile(r"https://\S+|tel:\+?[\d-]+|mailto:\S+")
_FILES = ("text/html", "text/css", "text/javascript", "image/svg+xml")
"""Our own files; no request adds to them."""


def check(answer: Answer, *, what: str) -> None:
    """Raises Wrong."""
    if answer.status >= 500:
        raise Wrong(f"{what}: {answer.status} {answer.text[:200]}")
    missing = [name for name in HEADERS if not answer.header(name)]
    if missing:
        raise Wrong(f"{what}: no {', '.join(missing)}")
    for name, values in answer.headers.items():
        if any("\r" in v or "\n" in v for v in (name, *values)):
            raise Wrong(f"{what}: a line break in a header")
    kind = answer.header("content-type").split(";")[0]
    if kind in _FILES and answer.header("etag") == "":
        raise Wrong(f"{what}: a page that is none of our files")
    if kind == "application/json":
        _check_trees(json.loads(answer.body), what)
    elif not kind and answer.body:
        raise Wrong(f"{what}: a body of no kind")


def _check_trees(told: Any, what: str) -> None:
    """Every tree that a page builds is of known elements, and its links lead to known places."""
    if isinstance(told, list):
        for part in told:
            _check_trees(part, what)
    elif isinstance(told, dict):
        if isinstance(told.get("tag"), str) and "children" in told:
            if told["tag"] not in _TAGS or set(told) - {"tag", "children", "href"}:
                raise Wrong(f"{what}: an element <{told['tag']}>")
            if "href" in told and not _LINK.fullmatch(told["href"]):
                raise Wrong(f"{what}: a link to {told['href'][:60]!r}")
        for part in told.values():
            _check_trees(part, what)
