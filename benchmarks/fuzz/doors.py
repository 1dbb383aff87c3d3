"""The web door by its own description: with and without sessions, as described and not."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response

from benchmarks.fuzz import seemly
from benchmarks.fuzz.asking import Answer
from benchmarks.fuzz.house import URL, House, Session
from benchmarks.fuzz.running import Part, Wrong
from benchmarks.fuzz.texts import short_texts, texts

_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)
_NOBODY = Session({})
_FRESH = 400
"""Requests after which the people at the door are new ones: they may have left, or been ended."""
_WHO = ("nobody", "guest", "waiting", "agent", "editor", "forger")


class Stage:
    """Who may ask, with what."""

    def __init__(self, house: House) -> None:
        self.house, self._asked = house, 0
        self._people: dict[str, Session] = {}
        self._ids: list[str] = []

    def session(self, who: str) -> Session:
        """The headers that somebody sends."""
        if not self._people or self._asked % _FRESH == 0:
            self._set()
        self._asked += 1
        return self._people[who]

    def id(self, number: int) -> str:
        """The id of something that is there."""
        return self._ids[number % len(self._ids)]

    def renew(self) -> None:
        """Somebody has left: set the stage anew before the next request."""
        self._people.clear()

    def _set(self) -> None:
        house = self.house
        agent, editor = house.at_console(), house.at_console("eddie")
        guest, (waiting, handoff) = house.guest(), house.waiting(agent)
        live = house.waiting(agent)[1]
        house.post(f"/agent/api/handoffs/{live}/take", agent)
        forged = {
            "authorization": "Bearer " + "A" * 43,
            "cookie": agent.headers["cookie"][:-3] + "abc",
            "x-csrf-token": agent.headers["x-csrf-token"],
        }
        self._people = {
            "nobody": _NOBODY,
            "guest": guest,
            "waiting": waiting,
            "agent": agent,
            "editor": editor,
            "forger": Session(forged),
        }
        self._ids = [handoff, live, house.call_back(agent), house.form(agent), "cost", *guest.ids]


def parts(open_house: Callable[[], House]) -> list[Part]:
    """As described, not as described, and what is no request of ours at all."""
    described = _Described(open_house)
    return [
        Part("requests as described", 0.14, described.as_described, described.open),
        Part("requests not as described", 0.14, described.not_as_described, described.open),
        Part("requests of any shape", 0.10, any_request, described.open_any),
    ]


class _Described:
    """The description is read once."""

    def __init__(self, open_house: Callable[[], House]) -> None:
        self._open_house = open_house
        self._schema: Any = None
        load_all_checks()
        self._checks = CHECKS.get_by_names(list(_CHECKS))

    def as_described(self) -> st.SearchStrategy[Any]:
        return self._drawn(schemathesis.GenerationMode.POSITIVE)

    def not_as_described(self) -> st.SearchStrategy[Any]:
        return self._drawn(schemathesis.GenerationMode.NEGATIVE)

    def _drawn(self, mode: Any) -> st.SearchStrategy[Any]:
        warnings.filterwarnings("ignore", module="schemathesis")
        house = self._open_house()
        document = json.loads(house.ask("GET", "/openapi.json").body)
        # Keys are ours to send: a session, a forged one, or none.
        for operations in document["paths"].values():
            for told in operations.values():
                told.pop("security", None)
        schema = schemathesis.openapi.from_dict(document)
        strategies = []
        for found in schema.get_all_operations():
            operation = found.ok()
            if mode is schemathesis.GenerationMode.NEGATIVE and not (
                operation.body or operation.path_parameters or operation.query
            ):
                continue
            strategies.append(operation.as_strategy(generation_mode=mode))
        who = st.sampled_from(_WHO)
        return st.tuples(st.one_of(strategies), who, st.integers(0, 30) | st.none())

    def open(self) -> Iterator[Callable[[Any], None]]:
        house = self._open_house()
        stage = Stage(house)

        def check(drawn: Any) -> None:
            case, who, number = drawn
            session = stage.session(who)
            if number is not None:
                for name in set(case.path_parameters or {}) & {"id"}:
                    case.path_parameters[name] = stage.id(number)
            kwargs = case.as_transport_kwargs(base_url=URL)
            request, body = _prepared(kwargs)
            headers = {**dict(request.headers), **session.headers}
            headers.pop("Content-Length", None)
            address = urlsplit(request.url)
            target = address.path + (f"?{address.query}" if address.query else "")
            answer = house.ask(request.method, target, headers, body)
            what = f"{case.method} {case.operation.path}"
            seemly.check(answer, what=what)
            self._conforms(case, request, answer, what)
            _renew(stage, what, answer)

        yield check

    def open_any(self) -> Iterator[Callable[[Any], None]]:
        stage = Stage(self._open_house())

        def check(drawn: Any) -> None:
            method, target, headers, body, who = drawn
            session = stage.session(who)
            answer = stage.house.ask(method, target, {**headers, **session.headers}, body)
            what = f"{method} {target.partition('?')[0][:60]}"
            seemly.check(answer, what=what)
            _renew(stage, what, answer)

        yield check

    def _conforms(self, case: Any, request: Any, answer: Answer, what: str) -> None:
        if answer.status == 404 and case.path_parameters:
            return  # A gap was filled so that it is another address.
        told = Response(
            answer.status, answer.headers, answer.body, request, elapsed=0.0, verify=False
        )
        try:
            case.validate_response(told, checks=self._checks)
        except FailureGroup as failed:
            first = failed.exceptions[0]
            said = getattr(first, "title", ""), str(first)[:400]
            raise Wrong(f"{what}: {said[0]} ({answer.status})\n{said[1]}") from None
        except Failure as failed:
            raise Wrong(f"{what}: {failed.title} ({answer.status})\n{str(failed)[:400]}") from None


def _prepared(kwargs: dict[str, Any]) -> tuple[Any, bytes]:
    """A case as `requests` would send it: its address quoted, its body as bytes."""
    from requests import Request

    known = ("method", "url", "headers", "params", "json", "data", "files", "cookies")
    request = Request(**{name: kwargs[name] for name in known if name in kwargs}).prepare()
    body = request.body or b""
    return request, body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body


def _renew(stage: Stage, what: str, answer: Answer) -> None:
    if answer.status < 400 and what.endswith(
        ("/restart", "/end", "/sign-out", "/done", "/sign-in")
    ):
        stage.renew()


@st.composite
def any_request(draw: st.DrawFn) -> tuple[str, str, dict[str, str], bytes, str]:
    """Any method, address, headers and body."""
    path = draw(st.sampled_from(_PATHS))
    filling = draw(short_texts)
    method = draw(
        st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "X"])
    )
    target = path.replace("{}", _quoted(filling, draw(st.booleans())))
    if draw(st.booleans()):
        target += "?" + _quoted(draw(short_texts), draw(st.booleans())).replace("%3D", "=")
    headers = draw(
        st.dictionaries(
            st.sampled_from(_HEADER_NAMES), st.sampled_from(_VALUES) | short_texts, max_size=5
        )
    )
    kinds = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", ""]
    headers["content-type"] = draw(st.sampled_from(kinds))
    return method, target, headers, draw(_bodies), draw(st.sampled_from(_WHO))


def _quoted(text: str, whole: bool) -> str:
    from urllib.parse import quote

    return quote(text.encode("utf-8", "replace"), safe="" if whole else "/=&?%.:;")


_PATHS = (
    "/", "/{}", "/api/{}", "/api/conversation", "/api/conversation/{}", "/api/conversations",
    "/api/conversation/messages", "/api/conversation/events", "/api/conversation/call-back",
    "/agent", "/agent/", "/agent/{}", "/agent/api/{}", "/agent/api/topics/{}",
    "/agent/api/handoffs/{}", "/agent/api/handoffs/{}/events", "/agent/api/handoffs/{}/take",
    "/agent/api/call-backs/{}/take", "/agent/api/call-backs/{}/notes",
    "/agent/api/disclosures/{}.pdf", "/agent/oidc", "/agent/oidc/callback", "/agent/api/vehicle",
    "/agent/api/suggest", "/agent/api/sign-in", "/phone/call", "/phone/turns/{}", "/phone/{}",
    "/healthz", "/readyz", "/metrics", "/openapi.json", "/widget.js", "/static/{}",
)  # fmt: skip
_HEADER_NAMES = (
    "origin", "host", "cookie", "authorization", "x-csrf-token", "x-forwarded-for", "forwarded",
    "x-forwarded-proto", "accept", "accept-encoding", "if-none-match", "last-event-id", "range",
    "x-http-method-override", "x-twilio-signature", "sec-fetch-site", "referer", "user-agent",
    "transfer-encoding", "expect", "x-request-id",
)  # fmt: skip
_VALUES = (
    "https://keys.example", "https://dealer.example", "https://evil.example", "null", "http://[",
    "text/event-stream", "gzip", "*/*", "Bearer x", "Basic Og==", "99999999999999999999", "-1",
    "bytes=0-", "same-origin", "cross-site", "second-key-agent=a.b", "second-key-visit=sealed:x",
    "a=b; c", "127.0.0.1", "for=\"[::1]\"", "x" * 9_000,
)  # fmt: skip
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["id", "text", "payload", "message", "helpful", "name", "password", "phone", "email",
             "about", "agreed", "vin", "model", "built", "plant", "model_year", "here", "taking"]
        )
        | short_texts,
        inner,
        max_size=6,
    ),
    max_leaves=8,
)  # fmt: skip
_bodies = (
    st.just(b"")
    | _json.map(lambda data: json.dumps(data).encode())
    | st.binary(max_size=200)
    | texts.map(lambda text: text.encode("utf-8", "replace"))
    | st.sampled_from([b"[" * 20_000, b'{"a":' * 3_000, b"x" * 20_000, b"a=b&" * 3_000,
                       b'{"id": ' + b"9" * 6_000 + b"}", b'{"id":1e999}', b"\xef\xbb\xbf{}"])
)  # fmt: skip
