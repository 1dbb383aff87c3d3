"""Who is let in at the agents' door: names and passwords, cookies, roles, tokens, patience."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from agent_fakes import WORDS, Agent, Clock
from itsdangerous import Signer
from sqlalchemy.engine import Engine

from assistant.storage.users import Users
from assistant.web.agent.doorkeeper import COOKIE

DATABASES = ("memory", "postgresql")
READS = ["me", "program", "topics/cost", "disclosures", "corner",
         "disclosures/00000000-0000-4000-8000-000000000000.pdf"]  # fmt: skip
CHANGES = ["suggest", "vehicle", "disclosures", "sign-out"]
Open = Callable[..., Agent]


def test_name_and_password_open_the_console(stranger: Agent) -> None:
    assert "Sign in" in stranger.client.get("/agent").text
    answer = stranger.sign_in()
    assert answer.status_code == 200
    told = answer.json()
    assert (told["name"], told["shown_as"], told["role"]) == ("maria", "Maria", "agent")
    assert 'id="ask"' in stranger.client.get("/agent").text
    assert stranger.get("me").json() == told


def test_the_cookie_is_for_this_site_and_no_script(stranger: Agent) -> None:
    cookie = stranger.sign_in().headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Secure", "Path=/agent", "Max-Age=43200"):
        assert part in cookie
    assert "maria" not in cookie


@pytest.mark.parametrize(("name", "password"), [
    ("maria", "not the password"), ("nobody", WORDS), ("maria", ""), ("", ""),
    ("maria\x00", WORDS), ("\ud800", "\ud800"), ("' or 1=1 --", WORDS), ("x" * 5000, "y" * 5000),
])  # fmt: skip
def test_a_wrong_name_and_a_wrong_password_sound_alike(
    stranger: Agent, name: str, password: str
) -> None:
    answer = stranger.sign_in(name, password)
    assert answer.status_code == 401
    assert answer.json()["error"]["message"] == "The name or the password is not right."
    assert COOKIE not in stranger.client.cookies


@pytest.mark.parametrize("body", [{}, {"name": 1, "password": 2}, {"name": "maria"},
                                  {"name": "m", "password": "p", "role": "admin"}])  # fmt: skip
def test_what_is_no_sign_in_is_said(stranger: Agent, body: dict[str, object]) -> None:
    assert stranger.client.post("/agent/api/sign-in", json=body).status_code == 400


@pytest.mark.parametrize("path", READS)
def test_a_guest_reads_nothing(stranger: Agent, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 401
    assert answer.json()["error"]["message"] == "Please sign in first."


@pytest.mark.parametrize("path", CHANGES)
def test_a_guest_asks_nothing(stranger: Agent, path: str) -> None:
    assert stranger.post(path, {"text": "op code"}).status_code == 401


@pytest.mark.parametrize("file", ["console.js", "console.css", "api.js", "vehicle.js"])
def test_the_consoles_files_are_for_who_is_signed_in(
    stranger: Agent, agent: Agent, file: str
) -> None:
    assert stranger.client.get(f"/agent/{file}").status_code == 401
    assert stranger.client.get("/agent/console.html").status_code == 404
    answer = agent.client.get(f"/agent/{file}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-cache"


def forged(agent: Agent) -> list[str]:
    real = agent.client.cookies[COOKIE]
    id, _, signature = real.rpartition(".")
    return [
        "", "nonsense", id, f"{id}.", f"{id}x.{signature}", f"{id}.{signature[:-2]}",
        Signer("another secret", salt="agent sign-in").sign(id).decode(),
        Signer("a secret of the house").sign(id).decode(),
        "admin.admin", "." * 150, "x" * 5000, real + "x",
    ]  # fmt: skip


def test_a_forged_cookie_opens_nothing(agent: Agent, open_browser: Open) -> None:
    for cookie in forged(agent):
        thief = open_browser()
        answer = thief.client.get("/agent/api/me", headers={"cookie": f"{COOKIE}={cookie}"})
        assert answer.status_code == 401, cookie
        page = thief.client.get("/agent", headers={"cookie": f"{COOKIE}={cookie}"})
        assert 'id="ask"' not in page.text


def test_a_well_signed_id_that_nobody_was_given_opens_nothing(stranger: Agent) -> None:
    import hashlib

    signer = Signer("a secret of the house", salt="agent sign-in", digest_method=hashlib.sha256)
    cookie = signer.sign("x" * 43).decode()
    answer = stranger.client.get("/agent/api/me", headers={"cookie": f"{COOKIE}={cookie}"})
    assert answer.status_code == 401


def test_a_role_is_never_taken_from_the_browser(agent: Agent, people: Users) -> None:
    for more in ({"role": "admin"}, {"X-Role": "admin"}, {"cookie2": "role=admin"}):
        answer = agent.client.get("/agent/api/corner", headers=more, params={"role": "admin"})
        assert answer.status_code == 403
    agent.client.cookies.set("role", "admin", domain="keys.example", path="/agent")
    assert agent.get("corner").status_code == 403
    people.change_role("maria", "editor")
    assert agent.get("corner").status_code == 200
    people.change_role("maria", "guest")
    assert agent.get("program").status_code == 403
    assert 'id="ask"' not in agent.client.get("/agent").text


def test_somebody_known_who_may_do_nothing_yet_is_told(open_browser: Open) -> None:
    gus = open_browser()
    assert gus.sign_in("gus").json()["role"] == "guest"
    answer = gus.post("suggest", {"text": "op code"})
    assert answer.status_code == 403
    assert "supervisor" in answer.json()["error"]["message"]


@pytest.mark.parametrize("token", [None, "", "nonsense", "0" * 64])
@pytest.mark.parametrize("path", CHANGES)
def test_without_the_pages_token_nothing_is_done(
    agent: Agent, path: str, token: str | None
) -> None:
    headers = {} if token is None else {"x-csrf-token": token}
    answer = agent.client.post(f"/agent/api/{path}", json={"text": "cost"}, headers=headers)
    assert answer.status_code == 403
    assert agent.get("me").status_code == 200


def test_another_agents_token_does_not_fit(agent: Agent, editor: Agent) -> None:
    agent.token = editor.token
    assert agent.post("suggest", {"text": "cost"}).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_sites_page_can_do_nothing(agent: Agent, site: str) -> None:
    headers = {"x-csrf-token": agent.token, "sec-fetch-site": site}
    answer = agent.client.post("/agent/api/suggest", json={"text": "cost"}, headers=headers)
    assert answer.status_code == 403
    answer = agent.client.post(
        "/agent/api/sign-in", json={"name": "maria", "password": WORDS}, headers=headers
    )
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


def test_signing_out_ends_it_everywhere(agent: Agent, open_browser: Open) -> None:
    cookie = agent.client.cookies[COOKIE]
    assert agent.post("sign-out").status_code == 200
    assert COOKIE not in agent.client.cookies
    thief = open_browser()
    answer = thief.client.get("/agent/api/me", headers={"cookie": f"{COOKIE}={cookie}"})
    assert answer.status_code == 401


def test_signing_in_again_makes_the_old_cookie_worthless(agent: Agent, open_browser: Open) -> None:
    old = agent.client.cookies[COOKIE]
    agent.sign_in()
    assert agent.client.cookies[COOKIE] != old
    thief = open_browser()
    answer = thief.client.get("/agent/api/me", headers={"cookie": f"{COOKIE}={old}"})
    assert answer.status_code == 401


def test_nobody_stays_signed_in_for_ever(agent: Agent, now: Clock) -> None:
    now.wait(hours=2, minutes=1)
    assert agent.get("me").status_code == 401


def test_after_five_failures_there_is_a_pause_said_kindly(open_browser: Open, now: Clock) -> None:
    browser = open_browser()
    for _ in range(5):
        assert browser.sign_in(password="not the password").status_code == 401
    locked = browser.sign_in()
    assert locked.status_code == 429
    assert locked.headers["retry-after"] == "900"
    message = locked.json()["error"]["message"]
    assert "15 minutes" in message
    assert "supervisor" in message
    # Her own desk elsewhere is not locked, and neither is a colleague beside the stranger.
    assert open_browser("198.51.100.7").sign_in().status_code == 200
    assert open_browser().sign_in("eddie").status_code == 200
    now.wait(minutes=15)
    assert browser.sign_in().status_code == 200


def test_a_name_that_nobody_has_is_locked_just_the_same(open_browser: Open) -> None:
    browser = open_browser()
    for _ in range(5):
        assert browser.sign_in("nobody").status_code == 401
    assert browser.sign_in("nobody").status_code == 429


def test_a_disabled_account_is_out_at_once(agent: Agent, people: Users, now: Clock) -> None:
    people.disable("maria", now=now())
    assert agent.get("me").status_code == 401
    assert agent.sign_in().status_code == 401


def test_a_database_that_is_away_lets_nobody_in(agent: Agent, engine: Engine) -> None:
    with engine.begin() as db:
        db.exec_driver_sql("DROP TABLE sign_ins")
    answer = agent.post("suggest", {"text": "op code"})
    assert answer.status_code == 503
    assert "op code" not in answer.text.lower()
