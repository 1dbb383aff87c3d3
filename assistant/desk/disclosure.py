"""The Guest Contact & Vehicle Disclosure Form: what is filled in, and the e-mail it goes with.

Source: dealer letter, Dealer Inventory Procedures, and the disclosure form itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

import phonenumbers

from assistant.desk.speech import day_name
from assistant.eligibility import vin as vin_rules
from assistant.eligibility.verdict import Verdict
from assistant.knowledge.program import Program

_EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_LONGEST = 90
"""Characters that fit on a line of the form."""


@dataclass(frozen=True)
class DisclosureForm:
    """The form's fields, in its order. Signatures are given by hand."""

    vin: str
    model: str
    model_year: str
    guest_name: str
    guest_email: str
    guest_address: str
    guest_city: str
    home_phone: str
    mobile_phone: str
    signed_on: date
    dealer_name: str
    dealer_address: str
    dealer_code: str
    dealer_phone: str
    dealer_staff: str


@dataclass(frozen=True)
class CoveringEmail:
    """The e-mail with which the dealer sends a copy."""

    to: str
    subject: str
    body: str


TYPED = tuple(field.name for field in fields(DisclosureForm) if field.name != "signed_on")
"""What is typed; the date is the day on which the form is made."""

_NEEDED = {
    "guest_name": "The guest's name is needed.",
    "dealer_name": "The dealer's name is needed.",
    "model": "The model is needed.",
}


def read_form(typed: Mapping[str, str], *, on: date) -> tuple[DisclosureForm, dict[str, str]]:
    """The form, and what is wrong in which field. Without a problem it can be printed."""
    values = {name: " ".join(typed.get(name, "").split()) for name in TYPED}
    values["vin"] = vin_rules.compact(values["vin"])
    wrong = {name: sentence for name, sentence in _NEEDED.items() if not values[name]}
    if vin_rules.problems(values["vin"]):
        wrong["vin"] = vin_rules.problems(values["vin"])[0]
    if values["guest_email"] and not _EMAIL.fullmatch(values["guest_email"]):
        wrong["guest_email"] = "This is no e-mail address. Please ask for it again."
    for name in ("home_phone", "mobile_phone", "dealer_phone"):
        number = _phone(values[name])
        if values[name] and number is None:
            wrong[name] = "This is no phone number. For example 469 555 0123."
        values[name] = number or values[name]
    if not (values["guest_email"] or values["home_phone"] or values["mobile_phone"]):
        wrong["mobile_phone"] = "One way to reach the guest is needed: a phone number or an e-mail."
    for name, value in values.items():
        unprintable = _unprintable(value)
        if unprintable:
            wrong[name] = f"{unprintable} cannot be printed here. Please use Latin letters."
        elif len(value) > _LONGEST:
            wrong[name] = f"This line of the form takes {_LONGEST} characters."
    return DisclosureForm(signed_on=on, **values), wrong


def why_not(verdict: Verdict) -> str:
    """Why this vehicle needs no form; empty when it may have one."""
    if verdict.outcome == "not_covered":
        return "This vehicle is not in the program, so there is nothing to disclose."
    if verdict.outcome == "already_delivered":
        return "The second key of this vehicle has been delivered, so there is nothing to disclose."
    if verdict.outcome == "invalid_facts":
        return " ".join(verdict.problems)
    return ""


def remarks(verdict: Verdict) -> tuple[str, ...]:
    """What the agent should know before the form is used."""
    told = [
        "For a used car that is not certified. For a new car the letter contradicts itself: its "
        "inventory procedure asks for the form, the form's own heading says it is not applicable.",
        "A certified car gets its key before delivery and needs no form.",
    ]
    if verdict.outcome == "remedy_available":
        told.append("The key of this car is available: where it can be had before delivery, "
                    "deliver the key instead of the form.")  # fmt: skip
    elif verdict.outcome != "later_phase":
        told.append("The lists do not settle that this car is in the program: the dealer should "
                    "verify the VIN first.")  # fmt: skip
    return tuple(told)


def covering_email(form: DisclosureForm, program: Program) -> CoveringEmail:
    """The e-mail that the letter asks for: its subject, and the VIN."""
    mailbox = next((c.url for c in program.contacts if c.id == "dealer_mailbox"), "")
    body = (
        "Please find attached a copy of the completed Guest Contact & Vehicle Disclosure Form.\n\n"
        f"Program: {program.code}, {program.name}\n"
        f"VIN: {form.vin}\n"
        f"Model: {form.model_year} {form.model}".rstrip()
        + "\n"
        f"Date: {day_name(form.signed_on)}\n"
        f"Dealer: {form.dealer_name}"
        + (f", code {form.dealer_code}" if form.dealer_code else "")
        + "\n\nThe signed original is kept on file at the dealership, and the guest has received a "
        "copy together with the current frequently asked questions.\n\n"
        f"{form.dealer_staff or form.dealer_name}\n"
    )
    return CoveringEmail(
        to=mailbox.removeprefix("mailto:"),
        subject=f"Disclosure Form {program.code} {form.vin}",
        body=body,
    )


def _phone(text: str) -> str | None:
    """A number as it is written in North America, or internationally; None for what is none."""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    national = number.country_code == 1
    style = phonenumbers.PhoneNumberFormat
    return str(
        phonenumbers.format_number(number, style.NATIONAL if national else style.INTERNATIONAL)
    )


def _unprintable(text: str) -> str:
    """The characters that the form's typeface does not have."""
    return "".join(dict.fromkeys(c for c in text if c.encode("cp1252", "ignore") == b""))
