"""What no guest ever hears: never_say.yml, and the contacts that are for agents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.knowledge.contacts_file import phone_digits, phones_in
from assistant.knowledge.fault_list import FilePen
from assistant.knowledge.program import Contact
from assistant.knowledge.record import Record
from assistant.knowledge.yaml_tree import read_yaml

_MOST_STARS = 2


@dataclass(frozen=True)
class Forbidden:
    """One expression that guests must not meet."""

    text: str
    """As people write it; `*` stands for any letters or digits."""
    reason: str
    """One sentence for the editor."""


@dataclass(frozen=True)
class Leak:
    """A forbidden expression that was found in a text."""

    text: str
    """As it stands there."""
    start: int
    """Where it begins in the text."""
    reason: str


@dataclass(frozen=True)
class NeverSay:
    """All that guests must not meet, ready to look for."""

    expressions: tuple[Forbidden, ...]
    phones: tuple[str, ...] = ()
    """Ten digits each: the phones of agent contacts."""

    @classmethod
    def of(cls, expressions: Iterable[Forbidden], contacts: Iterable[Contact]) -> NeverSay:
        """The listed expressions, and the names, addresses and phones of contacts for agents."""
        agents = [contact for contact in contacts if contact.audience == "agent"]
        named = tuple(
            Forbidden(text, f"'{contact.name}' is a contact for agents.")
            for contact in agents
            for text in (contact.name, re.sub(r"^\w+:(//)?(www\.)?", "", contact.url).rstrip("/"))
            if text
        )
        phones = tuple(phone_digits(contact.phone) for contact in agents if contact.phone)
        return cls((*expressions, *named), phones)

    def leaks(self, text: str) -> tuple[Leak, ...]:
        """What a guest must not meet in `text`, in the order of the text. Empty: all is well."""
        found = [
            Leak(digits, start, "This is the phone number of a contact for agents.")
            for digits, start in phones_in(text)
            if digits in self.phones
        ]
        any_of_them, each = _compiled(self.expressions)
        if any_of_them.search(text):
            found += [
                Leak(match[0], match.start(), reason)
                for pattern, reason in each
                for match in pattern.finditer(text)
            ]
        return tuple(sorted(found, key=lambda leak: leak.start))


@lru_cache(maxsize=8)
def _compiled(
    expressions: tuple[Forbidden, ...],
) -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]]:
    """One pattern that finds any of them (nearly every text has none), and each with its reason."""
    # Without expressions: a pattern that matches nothing.
    any_of_them = "|".join(_words(entry.text) for entry in expressions) or r"(?!)"
    each = tuple((_whole(_words(entry.text)), entry.reason) for entry in expressions)
    return _whole(f"(?:{any_of_them})"), each


def _whole(pattern: str) -> re.Pattern[str]:
    """Whole words only, in any capitals."""
    return re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE)


def _words(text: str) -> str:
    """A blank may be a hyphen, and `*` is any letters or digits, as many as a word has."""
    parts = [
        re.escape(part).replace(r"\*", r"\w{0,60}") for part in re.split(r"[\s-]+", text.strip())
    ]
    return r"[\s-]+".join(parts)


def read_never_say(text: str, pen: FilePen) -> tuple[Forbidden, ...]:
    """The expressions, after noting every fault."""
    record = Record(read_yaml(text, pen), pen, "the never-say file", ("expressions",))
    found = []
    for entry in record.records("expressions", "an expression", ("text", "reason")):
        expression, reason = entry.text("text"), entry.text("reason")
        if expression and not re.search(r"\w", expression):
            entry.pen.say(
                entry.line_of("text"),
                f"'{expression}' holds no letter or digit. Write the words never to say.",
            )
        elif expression and expression.count("*") > _MOST_STARS:
            entry.pen.say(
                entry.line_of("text"),
                f"'{expression}' has more than {_MOST_STARS} stars, which takes too long to look "
                "for. Write the words themselves.",
            )
        elif expression and reason:
            found.append(Forbidden(expression, reason))
    return tuple(found)
