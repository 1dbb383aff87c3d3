"""What a caller hears as TwiML, the provider's XML."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from assistant.web.phone.ear import say
from assistant.web.phone.scene import Spoken
from assistant.web.phone.settings import PhoneSettings

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_ONE_KEY = {"numDigits": "1", "timeout": "6", "speechTimeout": "auto"}
_LISTENING = {
    # Month and year as four keys; one "0" and a pause is still "a person, please".
    "built": {"numDigits": "4", "timeout": "6", "speechTimeout": "auto"},
    # People pause between the groups of a VIN and look up from the paper.
    "vin": {"timeout": "8", "speechTimeout": "3"},
    "vin_check": {"numDigits": "1", "timeout": "8", "speechTimeout": "2"},
}
_SHORT_ANSWERS = frozenset({"vin", "vin_check", "heard", "person"})


def answer(
    spoken: Spoken,
    *,
    action: str,
    settings: PhoneSettings,
    hints: Iterable[str] = (),
    lines: Iterable[str] = (),
) -> str:
    """The document that says `spoken` and sends what the caller does next to `action`."""
    response = Element("Response")
    into = response
    if not spoken.dial and not spoken.hang_up:
        into = SubElement(response, "Gather", _gather(spoken, action, hints))
    say(into, spoken.text, voice=settings.voice, rate=spoken.rate, lines=lines)
    if spoken.dial:
        dial = SubElement(
            response, "Dial", action=action, method="POST", timeout=str(settings.ring_seconds)
        )
        SubElement(dial, "Number").text = spoken.dial
    elif spoken.hang_up:
        SubElement(response, "Hangup")
    else:
        # For providers that go on here when nothing was heard.
        SubElement(response, "Redirect", method="POST").text = action
    return _document(response)


def wait(action: str) -> str:
    """Silence for a second, and then the same question to us again."""
    response = Element("Response")
    SubElement(response, "Pause", length="1")
    SubElement(response, "Redirect", method="POST").text = action
    return _document(response)


def hang_up() -> str:
    """The end, without a word."""
    response = Element("Response")
    SubElement(response, "Hangup")
    return _document(response)


def _gather(spoken: Spoken, action: str, hints: Iterable[str]) -> dict[str, str]:
    model = "numbers_and_commands" if spoken.asks in _SHORT_ANSWERS else "phone_call"
    gather = {
        "input": "dtmf speech",
        "action": action,
        "method": "POST",
        "actionOnEmptyResult": "true",
        "bargeIn": "true",
        "language": "en-US",
        "speechModel": model,
        # Letters in a row would be starred out: "F ***".
        "profanityFilter": "false",
        **_LISTENING.get(spoken.asks, _ONE_KEY),
    }
    if model == "phone_call":
        gather["enhanced"] = "true"
    listened_for = ",".join(hints)
    if listened_for:
        gather["hints"] = listened_for
    return gather


def _document(response: Element) -> str:
    return _DECLARATION + tostring(response, encoding="unicode")
