"""What an agent is shown: scripts while typing, and a verdict with its reasons."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from assistant.desk.agent_desk import AgentDesk, Card, Entry
from assistant.desk.briefing import BLANK, notes_of
from assistant.desk.desk import Desk, Moment

ON = date(2024, 2, 10)
MOMENT = Moment(ON, datetime(2024, 2, 10, 17, tzinfo=timezone.utc), "agent")


def card(agent_desk: AgentDesk, **entry: str) -> Card:
    return agent_desk.vehicle(Entry(**entry), MOMENT)


def changes(found: Card) -> dict[str, str]:
    assert found.advice
    return {change.if_: change.outcome for change in found.advice.changes}


def test_the_guests_words_as_heard_find_the_script_and_its_source(agent_desk: AgentDesk) -> None:
    found = agent_desk.suggest("guy lost his only fob n his phase isnt out", on=ON)
    best = found.topics[0]
    assert (best.briefing.topic, best.briefing.audience) == ("goodwill_key", "agent")
    assert best.confidence > 0.5
    assert "goodwill gesture" in best.briefing.script
    assert best.briefing.blanks == ("guest name", "dealer name")
    assert any(s.item == "Q13" and "goodwill gesture" in s.quote for s in best.briefing.sources)
    assert any(note.startswith("Never offer it unasked") for note in best.briefing.never_say)
    assert "goodwill_before_lookup" in [c.id for c in best.briefing.contradictions]


def test_no_more_than_three_topics_best_first(agent_desk: AgentDesk) -> None:
    found = agent_desk.suggest("what do i brng to the apointment", on=ON)
    assert found.topics[0].briefing.topic == "what_to_bring"
    confidences = [topic.confidence for topic in found.topics]
    assert len(confidences) <= 3
    assert confidences == sorted(confidences, reverse=True)


def test_every_topic_has_a_script_and_loses_no_note(desk: Desk, agent_desk: AgentDesk) -> None:
    for topic in desk.knowledge.topics.values():
        shown = agent_desk.topic(topic.id)
        assert shown
        assert shown.script.strip(), topic.id
        assert all(blank in BLANK.findall(shown.script) for blank in shown.blanks)
        if topic.audience == "guest":
            assert shown.script == (topic.script or topic.voice)
        told = " ".join((*shown.never_say, *shown.notes))
        for line in topic.agent_notes.splitlines():
            assert " ".join(line.lstrip("-*+ ").split()) in told
    assert agent_desk.topic("no_such_topic") is None


def test_notes_that_forbid_stand_apart() -> None:
    never, other = notes_of(
        "- Never promise a day.\n- The letter is silent\n  here. Do not promise."
        "\n- **Never** guess.\n- It never rains.\n- Both are needed."
    )
    assert never == ("Never promise a day.", "The letter is silent here. Do not promise.",
                     "**Never** guess.")  # fmt: skip
    assert other == ("It never rains.", "Both are needed.")


def test_a_question_about_the_guests_car_points_to_the_vehicle_card(agent_desk: AgentDesk) -> None:
    found = agent_desk.suggest("he wants to know if his rx built in aug 2023 is in it", on=ON)
    assert found.heard.as_dict() == {"model": "RX", "built": "2023-08"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2", ()),
        ("2T", ()),
        ("2T2", ("2T2: Lexus, built in Canada (North America).",)),
        ("2t2bamca", ("2T2: Lexus, built in Canada (North America).", "Position 8, A: RX.")),
        ("JTJGARBZ5P", ("JTJ: Lexus, built in Japan.", "Position 8, Z: NX.",
                        "Position 10, P: model year 2023.")),
    ],
)  # fmt: skip
def test_a_vin_says_what_it_can_letter_by_letter(
    agent_desk: AgentDesk, typed: str, told: tuple[str, ...]
) -> None:
    assert agent_desk.suggest(typed, on=ON).vin_so_far == told
    assert card(agent_desk, vin=typed).vin_so_far == told


def test_a_dictated_vin_is_read(agent_desk: AgentDesk) -> None:
    spoken = "juliet tango juliet, golf alpha romeo bravo, zulu five, papa five zero zero, triple 0"
    found = card(agent_desk, vin=spoken + " 0", built="08/23")
    typed = card(agent_desk, vin="JTJ GARBZ5P 5000000".replace(" ", "-"))
    assert found.vin
    assert found.vin.heard.startswith("JTJGARBZ5P500")
    assert typed.vin


@pytest.mark.parametrize(
    ("entry", "outcome"),
    [
        ({"model": "rx350h", "built": "Aug 2023"}, "remedy_available"),
        ({"model": "NX", "built": "10/20/22"}, "need_facts"),
        ({"model": "nx", "built": "10/20/22", "plant": "canada"}, "remedy_available"),
        ({"model": "gx", "built": "2023-02"}, "not_covered"),
        ({"model": "UX", "built": "2023-01-15"}, "verify_with_dealer"),
        ({"model": "nx", "built": "12/22", "model_year": "22"}, "verify_with_dealer"),
        ({"model": "NX", "built": "2029-01"}, "invalid_facts"),
    ],
)
def test_the_card_reads_what_is_typed_and_tells_the_verdict(
    agent_desk: AgentDesk, entry: dict[str, str], outcome: str
) -> None:
    found = card(agent_desk, **entry)
    assert not found.unread
    assert found.advice
    assert found.advice.verdict.outcome == outcome
    assert found.advice.say
    assert "**" not in found.advice.say


def test_it_says_which_question_to_ask_next(agent_desk: AgentDesk) -> None:
    found = card(agent_desk, model="NX", built="10/20/22")
    assert found.advice
    assert found.advice.asks == "plant"
    assert "Was your NX built in Japan or in North America?" in found.advice.say


def test_the_two_lists_stand_beside_the_build_date(agent_desk: AgentDesk) -> None:
    found = card(agent_desk, model="UX", built="2023-01-15")
    assert found.advice
    rows = {(row.list, row.covers, row.period) for row in found.advice.rows}
    assert rows == {
        ("chart", "no", "November 1, 2022 to January 10, 2023"),
        ("table", "yes", "Late October 2022 to Mid January 2023"),
    }
    assert len(found.advice.conflicts) == 1
    assert [c.id for c in found.advice.contradictions] == ["ux_window"]
    assert all(reason.sentence for reason in found.advice.reasons)


def test_it_says_what_would_change_the_verdict(agent_desk: AgentDesk) -> None:
    assert changes(card(agent_desk, model="NX", built="10/20/22")) == {
        "built in Japan": "not_covered",
        "built in North America": "remedy_available",
        "built on or before October 12, 2022": "not_covered",
        "built from November 7, 2022 to June 30, 2023": "remedy_available",
    }
    assert changes(card(agent_desk, model="UX", built="2023-01-15")) == {
        "built from November 1, 2022 to January 10, 2023": "remedy_available",
        "built on or after January 21, 2023": "not_covered",
    }
    # A day three weeks inside: nothing near changes it.
    assert changes(card(agent_desk, model="GX", built="2022-12-09", model_year="2023")) == {}


def test_each_change_is_true(agent_desk: AgentDesk) -> None:
    found = card(agent_desk, model="LC", built="2022-12")
    assert changes(found)["built from October 21, 2022 to November 6, 2022"] == "verify_with_dealer"
    for day, outcome in (
        ("2022-10-20", "not_covered"),
        ("2022-10-21", "verify_with_dealer"),
        ("2022-11-06", "verify_with_dealer"),
        ("2022-11-07", "remedy_available"),
    ):
        other = card(agent_desk, model="LC", built=day)
        assert other.advice
        assert other.advice.verdict.outcome == outcome


def test_what_cannot_be_read_is_said_at_its_field(agent_desk: AgentDesk) -> None:
    found = card(agent_desk, model="zzz", built="2023", plant="mars", model_year="x")
    assert set(found.unread) == {"model", "built", "plant", "model_year"}
    assert found.advice is None
    assert "year is missing" in card(agent_desk, built="august").unread["built"]


def test_nothing_typed_is_nothing_said(agent_desk: AgentDesk) -> None:
    assert agent_desk.suggest("  ", on=ON).topics == ()
    assert card(agent_desk).advice is None
