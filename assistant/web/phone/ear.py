"""Text for the telephone's voice: letters apart, phone numbers in groups, pauses where they help.

`‹JTJ›` in a text is spelt, character by character. Nothing here builds XML from strings: the text
of guests and editors only ever becomes text of elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

RATES = ("100%", "85%", "75%")
"""How fast, after "slower" was said so many times."""
_PHONE = r"(?P<phone>1, \d \d \d, \d \d \d, \d \d \d \d)"
_SPELT = r"‹(?P<spelt>[^›]{1,80})›"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def spell(characters: str) -> str:
    """Marks characters that are to be spelt."""
    return f"‹{characters}›"


def plain(text: str) -> str:
    """The text without marks, as a person would write it down."""
    return re.sub(_SPELT, lambda m: " ".join(m["spelt"]), text)


def say(
    parent: Element, text: str, *, voice: str, rate: int = 0, lines: Iterable[str] = ()
) -> None:
    """Adds <Say> with the text. `lines` are the model names that are spelt: NX, RX, RC F."""
    speaker = SubElement(parent, "Say", voice=voice, language="en-US")
    if rate:
        speaker = SubElement(speaker, "prosody", rate=RATES[min(rate, len(RATES) - 1)])
    text = _ILLEGAL.sub(" ", text)
    done = 0
    pen = _Pen(speaker)
    for match in _marks(tuple(lines)).finditer(text):
        pen.write(text[done : match.start()])
        done = match.end()
        if match["phone"]:
            _phone(pen, match["phone"])
        else:
            pen.element("say-as", match["spelt"] or match["line"], **{"interpret-as": "characters"})
    pen.write(text[done:])


def _marks(lines: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(re.escape(line) for line in sorted(lines, key=len, reverse=True)) or r"(?!)"
    return re.compile(rf"{_PHONE}|{_SPELT}|\b(?P<line>{names})\b")


def _phone(pen: _Pen, phone: str) -> None:
    for number, group in enumerate(phone.split(", ")):
        if number:
            pen.element("break", "", time="250ms")
        pen.element("say-as", group.replace(" ", ""), **{"interpret-as": "digits"})


class _Pen:
    """Writes text and elements one after the other into an element."""

    def __init__(self, into: Element) -> None:
        self._into = into
        self._last: Element | None = None

    def write(self, text: str) -> None:
        if self._last is None:
            self._into.text = (self._into.text or "") + text
        else:
            self._last.tail = (self._last.tail or "") + text

    def element(self, name: str, text: str, **attributes: str) -> None:
        self._last = SubElement(self._into, name, attributes)
        self._last.text = text or None
