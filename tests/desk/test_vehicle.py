"""What a conversation remembers of a vehicle as a guest goes on talking."""

from __future__ import annotations

from assistant.desk.vehicle import Heard, Vehicle, facts_to_doubt
from assistant.eligibility.facts import BuildDate, Facts
from assistant.knowledge.program import Month


def heard(**said: object) -> Heard:
    names = {"built_year", "built_month", "purchase", "corrects", "another_car"}
    if "built" in said:
        said["built"] = BuildDate.parse(str(said["built"]))
    facts = Facts(**{k: v for k, v in said.items() if k not in names})  # type: ignore[arg-type]
    return Heard(facts=facts, **{k: v for k, v in said.items() if k in names})  # type: ignore[arg-type]


def after(*messages: Heard, asked: str | None = None) -> Vehicle:
    vehicle = Vehicle()
    for message in messages:
        vehicle = vehicle.hear(message, asked=asked)
    return vehicle


def test_facts_add_up_in_any_order() -> None:
    vehicle = after(heard(built="2023-08"), heard(model="NX"), heard(plant="japan"))
    assert vehicle.facts == Facts("NX", None, BuildDate(Month(2023, 8)), "japan")


def test_a_corrected_model_keeps_the_rest() -> None:
    vehicle = after(heard(model="RX", built="2022-12"), heard(model="GX", corrects=True))
    assert (vehicle.facts.model, str(vehicle.facts.built)) == ("GX", "2022-12")


def test_another_car_starts_from_nothing() -> None:
    vehicle = after(heard(model="NX", built="2023-08"), heard(model="RX", another_car=True))
    assert vehicle.facts == Facts("RX")


def test_a_different_model_without_words_of_correction_is_another_car() -> None:
    vehicle = after(heard(model="NX", built="2023-08"), heard(model="RX"))
    assert vehicle.facts == Facts("RX")


def test_a_different_model_while_a_fact_is_asked_for_corrects_the_first() -> None:
    vehicle = after(heard(model="NX"), heard(model="RX", plant="japan"), asked="built")
    assert vehicle.facts == Facts("RX", plant="japan")


def test_a_year_waits_for_its_month() -> None:
    waiting = after(heard(model="NX"), heard(built_year=2023))
    assert (waiting.facts.built, waiting.built_year) == (None, 2023)
    complete = waiting.hear(heard(built_month=8), asked="built")
    assert str(complete.facts.built) == "2023-08"
    assert complete.built_year is None


def test_a_corrected_year_keeps_the_month() -> None:
    vehicle = after(heard(model="NX", built="2023-11"), heard(built_year=2022, corrects=True))
    assert str(vehicle.facts.built) == "2022-11"


def test_a_bare_year_answers_the_question_when_it_was_built() -> None:
    vehicle = after(heard(model="NX")).hear(heard(model_year=2023), asked="built")
    assert (vehicle.built_year, vehicle.facts.model_year) == (2023, None)


def test_a_purchase_date_is_remembered_until_the_build_date_is_known() -> None:
    bought = after(heard(model="NX", purchase=True))
    assert bought.purchase
    assert bought.facts.built is None
    assert not bought.hear(heard(built="2023-08"), asked="built").purchase


def test_another_vin_brings_its_own_facts() -> None:
    first = heard(vin="A" * 17, model="NX", plant="japan")
    second = heard(vin="B" * 17, model="RX", plant="north_america", corrects=True)
    assert after(first, second).facts == Facts("RX", None, None, "north_america", "B" * 17)


def test_a_vehicle_survives_the_slots() -> None:
    vehicle = after(heard(model="NX", built="2023-08-01", purchase=True), heard(built_year=2022))
    assert Vehicle.from_dict(vehicle.as_dict()) == vehicle


def test_the_fact_without_which_the_rest_makes_sense_is_doubted() -> None:
    facts = Facts("NX", 2023, BuildDate(Month(2030, 1)))
    assert facts_to_doubt(facts, lambda f, on: bool(f.built), None) == "built"  # type: ignore[arg-type]
