"""The provider's requests: bounded in size and time, and proven to come from it."""

from __future__ import annotations

import ipaddress
from urllib.parse import parse_qsl

import anyio
from starlette.requests import ClientDisconnect, Request

from assistant.errors import MessageTooLong, NotAllowed
from assistant.web.faults import Malformed, TooSlow
from assistant.web.phone.settings import PhoneSettings
from assistant.web.phone.signature import is_genuine

_MOST_FIELDS = 200


async def read_form(request: Request, settings: PhoneSettings) -> dict[str, str]:
    """The request's fields. Raises NotAllowed, Malformed, MessageTooLong, TooSlow."""
    fields = _fields(await _body(request, settings))
    if not settings.token:
        if not _is_at_home(request, settings):
            raise NotAllowed(
                "The phone line is in dry mode: without SECOND_KEY_TWILIO_TOKEN it answers on "
                "this machine only."
            )
    elif not is_genuine(
        request.headers.get("x-twilio-signature", ""),
        settings.token,
        _address(request, settings),
        fields,
    ):
        raise NotAllowed("This request is not signed by the telephone provider.")
    return dict(fields)


async def _body(request: Request, settings: PhoneSettings) -> bytes:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Malformed("Please send a form (content-type: application/x-www-form-urlencoded).")
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
    return bytes(body)


def _fields(body: bytes) -> list[tuple[str, str]]:
    try:
        text = body.decode("ascii")
        return parse_qsl(
            text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="replace"
        )
    except ValueError as error:
        raise Malformed("This is no form that can be read.") from error


def _address(request: Request, settings: PhoneSettings) -> str:
    """The address that the provider called: what it signed."""
    if not settings.public_url:
        return str(request.url)
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{settings.public_url.rstrip('/')}{request.url.path}{query}"


def _is_at_home(request: Request, settings: PhoneSettings) -> bool:
    """Whether the request began on this machine and no proxy brought it."""
    forwarded = [name for name in request.headers if "forwarded" in name.lower()]
    forwarded += [name for name in ("x-real-ip", "via") if name in request.headers]
    host = request.url.hostname or ""
    peer = request.client.host if request.client else ""
    at_home = _is_loopback(peer) and (host == "localhost" or _is_loopback(host))
    return at_home and not forwarded and not settings.public_url


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False
