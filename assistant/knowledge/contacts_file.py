"""knowledge/program/contacts.yml: every way to reach people, and who may be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.knowledge.fault_list import FilePen, did_you_mean
from assistant.knowledge.phases_file import in_force
from assistant.knowledge.program import Contact, OpeningHours
from assistant.knowledge.record import Record
from assistant.knowledge.yaml_tree import read_yaml

_FIELDS = (
    "id",
    "name",
    "audience",
    "phone",
    "url",
    "time_zone",
    "time_zone_name",
    "hours",
    "purpose",
    "said",
    "until",
    "source",
)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# A North American number as people write it: (469) 292-4000, 1-800-255-3987, 1 800 255 3987.
_PHONE = re.compile(
    r"(?<![\w.,-])(?:\+?1[ .-]?)?(?:\(\d{3}\)|\d{3})[ .,-]{0,2}\d{3}[ .,-]{1,2}\d{4}(?![\w-])"
)


def phones_in(text: str) -> tuple[tuple[str, int], ...]:
    """The phone numbers of a text, as ten digits, each with the index at which it begins."""
    return tuple((phone_digits(match[0]), match.start()) for match in _PHONE.finditer(text))


def phone_digits(phone: str) -> str:
    """The last ten digits: `1-800-255-3987` is `8002553987`."""
    return re.sub(r"\D", "", phone)[-10:]


def read_contacts(text: str, bulletins: Sequence[date], pen: FilePen) -> tuple[Contact, ...]:
    """The contacts in force as of the newest bulletin, after noting every fault."""
    record = Record(read_yaml(text, pen), pen, "the contacts file", ("contacts",))
    as_of = max(bulletins, default=date.max)
    found: dict[str, Contact] = {}
    for entry in record.records("contacts", "a contact", _FIELDS):
        said, until = entry.day("said", required=False), entry.day("until", required=False)
        contact = _contact(entry)
        if contact is None or not in_force(said, until, as_of):
            continue
        if contact.id in found:
            pen.say(
                entry.line_of("id"),
                f"there are two contacts '{contact.id}' in force. Close one with 'until'.",
            )
        found[contact.id] = contact
    return tuple(found.values())


def _contact(record: Record) -> Contact | None:
    contact_id, name, purpose = record.text("id"), record.text("name"), record.text("purpose")
    audience = record.choice("audience", ("guest", "agent"))
    phone = record.text("phone", required=False) or ""
    url = record.text("url", required=False) or ""
    if phone and not phones_in(phone):
        record.pen.say(
            record.line_of("phone"), f"'{phone}' is no phone number. Write it as 1-800-255-3987."
        )
    if not phone and not url:
        record.pen.say(record.line, "a contact needs a 'phone' or a 'url'.")
    source = record.source()
    zone, hours = _zone(record), tuple(_hours(record))
    zone_name = record.text("time_zone_name", required=bool(hours)) or ""
    if not (contact_id and name and purpose and audience and source):
        return None
    return Contact(
        id=contact_id,
        name=name,
        audience=cast(Literal["guest", "agent"], audience),
        phone=phone,
        url=url,
        time_zone=zone,
        time_zone_name=zone_name,
        hours=hours,
        purpose=purpose,
        source=source,
    )


def _zone(record: Record) -> str:
    name = record.text("time_zone", required=record.has("hours"))
    if name is None:
        return ""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        record.pen.say(
            record.line_of("time_zone"),
            f"'{name}' is no time zone. Write its name with continent and city, such as "
            "America/Chicago.",
        )
    return name


def _hours(record: Record) -> Iterable[OpeningHours]:
    for entry in record.records(
        "hours", "opening hours", ("days", "opens", "closes"), required=False
    ):
        days = _days(entry)
        opens, closes = entry.clock("opens"), entry.clock("closes")
        if opens and closes and closes <= opens:
            entry.pen.say(
                entry.line_of("closes"),
                f"closing at {closes:%H:%M} is not after opening at {opens:%H:%M}.",
            )
        if days and opens and closes:
            yield OpeningHours(days, opens, closes)


def _days(record: Record) -> tuple[int, ...]:
    """`saturday` or `monday-friday` as numbers; 0 is Monday."""
    text = record.text("days")
    if text is None:
        return ()
    ends = [end.strip().lower() for end in text.split("-")]
    for end in ends:
        if end not in DAYS:
            hint = did_you_mean(end, DAYS)
            record.pen.say(
                record.line_of("days"),
                f"'{end}' is no day of the week. Write a day, or two as monday-friday.{hint}",
            )
            return ()
    first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
    if len(ends) > 2 or last < first:
        record.pen.say(
            record.line_of("days"),
            f"'{text}' are no days. Write the first and the last: monday-friday.",
        )
        return ()
    return tuple(range(first, last + 1))
