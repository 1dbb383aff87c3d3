"""Request bodies: bounded in size and time, and of exactly the fields that are expected."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import anyio
from starlette.requests import ClientDisconnect, Request

from assistant.errors import MessageTooLong
from assistant.web.faults import Malformed, TooSlow
from assistant.web.settings import WebSettings

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


async def read_json(request: Request, settings: WebSettings) -> dict[str, Any]:
    """The body as a JSON object. Raises Malformed, MessageTooLong, TooSlow."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Malformed("Please send JSON (content-type: application/json).")
    body = bytearray()
    try:
        with anyio.fail_after(settings.body_seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > settings.largest_body:
                    raise MessageTooLong("This is more than can be sent at once.")
    except TimeoutError as error:
        raise TooSlow("The request took too long to arrive. Please try again.") from error
    except ClientDisconnect as error:
        raise Malformed("The request broke off.") from error
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("This is no JSON that can be read.") from error
    if not isinstance(data, dict):
        raise Malformed("Please send a JSON object.")
    return data


def only(data: Mapping[str, Any], *fields: str) -> None:
    """Raises Malformed when there is a field that means nothing here."""
    for name in data:
        if name not in fields:
            raise Malformed(
                f"Only these fields mean something here: {', '.join(fields) or 'none'}."
            )


def message_id(value: object) -> str:
    """A message's id: a UUID in lower case. Raises Malformed."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise Malformed("A message's id must be a UUID in lower case.")
    return value


def message_text(value: object, settings: WebSettings) -> str:
    """What a guest typed, without what nobody can see. Raises Malformed, MessageTooLong."""
    if not isinstance(value, str):
        raise Malformed("A message must be a text.")
    if len(value) > settings.longest_message:
        raise MessageTooLong(
            f"This message is longer than {settings.longest_message:,} characters. "
            "Please send it in two or three shorter ones."
        )
    text = value.encode("utf-8", "replace").decode("utf-8")
    text = _CONTROL.sub("", unicodedata.normalize("NFC", text)).strip()
    # A leading slash is a command to the bot. Commands come from its own buttons only.
    text = text.lstrip("/ \t\n")
    if not text:
        raise Malformed("Please type a message first.")
    return text
