"""The phone line: signed requests with any fields, whole calls with any words, and forgeries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote_plus
from xml.etree.ElementTree import ParseError, fromstring

from hypothesis import strategies as st

from assistant.web.phone.signature import sign
from benchmarks.fuzz import seemly
from benchmarks.fuzz.house import LINE, URL, House
from benchmarks.fuzz.running import Part, Wrong
from benchmarks.fuzz.texts import short_texts, texts

_VERBS = frozenset(
    "Response Gather Say Redirect Dial Number Hangup Pause prosody break say-as speak emphasis sub "
    "phoneme p s lang w".split()
)
"""The provider's verbs, and the marks within what is said (SSML)."""
_PATHS = ("/phone/call", "/phone/turns/{}", "/phone/turns/{}/answer", "/phone/status",
          "/phone/fallback")  # fmt: skip
_NAMES = st.sampled_from(
    ["CallSid", "SpeechResult", "Confidence", "Digits", "DialCallStatus", "CallStatus", "From"]
)


def parts(open_house: Callable[[], House]) -> list[Part]:
    """Single requests, and calls of several turns."""

    def open_line() -> Iterator[Callable[[Any], None]]:
        house = open_house()

        def check(drawn: Any) -> None:
            path, fields, how = drawn
            if "answer" in path:
                # It waits 11 seconds for a turn that is under way; here that one comes first.
                before = _post(house, path.removesuffix("/answer"), fields, "signed")
                if before.status == 200 and b"went wrong" in before.body:
                    return
            answer = _post(house, path, fields, how)
            if how != "signed" and answer.status < 400:
                raise Wrong(f"{path}: a forged request was answered with {answer.status}")

        yield check

    def open_calls() -> Iterator[Callable[[Any], None]]:
        house = open_house()
        number = 0

        def check(drawn: Any) -> None:
            nonlocal number
            number += 1
            sid = f"CA{number:030d}"
            _post(house, "/phone/call", [("CallSid", sid)], "signed")
            for turn, (speech, digits) in enumerate(drawn, start=1):
                fields = [("CallSid", sid), ("SpeechResult", speech), ("Digits", digits)]
                answer = _post(house, f"/phone/turns/{turn}", fields, "signed")
                if answer.status != 200:
                    raise Wrong(f"a turn was answered with {answer.status}")
                if b"something went wrong on our side" in answer.body:
                    raise Wrong("a turn ended in trouble")
            _post(house, "/phone/status", [("CallSid", sid), ("CallStatus", "completed")], "signed")

        yield check

    return [
        Part("phone requests", 0.08, _requests, open_line),
        Part("phone calls", 0.06, _calls, open_calls),
    ]


def _post(house: House, path: str, fields: list[tuple[str, str]], how: str) -> Any:
    pairs = [(n.encode("utf-8", "replace").decode(), v.encode("utf-8", "replace").decode())
             for n, v in fields]  # fmt: skip
    body = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    if how == "signed":
        # As the door reads them: what is unreadable is signed as it is read.
        headers["x-twilio-signature"] = sign(LINE, URL + path, pairs)
    elif how != "unsigned":
        headers["x-twilio-signature"] = how
    answer = house.ask("POST", path, headers, body)
    seemly.check(answer, what=f"POST {path}")
    if answer.status == 200:
        _check_document(answer.text)
    return answer


def _check_document(document: str) -> None:
    try:
        root = fromstring(document)
    except ParseError as error:
        raise Wrong(f"no XML: {error}") from None
    strange = {element.tag for element in root.iter()} - _VERBS
    if strange:
        raise Wrong(f"a caller's words became marks: {strange}")
    for element in root.iter():
        address = element.attrib.get("action") or (
            element.text if element.tag == "Redirect" else None
        )
        if address and not address.startswith("/phone/"):
            raise Wrong(f"the call is sent to {address!r}")


@st.composite
def _requests(draw: st.DrawFn) -> tuple[str, list[tuple[str, str]], str]:
    turn = draw(st.integers(0, 5) | st.integers(0, 10**20))
    path = draw(st.sampled_from(_PATHS)).replace("{}", str(turn))
    sid = draw(st.sampled_from(["CA0", "CA1", "CA2"]) | short_texts)
    more = draw(st.lists(st.tuples(_NAMES | short_texts, texts | short_texts), max_size=6))
    how = draw(st.sampled_from(["signed", "signed", "signed", "unsigned", "x", "é", ""]))
    fields = [(name, value) for name, value in more if name != "CallSid" and name]
    return path, [("CallSid", sid), *fields], how


def _calls() -> st.SearchStrategy[list[tuple[str, str]]]:
    digits = st.text("0123456789*#", max_size=20) | short_texts | st.just("")
    # Longer than what anybody says, and within the 16 KB of a request.
    speech = (texts | short_texts | st.just("")).map(lambda text: text[:1_200])
    return st.lists(st.tuples(speech, digits), min_size=1, max_size=6)
