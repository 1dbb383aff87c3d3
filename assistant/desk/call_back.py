"""A call-back: what a guest is told before leaving anything, and how their entries are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

import phonenumbers

from assistant.errors import AssistantError
from assistant.storage.callbacks import Wish

_LONGEST = {"name": 80, "phone": 40, "email": 254, "about": 500}
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]]{1,64}@(?:[\w-]{1,63}\.){1,4}[^\W\d_]{2,24}")
_LETTER = re.compile(r"[^\W\d_]")


class EntriesNotRight(AssistantError):
    """Some entries need another look: by field, a kind sentence each."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("Please look at the marked entries.")
        self.fields = dict(fields)


def purpose(kept: timedelta) -> str:
    """What a guest reads first: what the entries are for, and for how long they are kept."""
    return (
        "We use what you enter here only to contact you about the Second Key Delivery Program. It "
        f"is kept encrypted, only our call center's people can read it, and it is deleted after "
        f"{kept.days} days."
    )


CONSENT = "I agree that I am contacted about my request, and that my entries are kept for it."
"""What the guest ticks. It is kept with the request, together with the purpose."""


def read_wish(entries: Mapping[str, object]) -> Wish:
    """A guest's entries (name, phone, email, about, agreed) as a wish. Raises EntriesNotRight.

    The phone number comes out in the international form (+12145550123), the e-mail as typed.
    """
    wrong: dict[str, str] = {}
    text: dict[str, str] = {}
    for field, longest in _LONGEST.items():
        entry = entries.get(field, "")
        text[field] = " ".join(entry.split()) if isinstance(entry, str) else ""
        if len(text[field]) > longest:
            wrong[field] = f"Please keep this within {longest} characters."
    if not _LETTER.search(text["name"]):
        wrong.setdefault("name", "Please tell us whom we may ask for.")
    phone = ""
    if text["phone"] and "phone" not in wrong:
        phone, problem = _phone(text["phone"])
        if problem:
            wrong["phone"] = problem
    if text["email"] and not _EMAIL.fullmatch(text["email"]):
        wrong.setdefault("email", "This does not look like an e-mail address: name@example.com.")
    if not text["phone"] and not text["email"]:
        wrong["phone"] = "Please leave a phone number, or an e-mail address below."
    if entries.get("agreed") is not True:
        wrong["agreed"] = "We may only contact you if you agree. Please tick the box."
    if wrong:
        raise EntriesNotRight(wrong)
    return Wish(name=text["name"], phone=phone, email=text["email"], about=text["about"])


def phone_in_words(number: str) -> str:
    """+12145550123 as people write it: (214) 555-0123."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    home = parsed.country_code == 1
    return str(phonenumbers.format_number(parsed, style.NATIONAL if home else style.INTERNATIONAL))


def _phone(text: str) -> tuple[str, str]:
    """The number, or what is wrong with it."""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return "", "This does not look like a phone number. Please type it with its area code."
    fit = phonenumbers.is_possible_number_with_reason(number)
    reason = phonenumbers.ValidationResult
    if fit in (reason.TOO_SHORT, reason.IS_POSSIBLE_LOCAL_ONLY):
        return "", "This number seems too short. Please type it with its area code."
    if fit == reason.TOO_LONG:
        return "", "This number seems too long. Please check its digits."
    if not phonenumbers.is_valid_number(number):
        return "", (
            "This number does not seem to exist. Please check its digits; a number outside of the "
            "United States and Canada begins with + and its country code."
        )
    plain = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return f"{plain};ext={number.extension}" if number.extension else plain, ""
