"""Reading the fields of one record, each asked for by name and kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, time

from assistant.knowledge.fault_list import FilePen, did_you_mean, listed
from assistant.knowledge.program import Month
from assistant.knowledge.topic import Source
from assistant.knowledge.yaml_tree import Fields, Items, Node, Text

DOCUMENTS = (
    "dealer letter",
    "FAQ",
    "phase table",
    "chart",
    "disclosure form",
    "owner letter",
)
"""The parts of the letter that a source may name."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def read_day(text: str) -> date | None:
    """`2024-01-31`; None when it is no such day."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_month(text: str) -> Month | None:
    """`2024-03`; None when it is no such month."""
    match = _MONTH.fullmatch(text)
    if not match or not 1 <= int(match[2]) <= 12:
        return None
    return Month(int(match[1]), int(match[2]))


class Record:
    """One mapping of a file, with what is known of its fields.

    `what` names it in faults ("a topic", "a phase's statement"). Each reader returns None (or an
    empty tuple) after noting a fault, so a caller reads everything before it gives up.
    """

    def __init__(self, node: Node | None, pen: FilePen, what: str, fields: Iterable[str]) -> None:
        self.pen = pen
        self.what = what
        self.line = node.line if node else 1
        self._fields: dict[str, Node] = {}
        self._lines: dict[str, int] = {}
        self.readable = isinstance(node, Fields)
        if node is None:
            # The reader of the file has said why.
            return
        if not isinstance(node, Fields):
            pen.say(
                self.line,
                f"here should stand {what} with fields such as `{next(iter(fields))}: ...`.",
            )
            return
        self._fields, self._lines = node.values, node.lines
        known = tuple(fields)
        for name, line in node.lines.items():
            if name not in known:
                hint = did_you_mean(name, known) or f" It has: {', '.join(known)}."
                pen.say(line, f"'{name}' is not a field of {what}.{hint}")

    def has(self, name: str) -> bool:
        """Whether the field is there and not empty."""
        node = self._fields.get(name)
        return node is not None and not (isinstance(node, Text) and not node.value.strip())

    def line_of(self, name: str) -> int:
        """The line of the field's name, or of the record."""
        return self._lines.get(name, self.line)

    def node(self, name: str, *, required: bool = True) -> Node | None:
        """The field as it is; a missing required one is a fault."""
        if self.has(name):
            return self._fields[name]
        if required and self.readable:
            self.pen.say(
                self.line_of(name), f"{self.what} needs '{name}:', and it is missing or empty."
            )
        return None

    def text(self, name: str, *, required: bool = True) -> str | None:
        """One text."""
        node = self.node(name, required=required)
        if node is None:
            return None
        if not isinstance(node, Text):
            self.pen.say(
                node.line, f"'{name}' of {self.what} is one text, not a list or a group of fields."
            )
            return None
        return node.value.strip()

    def choice(self, name: str, choices: Iterable[str], *, required: bool = True) -> str | None:
        """One of a few words."""
        text = self.text(name, required=required)
        known = tuple(choices)
        if text is None or text in known:
            return text
        self.pen.say(
            self.line_of(name),
            f"'{text}' is no {name} of {self.what}; it is "
            f"{listed(known)}.{did_you_mean(text, known)}",
        )
        return None

    def day(self, name: str, *, required: bool = True) -> date | None:
        """A day, `YYYY-MM-DD`."""
        text = self.text(name, required=required)
        if text is None:
            return None
        day = read_day(text)
        if day is None:
            self.pen.say(
                self.line_of(name),
                f"'{text}' is not a date for '{name}'. Write a day of the calendar as YYYY-MM-DD, "
                "such as 2024-01-31.",
            )
        return day

    def month(self, name: str, *, required: bool = True) -> Month | None:
        """A month, `YYYY-MM`."""
        text = self.text(name, required=required)
        if text is None:
            return None
        month = read_month(text)
        if month is None:
            self.pen.say(
                self.line_of(name),
                f"'{text}' is not a month for '{name}'. Write it as YYYY-MM, such as 2024-03.",
            )
        return month

    def number(self, name: str, *, required: bool = True) -> int | None:
        """A whole number without a sign; `26,000` is read too."""
        text = self.text(name, required=required)
        if text is None:
            return None
        digits = text.replace(",", "")
        if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
            self.pen.say(
                self.line_of(name), f"'{text}' is not a whole number for '{name}', such as 26000."
            )
            return None
        return int(digits)

    def clock(self, name: str) -> time | None:
        """A time of day, `7:00` or `16:30`."""
        text = self.text(name)
        if text is None:
            return None
        match = re.fullmatch(r"(\d{1,2}):(\d{2})", text)
        if match and int(match[1]) < 24 and int(match[2]) < 60:
            return time(int(match[1]), int(match[2]))
        self.pen.say(
            self.line_of(name), f"'{text}' is not a time of day for '{name}'. Write 7:00 or 16:30."
        )
        return None

    def items(self, name: str, *, required: bool = True) -> tuple[Node, ...]:
        """The entries of a list."""
        node = self.node(name, required=required)
        if node is None:
            return ()
        if not isinstance(node, Items):
            self.pen.say(
                node.line,
                f"'{name}' of {self.what} is a list: one entry a line, each beginning with '- '.",
            )
            return ()
        if required and not node.values:
            self.pen.say(
                node.line, f"'{name}' of {self.what} is an empty list. Add at least one entry."
            )
        return node.values

    def texts(self, name: str, *, required: bool = True) -> tuple[Text, ...]:
        """The entries of a list of texts, each with its line."""
        found = []
        for item in self.items(name, required=required):
            if not isinstance(item, Text):
                self.pen.say(
                    item.line,
                    f"an entry of '{name}' is one text. If it holds ': ', put it in quotes.",
                )
            elif not item.value.strip():
                self.pen.say(
                    item.line, f"an entry of '{name}' is empty. Fill it in or take it out."
                )
            else:
                found.append(Text(item.value.strip(), item.line))
        return tuple(found)

    def records(
        self, name: str, what: str, fields: Iterable[str], *, required: bool = True
    ) -> Iterator[Record]:
        """The entries of a list of records."""
        known = tuple(fields)
        for item in self.items(name, required=required):
            record = Record(item, self.pen, what, known)
            if record.readable:
                yield record

    def sources(self, name: str = "source") -> tuple[Source, ...]:
        """Where it stands in the letter: one source, or a list of them; at least one."""
        node = self.node(name)
        if node is None:
            return ()
        entries = node.values if isinstance(node, Items) else (node,)
        if not entries:
            self.pen.say(
                node.line, f"{self.what} needs a source: where in the letter does it stand?"
            )
        found = []
        for entry in entries:
            record = Record(entry, self.pen, "a source", ("document", "item", "quote"))
            document = record.choice("document", DOCUMENTS)
            item = record.text("item")
            quote = record.text("quote", required=False)
            if document and item:
                found.append(Source(document, item, " ".join((quote or "").split())))
        return tuple(found)

    def source(self) -> Source | None:
        """The one source (the first, where there are more)."""
        found = self.sources()
        return found[0] if found else None
