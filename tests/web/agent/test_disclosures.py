"""The disclosure form: all fields of the letter's own, kept sealed, for agents only."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
import sqlalchemy as sa
from agent_fakes import Agent
from pypdf import PdfReader
from sqlalchemy.engine import Engine

from assistant.eligibility.vin import check_digit
from assistant.storage.audit import Audit
from assistant.storage.schema import metadata
from assistant.storage.vault import Vault

DATABASES = ("memory", "postgresql")

pytest.importorskip("reportlab")


def vin(bare: str) -> str:
    return bare[:8] + check_digit(bare) + bare[9:]


RX = vin("2T2BAMCA0RC012345")
FORM = {
    "vin": RX.lower(),
    "model": "RX",
    "model_year": "2024",
    "built": "2023-12",
    "guest_name": "Ana  López",
    "guest_email": "ana@example.org",
    "guest_address": "12 Garden Street",
    "guest_city": "Plano, TX 75024",
    "home_phone": "469 555 0100",
    "mobile_phone": "(469) 555-0123",
    "dealer_name": "Lexus of Plano",
    "dealer_address": "6800 Dallas Pkwy, Plano, TX",
    "dealer_code": "60112",
    "dealer_phone": "+1 469 555 0199",
    "dealer_staff": "Sam Reed",
}
PRINTED = (
    "GUEST CONTACT & VEHICLE DISCLOSURE FORM", "not applicable for new vehicles",
    "the second key has NOT been provided", "NO CHARGE", "Guest Signature",
    "Lexus Owners Community", "www.safercar.gov", "VIN", "Program Code", "Model Year",
    "Guest Name", "Guest Email", "Guest Address", "Home Phone #", "Mobile Phone #", "Date",
    "program communications", "Dealer Name/Address", "Dealer Code", "Dealer Phone Number",
    "Dealer Staff Name", "Dealer Staff Signature",
    "Ana López", "ana@example.org", "12 Garden Street", "Plano, TX 75024", "(469) 555-0100",
    "(469) 555-0123", "2/10/2024", "Lexus of Plano", "60112", "(469) 555-0199", "Sam Reed",
)  # fmt: skip


def text_of(pdf: bytes) -> str:
    (page,) = PdfReader(BytesIO(pdf)).pages
    return " ".join(page.extract_text().split())


def test_the_paper_has_all_that_the_letter_asks_for(agent: Agent) -> None:
    made = agent.post("disclosures", FORM)
    assert made.status_code == 201, made.text
    paper = agent.client.get(made.json()["form"]["file"])
    assert paper.headers["content-type"] == "application/pdf"
    assert 'filename="disclosure-form-23LJ01-012345.pdf"' in paper.headers["content-disposition"]
    printed = text_of(paper.content)
    for words in PRINTED:
        assert words in printed, words
    # One box a character.
    assert " ".join(RX) in printed
    assert "2 3 L J 0 1" in printed


def test_the_covering_e_mail_is_as_the_letter_says(agent: Agent) -> None:
    email = agent.post("disclosures", FORM).json()["email"]
    assert email["to"] == "qc@lexus.com"
    assert email["subject"].startswith("Disclosure Form 23LJ01")
    assert RX in email["subject"]
    assert RX in email["body"]
    assert "kept on file at the dealership" in email["body"]
    assert "ana@example.org" not in email["body"]


def test_a_copy_is_kept_and_sealed(agent: Agent, engine: Engine) -> None:
    form = agent.post("disclosures", FORM).json()["form"]
    (kept,) = agent.get("disclosures").json()["forms"]
    assert kept == form
    assert (kept["by"], kept["last_six"]) == ("maria", "012345")
    with engine.connect() as db:
        for table in metadata.sorted_tables:
            rows = str(db.execute(sa.select(table)).all())
            for secret in (RX, "López", "ana@example.org", "555-0123", "Garden Street"):
                assert secret not in rows, (table.name, secret)
    agent.client.get(form["file"])
    lines = Audit(engine, Vault("a secret of the house")).lines(vin=RX)
    assert [line.action for line in lines] == ["disclosure_read", "disclosure"]


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("vin", "", "17 characters"),
        ("vin", "2T2BAMCA0RC012345", "check digit"),
        ("guest_name", " ", "name is needed"),
        ("dealer_name", "", "dealer's name"),
        ("guest_email", "ana at example", "no e-mail"),
        ("mobile_phone", "12", "no phone number"),
        ("guest_name", "Nguyễn Thị 明", "ễị明 cannot be printed"),
        ("guest_address", "x" * 120, "90 characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    agent: Agent, field: str, typed: str, told: str
) -> None:
    answer = agent.post("disclosures", {**FORM, field: typed})
    assert answer.status_code == 422
    assert told in answer.json()["wrong"][field]
    assert agent.get("disclosures").json()["forms"] == []


def test_one_way_to_reach_the_guest_is_needed(agent: Agent) -> None:
    no_way = {"guest_email": "", "home_phone": "", "mobile_phone": ""}
    answer = agent.post("disclosures", {**FORM, **no_way})
    assert "One way to reach the guest" in answer.json()["wrong"]["mobile_phone"]
    assert agent.post("disclosures", {**FORM, **no_way, "home_phone": "4695550100"}).json()["form"]


def test_a_car_outside_the_program_needs_no_form(agent: Agent) -> None:
    answer = agent.post("disclosures", {**FORM, "built": "2021-05", "model_year": "2021"})
    assert answer.status_code == 422
    toyota = {**FORM, "vin": vin("4T1B11HK0KU123456"), "model": "Camry", "built": ""}
    answer = agent.post("disclosures", toyota)
    assert "not in the program" in answer.json()["wrong"]["vin"]


def test_where_the_key_can_be_had_the_agent_hears_it(agent: Agent) -> None:
    remarks = agent.post(
        "disclosures", {**FORM, "vin": vin("2T2BAMCA0PC012345"), "model_year": "2023",
                        "built": "2023-03"},
    ).json()["remarks"]  # fmt: skip
    assert any("deliver the key instead" in remark for remark in remarks)
    assert any("contradicts itself" in remark for remark in remarks)


def test_nobody_else_opens_a_copy(
    agent: Agent, open_browser: Callable[..., Agent], stranger: Agent
) -> None:
    file = agent.post("disclosures", FORM).json()["form"]["file"]
    assert stranger.client.get(file).status_code == 401
    gus = open_browser()
    gus.sign_in("gus")
    assert gus.client.get(file).status_code == 403
    assert agent.client.get(file.replace(file[-20:-4], "0" * 16)).status_code == 404
    assert agent.client.get("/agent/api/disclosures/../../etc/passwd.pdf").status_code == 404
