"""Signing in with a company account, against an honest provider and dishonest ones."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from agent_fakes import Agent, Clock, IdentityProvider, other_key

from assistant.errors import AssistantError
from assistant.storage.users import Users
from assistant.web.agent.doorkeeper import COOKIE
from assistant.web.agent.settings import read_roles

BACK = "/agent/oidc/callback"


def visit(browser: Agent, provider: IdentityProvider) -> Any:
    """There and back."""
    away = browser.client.get("/agent/oidc")
    assert away.status_code == 303
    return browser.client.get(f"{BACK}?{provider.sign_in(away.headers['location'])}")


def test_a_company_account_opens_the_console(
    stranger: Agent, provider: IdentityProvider, people: Users
) -> None:
    assert stranger.get("ways-in").json() == {
        "passwords": True,
        "company": "Sign in with your company account",
    }
    back = visit(stranger, provider)
    assert (back.status_code, back.headers["location"]) == (303, "/agent")
    me = stranger.get("me").json()
    assert (me["name"], me["shown_as"], me["role"]) == ("maria-2", "Maria L.", "agent")


def test_the_way_there_says_what_the_books_ask_for(
    stranger: Agent, provider: IdentityProvider
) -> None:
    first, second = (
        parse_qs(urlsplit(stranger.client.get("/agent/oidc").headers["location"]).query)
        for _ in range(2)
    )
    assert first["redirect_uri"] == ["https://keys.example/agent/oidc/callback"]
    assert first["client_id"] == ["console"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 43
        assert first[name] != second[name]


def test_the_role_is_read_anew_each_time_and_the_highest_counts(
    open_browser: Callable[..., Agent], provider: IdentityProvider
) -> None:
    for groups, role in ((["key-agents"], "agent"), (["key-agents", "key-editors"], "editor")):
        provider.person["groups"] = groups
        browser = open_browser()
        visit(browser, provider)
        assert browser.get("me").json()["role"] == role


@pytest.mark.parametrize("groups", [[], ["staff"], None, "key-agents-x", {"key-agents": True}, 7])
def test_without_a_role_nobody_is_let_in(
    stranger: Agent, provider: IdentityProvider, groups: object
) -> None:
    provider.person["groups"] = groups
    back = visit(stranger, provider)
    assert back.headers["location"] == "/agent?company=role"
    assert COOKIE not in stranger.client.cookies


def test_a_disabled_person_stays_out(
    open_browser: Callable[..., Agent], provider: IdentityProvider, people: Users, now: Clock
) -> None:
    visit(open_browser(), provider)
    people.disable("maria-2", now=now())
    assert visit(open_browser(), provider).headers["location"] == "/agent?company=role"


WRONG: list[dict[str, Any]] = [
    {"claims": {"iss": "https://other.example"}},
    {"claims": {"aud": "another-console"}},
    {"claims": {"aud": ["console", "another"]}},
    {"claims": {"azp": "another"}},
    {"claims": {"exp": 1_000_000_000}},
    {"claims": {"iat": 9_000_000_000, "nbf": 9_000_000_000}},
    {"claims": {"nonce": "of somebody else"}},
    {"claims": {"nonce": None}},
    {"claims": {"sub": None}},
    {"algorithm": "none"},
    {"algorithm": "HS256"},
    {"signs_with": other_key()},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(next(iter(wrong.values())))[:40])
def test_a_token_that_does_not_hold_lets_nobody_in(
    stranger: Agent, provider: IdentityProvider, wrong: dict[str, Any]
) -> None:
    for name, value in wrong.items():
        setattr(provider, name, value)
    back = visit(stranger, provider)
    assert back.headers["location"] == "/agent?company=away"
    assert stranger.get("me").status_code == 401


def test_a_code_is_worth_nothing_in_another_browser(
    open_browser: Callable[..., Agent], provider: IdentityProvider
) -> None:
    agent, thief = open_browser(), open_browser()
    query = provider.sign_in(agent.client.get("/agent/oidc").headers["location"])
    assert thief.client.get(f"{BACK}?{query}").headers["location"] == "/agent?company=again"
    thief.client.get("/agent/oidc")
    assert thief.client.get(f"{BACK}?{query}").headers["location"] == "/agent?company=again"
    assert thief.get("me").status_code == 401
    assert agent.client.get(f"{BACK}?{query}").headers["location"] == "/agent"


def test_the_same_way_back_twice_leads_nowhere(stranger: Agent, provider: IdentityProvider) -> None:
    query = provider.sign_in(stranger.client.get("/agent/oidc").headers["location"])
    stranger.client.get(f"{BACK}?{query}")
    assert stranger.client.get(f"{BACK}?{query}").headers["location"] == "/agent?company=again"


def test_who_takes_too_long_begins_again(
    stranger: Agent, provider: IdentityProvider, now: Clock
) -> None:
    query = provider.sign_in(stranger.client.get("/agent/oidc").headers["location"])
    now.wait(minutes=11)
    assert stranger.client.get(f"{BACK}?{query}").headers["location"] == "/agent?company=again"


@pytest.mark.parametrize(
    "query", ["", "code=x", "state=x", "error=access_denied", "code=%00&state="]
)
def test_a_way_back_out_of_nowhere_leads_nowhere(stranger: Agent, query: str) -> None:
    assert stranger.client.get(f"{BACK}?{query}").headers["location"] == "/agent?company=again"
    for cookie in ("nonsense", "sealed:nonsense", "sealed:"):
        answer = stranger.client.get(
            f"{BACK}?{query}", headers={"cookie": f"second-key-visit={cookie}"}
        )
        assert answer.headers["location"] == "/agent?company=again"


def test_who_declines_is_told_and_the_log_is_not_written_by_strangers(
    stranger: Agent, provider: IdentityProvider, caplog: pytest.LogCaptureFixture
) -> None:
    away = stranger.client.get("/agent/oidc").headers["location"]
    state = parse_qs(urlsplit(away).query)["state"][0]
    with caplog.at_level(logging.WARNING):
        back = stranger.client.get(f"{BACK}?error=x%0aforged+line&state={state}")
    assert back.headers["location"] == "/agent?company=declined"
    assert "\nforged" not in caplog.text


def test_a_provider_that_is_away_or_someone_else_is_said(
    stranger: Agent, provider: IdentityProvider
) -> None:
    provider.away = True
    assert stranger.client.get("/agent/oidc").headers["location"] == "/agent?company=away"
    provider.away, provider.calls_itself = False, "https://other.example"
    assert stranger.client.get("/agent/oidc").headers["location"] == "/agent?company=away"


def test_the_roles_setting_is_read_or_refused() -> None:
    assert read_roles("key agents=agent,x=y=admin") == {"key agents": "agent", "x=y": "admin"}
    assert read_roles("") == {}
    for wrong in ("agents", "=agent", "agents=emperor"):
        with pytest.raises(AssistantError, match="SECOND_KEY_OIDC_ROLES"):
            read_roles(wrong)
