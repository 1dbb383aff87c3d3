"""Facts made ready to be judged: spelling evened out, VIN and registry added, nonsense named.

Whatever cannot be true of any vehicle ends here as a problem: a sentence that says which fact does
not fit, and how to fix it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from assistant.eligibility.entries import read_plant
from assistant.eligibility.facts import BuildDate, Facts
from assistant.eligibility.lines import ModelNames
from assistant.eligibility.phrases import article, day_in_words, month_in_words, plant_in_words
from assistant.eligibility.record import VehicleRecord
from assistant.eligibility.vin import DecodedVin, Make, compact, decode
from assistant.eligibility.vin import problems as vin_problems
from assistant.knowledge.program import PLANTS, Month, Program

STICKER = "the sticker on the driver's door jamb"
_FIRST_CAR = 1886
"""No vehicle is older than the car itself."""


@dataclass
class Checked:
    """The facts of one vehicle after all that can be said of them without the lists."""

    facts: Facts
    """What was asked, with what the VIN and the registry add. Spelling is evened out."""
    maker: Make | None = None
    """Who made it, as its VIN says; None without a VIN."""
    problems: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)

    def fault(self, rule: str, problem: str) -> None:
        """Take down one problem, and the rule that found it."""
        self.problems.append(problem)
        if rule not in self.rules:
            self.rules.append(rule)


def check(
    facts: Facts,
    program: Program,
    names: ModelNames,
    *,
    on: date,
    record: VehicleRecord | None = None,
) -> Checked:
    """The facts ready to be judged; all problems at once, never an exception."""
    checked = Checked(facts)
    _even_out(checked, names)
    stated = checked.facts
    if stated.vin:
        _read_vin(checked, program, names)
    if record:
        _add_record(checked, program, names, stated, record)
    _check_dates(checked, on)
    return checked


def _even_out(checked: Checked, names: ModelNames) -> None:
    facts = checked.facts
    model = (facts.model or "").strip() or None
    if model:
        model = names.line_of(model) or model
    plant = facts.plant
    if plant is not None and plant not in PLANTS:
        try:
            plant = read_plant(plant)
        except ValueError as unknown:
            plant = None
            checked.fault("facts_unreadable", str(unknown))
    vin = compact(facts.vin or "") or None
    checked.facts = replace(facts, model=model, plant=plant, vin=vin)


def _read_vin(checked: Checked, program: Program, names: ModelNames) -> None:
    facts = checked.facts
    assert facts.vin
    faults = vin_problems(facts.vin)
    for problem in faults:
        checked.fault("vin_must_be_sound", problem)
    if faults:
        return
    says = decode(facts.vin, program.vin)
    checked.maker = says.make
    if says.make != "lexus":
        if facts.model in program.lines:
            maker = "a Toyota" if says.make == "toyota" else "another maker's vehicle"
            checked.fault(
                "vin_must_agree",
                f"This VIN belongs to {maker}, but the model given is {_a(facts.model)}. Please "
                f"check the VIN on the registration or on {STICKER}.",
            )
        return
    _compare(checked, names, facts, says, "The VIN")
    checked.facts = replace(
        facts,
        model=facts.model or says.model,
        model_year=facts.model_year if says.model_year is None else says.model_year,
        plant=says.plant or facts.plant,
    )


def _add_record(
    checked: Checked, program: Program, names: ModelNames, stated: Facts, record: VehicleRecord
) -> None:
    """The registry decides: what it holds replaces what the VIN or the guest gave."""
    model = record.model and (names.line_of(record.model) or record.model)
    says = DecodedVin(make="lexus", model=model, model_year=record.model_year, plant=record.plant)
    if not checked.problems:
        _compare(checked, names, stated, says, "The registry's entry for this VIN")
    facts = checked.facts
    checked.facts = replace(
        facts,
        model=model or facts.model,
        model_year=record.model_year if record.model_year is not None else facts.model_year,
        built=record.built or facts.built,
        plant=record.plant or facts.plant,
    )
    checked.maker = "lexus" if model in program.lines else checked.maker
    checked.rules.append("registry_decides")


def _compare(checked: Checked, names: ModelNames, facts: Facts, says: DecodedVin, who: str) -> None:
    """Name every fact that was stated otherwise than the VIN or the registry says."""
    model = facts.model
    if model and says.model and model != says.model:
        checked.fault(
            "vin_must_agree",
            f"{who} says {_a(says.model)}, but the model given is {model}. Please check which of "
            f"the two is right: the VIN stands on the registration and on {STICKER}.",
        )
    elif model and not says.model and names.maker_of(model) == "Toyota":
        checked.fault(
            "vin_must_agree",
            f"{who} says a Lexus, but the model given is {model}, a Toyota. Please check the VIN "
            f"on the registration or on {STICKER}.",
        )
    if facts.model_year is not None and says.model_year not in (None, facts.model_year):
        checked.fault(
            "vin_must_agree",
            f"{who} says model year {says.model_year}, but the model year given is "
            f"{facts.model_year}. Please check the VIN, or leave the model year out.",
        )
    if facts.plant and says.plant and facts.plant != says.plant:
        checked.fault(
            "vin_must_agree",
            f"{who} says built in {plant_in_words(says.plant)}, but the plant given is "
            f"{plant_in_words(facts.plant)}. Please check the VIN, or leave the plant out.",
        )


def _check_dates(checked: Checked, on: date) -> None:
    """The dates alone, and the year against them where nothing else is wrong with the facts."""
    built, year = checked.facts.built, checked.facts.model_year
    first = last = None
    if built:
        try:
            first, last = built.first, built.last
        except (ValueError, IndexError, OverflowError):
            checked.fault(
                "facts_unreadable",
                f"There is no such build date as {built}. Please check the month and year on "
                f"{STICKER}.",
            )
            return
        if first > on:
            checked.fault(
                "build_date_not_in_future",
                f"The build date given, {_when(built)}, is still to come. Please check the month "
                f"and year on {STICKER}.",
            )
    if year is None or checked.problems:
        return
    if not _FIRST_CAR <= year < date.max.year:
        checked.fault(
            "facts_unreadable",
            f"{year} is not a model year. Please give the four digits, as in 2023, or leave it "
            f"out.",
        )
        return
    begins, ends = date(year - 1, 1, 1), date(year, 12, 31)
    if built and first and last and (first < begins or last > ends):
        checked.fault(
            "model_year_fits_build_date",
            f"A {year} model is built between January {year - 1} and December {year}, but the "
            f"build date given is {_when(built)}. Please check the month and year on {STICKER}, "
            f"and the model year.",
        )
    elif not built and begins > on:
        checked.fault(
            "build_date_not_in_future",
            f"A {year} model is not built before January {year - 1}, which is still to come. "
            f"Please check the model year.",
        )


def _when(built: BuildDate) -> str:
    if built.day is None:
        return month_in_words(Month(built.month.year, built.month.month))
    return day_in_words(built.first)


def _a(model: str | None) -> str:
    return f"{article(model or '')} {model}"
