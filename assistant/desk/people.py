"""The people a guest can reach: who, at which number, and whether they answer right now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.knowledge.program import Contact, OpeningHours, Program

HOME_ZONE = ZoneInfo("America/Chicago")
"""The preferred contact centre's time zone; it decides which day it is."""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Openness:
    """Whether a contact centre answers at one moment."""

    contact: Contact
    open: bool
    next_change: datetime | None
    """When it closes (open) or opens (closed), in the centre's own time; None without hours."""
    today: bool = False
    """Whether that is still today where the program is at home."""

    def sentence(self) -> str:
        """ "open now until 7:00 pm Central Time" or "closed now; opens Monday at 7:00 am ..."."""
        if self.next_change is None:
            return ""
        clock = _clock(self.next_change.time())
        if self.open:
            return f"open now, until {clock} {self.contact.time_zone_name}"
        day = "today" if self.today else _DAYS[self.next_change.weekday()]
        return f"closed right now, opens {day} at {clock} {self.contact.time_zone_name}"


def guest_phones(program: Program) -> tuple[Contact, ...]:
    """The contact centres a guest may be given, the preferred one first."""
    return tuple(c for c in program.contacts if c.audience == "guest" and c.phone and c.hours)


def openness(contact: Contact, now: datetime) -> Openness:
    """Whether `contact` answers at `now` (an aware time)."""
    if not contact.hours:
        return Openness(contact, open=False, next_change=None)
    local = now.astimezone(ZoneInfo(contact.time_zone))
    for ahead in range(8):
        day = local.date() + timedelta(days=ahead)
        for hours in contact.hours:
            if day.weekday() not in hours.days:
                continue
            opens, closes = _at(day, hours.opens, local), _at(day, hours.closes, local)
            if opens <= local < closes:
                return Openness(contact, open=True, next_change=closes)
            if local < opens:
                today = day == now.astimezone(HOME_ZONE).date()
                return Openness(contact, open=False, next_change=opens, today=today)
    return Openness(contact, open=False, next_change=None)


def hours_in_words(contact: Contact) -> str:
    """ "Monday through Friday, 7:00 am to 7:00 pm; Saturday, 7:00 am to 4:30 pm Central Time"."""
    spans = "; ".join(
        f"{_days(hours)}, {_clock(hours.opens)} to {_clock(hours.closes)}"
        for hours in contact.hours
    )
    return f"{spans} {contact.time_zone_name}"


def _days(hours: OpeningHours) -> str:
    first, last = _DAYS[hours.days[0]], _DAYS[hours.days[-1]]
    return first if len(hours.days) == 1 else f"{first} through {last}"


def _at(day: date, clock: time, local: datetime) -> datetime:
    return datetime.combine(day, clock, tzinfo=local.tzinfo)


def _clock(clock: time) -> str:
    hour = clock.hour % 12 or 12
    return f"{hour}:{clock.minute:02d} {'am' if clock.hour < 12 else 'pm'}"
