"""One log line, one JSON object, with the id that finds all lines of a guest's message."""

from __future__ import annotations

import io
import json
import logging

import pytest

from assistant.logs import REQUEST_ID, log_as_json, request_id_of


@pytest.fixture
def lines() -> io.StringIO:
    stream = io.StringIO()
    log_as_json("web", clean=lambda text: text.replace("secret", "*"), logger="t", stream=stream)
    return stream


def test_a_line_has_its_time_part_request_and_fields(lines: io.StringIO) -> None:
    token = REQUEST_ID.set("0123456789ab")
    logging.getLogger("t.x").info("request", extra={"status": 200, "ms": 1.5})
    REQUEST_ID.reset(token)
    line = json.loads(lines.getvalue())
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "part": "web",
        "logger": "t.x",
        "message": "request",
        "request_id": "0123456789ab",
        "status": 200,
        "ms": 1.5,
    }


def test_texts_are_cleaned_and_stay_on_one_line(lines: io.StringIO) -> None:
    logging.getLogger("t").warning("a %s\nin two lines", "secret", extra={"path": "/secret"})
    assert lines.getvalue().count("\n") == 1
    line = json.loads(lines.getvalue())
    assert (line["message"], line["path"]) == ("a *\nin two lines", "/*")


def test_causes_are_told_by_kind(lines: io.StringIO) -> None:
    def fail() -> None:
        try:
            raise KeyError("secret")
        except KeyError as error:
            raise OSError("secret") from error

    try:
        fail()
    except OSError:
        logging.getLogger("t").exception("failed")
    told = json.loads(lines.getvalue())["exception"]
    assert [cause["kind"] for cause in told] == ["OSError", "KeyError"]
    assert "secret" not in lines.getvalue()


@pytest.mark.parametrize("text", [None, "", "x" * 12, "0123456789AB", "0" * 13, 7, "a\nb"])
def test_an_id_that_is_none_of_ours_is_none(text: object) -> None:
    assert request_id_of(text) == "-"
    assert request_id_of("0123456789ab") == "0123456789ab"
