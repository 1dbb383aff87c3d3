"""The laws of the engine: each has an id, one sentence that an agent can read out, and a source.

A `Verdict` lists the ids of the rules that it rests on, in the order in which they were used. Which
phases are possible where a chart cell is empty is data (`knowledge/program/`), with reasons of its
own; `explain` puts those sentences where they belong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.knowledge.program import Program
from assistant.knowledge.topic import Source

if TYPE_CHECKING:
    from assistant.eligibility.verdict import Verdict


@dataclass(frozen=True)
class Rule:
    """One law of the engine."""

    id: str
    """Stable: `both_lists_cover`."""
    sentence: str
    """The law, as an agent can say it aloud."""
    source: Source | None = None
    """Where the letter says it; None for what rests on VINs, the registry or plain logic."""


_CHART = Source("chart", "Production Start and End")
_TABLE = Source("FAQ", "Q3")
_COLOURS = Source("chart", "phase colors")
_PHASES = Source("phase table", "Announcement Timing")

_ALL = (
    # One build day, one plant.
    Rule(
        "both_lists_cover",
        "Both the chart and the Model/Years table cover this build date, so the vehicle was "
        "delivered with one Smart Key.",
        _TABLE,
    ),
    Rule(
        "neither_list_covers",
        "Neither the chart nor the Model/Years table covers this build date, so the vehicle is not "
        "in the program.",
        _TABLE,
    ),
    Rule(
        "lists_disagree",
        "Only one of the two lists, the chart and the Model/Years table, covers this build date, "
        "so the dealer must verify the VIN.",
        _TABLE,
    ),
    Rule(
        "exact_day_counts",
        "Where the chart's exact day falls inside the table's early, mid or late third of a month, "
        "the two agree, and the exact day counts.",
        _CHART,
    ),
    Rule(
        "ongoing_has_no_end",
        "The chart calls this production ongoing; the table's end in October 2023 is no conflict, "
        "because the table lists launched phases only.",
        _CHART,
    ),
    Rule(
        "model_year_unlisted",
        "The build date is covered, but the two lists do not both name this model year, so the "
        "dealer must verify the VIN.",
        _TABLE,
    ),
    Rule(
        "two_keys_again",
        "From April 2024 on, production with two Smart Keys is estimated again, so a later build "
        "date must be verified by the dealer.",
        Source("FAQ", "Q9"),
    ),
    # A whole month.
    Rule(
        "covered_days_of_month",
        "Only the month is known and only some of its days are covered; the answer is that of the "
        "covered days, and the conditions name them.",
        _CHART,
    ),
    Rule(
        "future_days_impossible",
        "Days after today cannot be the build date, so they do not count.",
    ),
    # The phase.
    Rule(
        "phase_from_chart",
        "The phase is the one that the chart gives for this model and production month.",
        _COLOURS,
    ),
    Rule(
        "phase_not_guessed",
        "Our copy of the chart has lost its colors, so the possible phases are named and none is "
        "guessed.",
        _COLOURS,
    ),
    Rule(
        "remedy_available",
        "The remedy is available for every phase that is possible for this vehicle.",
        _PHASES,
    ),
    Rule(
        "later_phase",
        "Not every phase that is possible for this vehicle had been announced when the letter was "
        "written, so the vehicle waits for a later phase.",
        _PHASES,
    ),
    Rule(
        "estimate_passed",
        "A month for which the announcement was estimated is over, so the VIN should be checked "
        "now.",
        _PHASES,
    ),
    # Which vehicles.
    Rule(
        "model_not_in_program",
        "This model is not one of the Lexus models of the program.",
        _TABLE,
    ),
    Rule(
        "toyota_vehicle",
        "This is a Toyota; the lists here hold Lexus vehicles only, and certain 2022 to 2024 "
        "Toyota models are covered separately.",
        Source("FAQ", "Q3a"),
    ),
    Rule(
        "other_maker",
        "The VIN belongs to another maker, so the vehicle is not in the program.",
        _TABLE,
    ),
    # What is not known.
    Rule(
        "ask_what_matters",
        "Only facts that can still change the answer are asked for.",
        _CHART,
    ),
    Rule(
        "unknown_does_not_matter",
        "Something is not known of this vehicle, but nothing that it could be changes the answer.",
    ),
    Rule(
        "plants_of_the_chart",
        "Where the vehicle was built is not known; only the plants that the chart has for this "
        "model are possible.",
        _CHART,
    ),
    # What cannot be.
    Rule("facts_unreadable", "One of the facts could not be understood."),
    Rule(
        "vin_must_be_sound",
        "A VIN has 17 characters, never I, O or Q, a check digit in position 9, and digits in the "
        "last five places.",
    ),
    Rule(
        "vin_must_agree",
        "What a VIN says of model, model year and plant must agree with what was said otherwise.",
    ),
    Rule(
        "build_date_not_in_future",
        "A vehicle that has not been built yet cannot be judged.",
    ),
    Rule(
        "model_year_fits_build_date",
        "A model year is built from January of the year before to December of the year itself.",
    ),
    # The registry.
    Rule(
        "registry_decides",
        "The vehicle registry knows this VIN, and what it records decides.",
    ),
    Rule(
        "already_delivered",
        "The vehicle registry records that the second Smart Key has been delivered.",
    ),
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in _ALL})
"""Every id that a `Verdict.rules` can hold -> its rule."""


def explain(verdict: Verdict, program: Program) -> tuple[str, ...]:
    """The verdict's rules as sentences, in order, with the program's reasons for the candidates."""
    told: list[str] = []
    for id in verdict.rules:
        told.append(RULES[id].sentence)
        if id == "phase_not_guessed":
            possible = set(verdict.phase_candidates)
            told += [c.reason for c in program.candidates if possible >= set(c.phases)]
    return tuple(told)
