"""What an agent looks up, and the line that each look-up leaves."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from agent_fakes import Agent
from sqlalchemy.engine import Engine

from assistant.eligibility.vin import check_digit
from assistant.storage.audit import Audit, Line
from assistant.storage.schema import metadata
from assistant.storage.vault import Vault

BARE = "2T2BAMCA0RC012345"
VIN = BARE[:8] + check_digit(BARE) + BARE[9:]


def audit(engine: Engine, action: str) -> list[Line]:
    lines = Audit(engine, Vault("a secret of the house")).lines()
    return [line for line in reversed(lines) if line.action == action]


def text_of(tree: Any) -> str:
    if isinstance(tree, str):
        return tree
    return "".join(map(text_of, tree if isinstance(tree, list) else tree["children"]))


def test_the_goodwill_script_is_there_with_its_source(agent: Agent) -> None:
    answer = agent.post("suggest", {"text": "guy lost his only fob n his phase isnt out"})
    best, *_ = answer.json()["topics"]
    assert best["id"] == "goodwill_key"
    assert "goodwill gesture" in best["script"]
    assert best["blanks"] == ["guest name", "dealer name"]
    (source,) = best["sources"]
    assert source["where"] == "FAQ Q13"
    assert "goodwill gesture" in source["quote"]
    assert "Never offer it unasked" in text_of(best["never_say"])
    assert best["as_of"] == "2024-01-31"


def test_a_table_of_an_agents_topic_is_a_table(agent: Agent) -> None:
    topic = agent.get("topics/claim_filing").json()
    assert topic["to_do"][0]["tag"] == "table"
    assert "23LJ01R1" in text_of(topic["to_do"])


def test_two_t_two_letter_by_letter(agent: Agent) -> None:
    said = [agent.post("suggest", {"text": "2T2"[:n]}).json()["vin_so_far"] for n in (1, 2, 3)]
    assert said == [[], [], ["2T2: Lexus, built in Canada (North America)."]]
    card = agent.post("vehicle", {"vin": "2T2"}).json()
    assert (card["advice"], card["vin"]["heard"]) == (None, "2T2")


def test_a_guest_who_wants_a_person_gets_the_numbers(agent: Agent) -> None:
    people = agent.post("suggest", {"text": "she wants to talk to a real person"}).json()["people"]
    assert [person["phone"] for person in people] == ["1-800-255-3987", "1-888-255-3987"]
    assert people[0]["now"].startswith("open now")


def test_the_verdict_and_why(agent: Agent) -> None:
    card = agent.post("vehicle", {"model": "UX", "built": "1/15/23"}).json()
    advice = card["advice"]
    assert advice["outcome"] == "verify_with_dealer"
    assert [(row["list"], row["covers"]) for row in advice["rows"]] == [
        ("chart", "no"), ("table", "yes"),
    ]  # fmt: skip
    assert len(advice["conflicts"]) == 1
    assert advice["reasons"][0]["where"] == "FAQ Q3"
    assert {change["outcome"] for change in advice["changes"]} == {
        "remedy_available", "not_covered",
    }  # fmt: skip
    assert agent.post("vehicle", {"model": "NX", "built": "10/20/22"}).json()["advice"]["asks"] == (
        "plant"
    )


def test_each_look_up_leaves_one_line_while_somebody_types(agent: Agent, engine: Engine) -> None:
    words = "what do I have to bring to the appointment"
    for end in range(20, len(words) + 1):
        agent.post("suggest", {"text": words[:end]})
    lines = audit(engine, "topic")
    assert [line.detail["topic"] for line in lines][-1] == "what_to_bring"
    assert len(lines) <= 4
    agent.post("suggest", {"text": "what is the op code"})
    last = audit(engine, "topic")[-1]
    assert (last.user, last.detail) == ("maria", {"topic": "claim_filing"})


def test_the_line_of_a_vehicle_has_no_vin_in_the_clear(agent: Agent, engine: Engine) -> None:
    for _ in range(3):
        agent.post("vehicle", {"vin": VIN, "built": "12/23"})
    agent.post("suggest", {"text": f"his vin is {VIN} is it in"})
    (line,) = audit(engine, "vehicle")
    assert line.last_six == VIN[-6:]
    assert line.detail["outcome"] == "later_phase"
    with engine.connect() as db:
        for table in metadata.sorted_tables:
            rows = db.execute(sa.select(table)).all()
            assert VIN not in str(rows), table.name
    about_it = Audit(engine, Vault("a secret of the house")).lines(vin=VIN)
    assert [found.action for found in about_it] == ["vehicle"]


def test_signing_in_and_out_leave_lines(agent: Agent, engine: Engine) -> None:
    agent.post("sign-out")
    assert [line.user for line in audit(engine, "sign_in") + audit(engine, "sign_out")] == [
        "maria", "maria",
    ]  # fmt: skip


def test_what_cannot_be_noted_is_not_shown(agent: Agent, engine: Engine) -> None:
    with engine.begin() as db:
        db.exec_driver_sql("DROP TABLE audit")
    assert agent.post("suggest", {"text": "op code"}).status_code == 503
    assert agent.get("topics/claim_filing").status_code == 503


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("suggest", {}, 200),
        ("suggest", {"text": ["a"]}, 400),
        ("suggest", {"text": "x", "role": "admin"}, 400),
        ("suggest", {"text": "x" * 3_000}, 413),
        ("suggest", {"text": "\x00\x07 \u202e <script>"}, 200),
        ("vehicle", {"vin": None}, 400),
        ("vehicle", {"built": "99/99/9999", "model_year": "-1", "plant": "<b>"}, 200),
        ("vehicle", {"vin": "two t two " * 150}, 200),
        ("vehicle", {"model_year": "٢٠٢٣"}, 200),
    ],
)
def test_odd_requests_are_answered_calmly(
    agent: Agent, path: str, body: dict[str, Any], status: int
) -> None:
    assert agent.post(path, body).status_code == status


def test_half_a_character_is_no_reason_to_fall(agent: Agent) -> None:
    answer = agent.client.post(
        "/agent/api/suggest",
        content=json.dumps({"text": "\ud83d key"}),
        headers={"content-type": "application/json", "x-csrf-token": agent.token},
    )
    assert answer.status_code == 200


def test_a_topic_that_is_gone_is_not_found(agent: Agent) -> None:
    assert agent.get("topics/no_such_topic").status_code == 404


def test_the_corner_is_for_editors(agent: Agent, editor: Agent, engine: Engine) -> None:
    from datetime import datetime, timezone

    from assistant.storage import unanswered

    now = datetime(2024, 2, 10, tzinfo=timezone.utc)
    for question, times in (("third key?", 3), ("new battery?", 1)):
        for _ in range(times):
            unanswered.record(engine, question, topic="cost", channel="web", now=now)
    assert agent.get("corner").status_code == 403
    told = editor.get("corner").json()
    assert [(one["question"], one["count"]) for one in told["unanswered"]] == [
        ("third key?", 3), ("new battery?", 1),
    ]  # fmt: skip
    assert told["coverage"][0]["missed"] == 4
    assert told["coverage"][0]["id"] == "cost"
    assert {"claim_filing", "what_to_bring"} <= {topic["id"] for topic in told["coverage"]}
    assert told["version"]


def test_a_fault_in_the_files_is_shown_to_the_editor(
    tmp_path: Any, real_desk: Any, engine: Engine
) -> None:
    import shutil
    from pathlib import Path

    from assistant.desk.desk import Desk
    from assistant.knowledge.shelf import Shelf
    from assistant.web.agent.corner_api import CornerApi

    root = Path(__file__).resolve().parents[3]
    shutil.copytree(root / "knowledge", tmp_path / "knowledge")
    shelf = Shelf(tmp_path / "knowledge", root / "data" / "nlu")
    desk = Desk(shelf, encoder="none")
    file = tmp_path / "knowledge/topics/cost.md"
    file.write_text(file.read_text("utf-8").replace("source:", "sorce:", 1), "utf-8")
    shelf.refresh()
    told = CornerApi(desk, engine, None)._read()  # type: ignore[arg-type]
    assert any("cost.md" in fault["file"] and fault["line"] for fault in told["faults"])
    assert "cost" in [topic["id"] for topic in told["coverage"]]
