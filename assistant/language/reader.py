"""A message in, the facts about a car out.

The words are found by a spaCy pipeline of our own components (`names.PIPELINE`); what they mean
together is decided in `mentions` and `choice`. Nothing is remembered from one message to the next.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as Found

from assistant.eligibility import vin as vin_rules
from assistant.eligibility.facts import BuildDate, Facts
from assistant.knowledge.program import Month, Program
from assistant.language import (
    dates,
    events,
    model_lines,
    names,
    plants,
    spelling,
    vehicle_numbers,
)
from assistant.language.choice import choose
from assistant.language.corrections import corrects, negated
from assistant.language.mentions import Mention, mentions, plant_of
from assistant.language.people import asks_about_own, names_another_car, somebody_else
from assistant.language.reading import Reading, Span
from assistant.language.sentence import Sentence
from assistant.language.vin import VinReading, read_vin
from assistant.language.words import WordTokenizer

LONGEST = 4_000
"""Characters that are read of a message; doors take fewer."""

FACTORIES = (
    spelling.make_spelling,
    vehicle_numbers.make_vehicle_numbers,
    model_lines.make_model_lines,
    dates.make_dates,
    plants.make_plants,
    events.make_events,
)
"""Importing this module registers these with spaCy under the names of `names.PIPELINE`."""


def pipeline(program: Program) -> Language:
    """The spaCy pipeline that finds words and dates; set the day of asking in `doc.user_data`."""
    nlp = spacy.blank("en")
    nlp.tokenizer = WordTokenizer(nlp.vocab)
    config: dict[str, dict[str, object]] = {
        names.VEHICLE_NUMBERS: {
            "makers": dict(program.vin.makers),
            "toyota_makers": list(program.vin.toyota_makers),
        },
        names.MODEL_LINES: {
            "lines": list(program.lines),
            "other_models": dict(program.other_models),
        },
    }
    for name in names.PIPELINE:
        # Factories are annotated with strings here, which the check of configurations cannot read.
        nlp.add_pipe(name, config=config.get(name, {}), validate=False)
    return nlp


class Reader:
    """Reads facts from messages, for one version of the program's data."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.nlp = pipeline(program)

    def read(self, text: str, *, on: date) -> Reading:
        """What the message says of a car. `on` is the day of asking: "last december" needs it."""
        # Half a character (a lone surrogate) is nothing that could be read.
        whole = text[:LONGEST].encode("utf-8", "replace").decode()
        doc = self.nlp.make_doc(whole)
        doc.user_data[names.DAY_OF_ASKING] = on
        for _, component in self.nlp.pipeline:
            doc = component(doc)
        return self._understand(doc)

    def _understand(self, doc: Doc) -> Reading:
        sentence = Sentence(doc)
        said = mentions(doc, sentence, self._program.lines)
        found = said.facts
        model = choose(found, "model", sentence)
        if model and model.owner == "other" and asks_about_own(sentence):
            model = None
            found = tuple(mention for mention in found if mention.owner != "other")
        own = (model and model.owner == "own") or any(
            mention.owner == "own" and mention.kind != "model" for mention in found
        )
        acquired = said.acquired
        if own and not (model and model.owner == "other"):
            acquired = tuple(whose for whose in acquired if whose != "other")
            found = tuple(mention for mention in found if mention.owner != "other")
        chosen = {
            kind: choose(found, kind, sentence)
            for kind in ("model_year", "built", "built_year", "built_month", "plant")
        }
        facts, held = self._facts(model, chosen)
        built_year, built_month = _rest(chosen["built_year"]), _rest(chosen["built_month"])
        if facts.built is None and built_year and built_month:
            facts = replace(facts, built=BuildDate(Month(built_year, built_month)))
        if facts.built:
            built_year = built_month = None
        vin, facts, vin_span = self._vin(doc, facts)
        spans = [_place(doc, mention.start, mention.end, mention) for mention in held]
        if vin_span:
            spans.append(vin_span)
        something = bool(spans)
        denied = any(negated(sentence, m.start, later=False) for m in said.facts)
        return Reading(
            facts=facts,
            vin=vin,
            built_year=built_year,
            built_month=built_month,
            purchase=bool(acquired) and facts.built is None and built_year is None,
            corrects=(something and corrects(sentence))
            or denied
            or _replaced(said.facts, sentence),
            another_car=bool(model and model.owner == "other")
            or names_another_car(sentence)
            or (
                model is None
                and somebody_else(sentence)
                and any(m.owner == "other" for m in (*held, *_models(found)))
            ),
            spans=tuple(sorted(spans)),
        )

    def _facts(
        self, model: Mention | None, chosen: dict[str, Mention | None]
    ) -> tuple[Facts, list[Mention]]:
        year, built, plant = chosen["model_year"], chosen["built"], chosen["plant"]
        held = [mention for mention in (model, *chosen.values()) if mention]
        return (
            Facts(
                model=model.value if model else None,
                model_year=int(year.value) if year else None,
                built=BuildDate.parse(built.value) if built else None,
                plant=plant_of(plant) if plant else None,
            ),
            held,
        )

    def _vin(self, doc: Doc, facts: Facts) -> tuple[VinReading | None, Facts, Span | None]:
        """The VIN of the message, and the facts with what it adds where the message is silent."""
        for span in doc.spans[names.VEHICLE_NUMBERS]:
            place = _characters(doc, span.start, span.end)
            if span.label_ == vehicle_numbers.MAKER:
                plant = facts.plant or self._program.vin.makers.get(span.kb_id_)
                return None, replace(facts, plant=plant), Span(*place, "plant")
            return self._read_vin(doc, span, facts, place)
        return None, facts, None

    def _read_vin(
        self, doc: Doc, span: Found, facts: Facts, place: tuple[int, int]
    ) -> tuple[VinReading | None, Facts, Span | None]:
        text = doc.user_data[names.TEXT][slice(*place)]
        reading = read_vin(text, self._program.vin)
        vin = reading.vin
        if vin is None and span.label_ == vehicle_numbers.VIN:
            vin = vin_rules.compact(text)
        facts = replace(facts, vin=vin)
        if vin and not vin_rules.problems(vin):
            added = vin_rules.decode(vin, self._program.vin)
            facts = replace(
                facts,
                model=facts.model or added.model,
                model_year=facts.model_year or added.model_year,
                plant=facts.plant or added.plant,
            )
        return reading, facts, Span(*place, "vin")


def _models(found: tuple[Mention, ...]) -> list[Mention]:
    return [mention for mention in found if mention.kind == "model"]


def _rest(mention: Mention | None) -> int | None:
    return int(mention.value) if mention else None


def _replaced(found: tuple[Mention, ...], sentence: Sentence) -> bool:
    """Was one value said and another put in its place ("I said NX but it's an RX")?"""
    return any(
        first.kind == second.kind
        and first.value != second.value
        and negated(sentence, first.start, later=True)
        for first, second in pairwise(found)
    )


def _characters(doc: Doc, start: int, end: int) -> tuple[int, int]:
    offsets: list[tuple[int, int]] = doc.user_data[names.OFFSETS]
    return offsets[start][0], offsets[end - 1][1]


def _place(doc: Doc, start: int, end: int, mention: Mention) -> Span:
    return Span(*_characters(doc, start, end), mention.kind)
