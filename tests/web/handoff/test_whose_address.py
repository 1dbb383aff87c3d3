"""Which addresses of a handing over are whose, and that they answer as they are described."""

from __future__ import annotations

import pytest
from handoff_fakes import NOON, AtConsole, Clock, InChat
from jsonschema import Draft4Validator
from starlette.testclient import TestClient

DATABASES = ("memory", "postgresql")

ADDRESSES = [
    ("GET", "handoffs"),
    ("GET", "handoffs/events"),
    ("POST", "handoffs/presence"),
    ("GET", "handoffs/x"),
    ("GET", "handoffs/x/events"),
    ("POST", "handoffs/x/take"),
    ("POST", "handoffs/x/messages"),
    ("POST", "handoffs/x/end"),
    ("GET", "call-backs"),
    ("POST", "call-backs/x/take"),
    ("POST", "call-backs/x/notes"),
    ("POST", "call-backs/x/done"),
    ("POST", "call-backs/x/give-back"),
]


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_a_guest_is_refused_at_the_agents_addresses(guest: InChat, method: str, path: str) -> None:
    for headers, status in ((guest.headers, 401), ({"X-Test-Agent": "newcomer"}, 403)):
        answer = guest.client.request(
            method,
            f"/agent/api/{path}",
            headers={**headers, "Accept": "text/event-stream"},
            json={} if method == "POST" else None,
        )
        assert answer.status_code == status
        assert set(answer.json()["error"]) == {"message", "reference"}


def test_every_agents_address_is_in_the_list_above(client: TestClient) -> None:
    served = {
        (method, route.path.removeprefix("/agent/api/").replace("{id:str}", "x"))
        for route in client.app.routes  # type: ignore[attr-defined]
        if route.path.startswith("/agent/")
        for method in route.methods - {"HEAD"}
    }
    assert served == set(ADDRESSES)


def test_a_guest_without_a_conversation_is_refused(guest: InChat) -> None:
    for method, path in (
        ("GET", "handoff"),
        ("POST", "handoff"),
        ("POST", "handoff/end"),
        ("GET", "events"),
        ("POST", "call-back"),
    ):
        answer = guest.client.request(method, f"/api/conversation/{path}", json={})
        assert answer.status_code == 401


def test_answers_are_as_the_published_description_says(
    guest: InChat, dana: AtConsole, clock: Clock
) -> None:
    published = guest.client.get("/openapi.json").json()
    schemas = published["components"]["schemas"]
    schemas["BotMessage"]["properties"]["helpful"]["type"] = ["boolean", "null"]
    schemas["Standing"]["properties"]["agent"]["type"] = ["string", "null"]
    dana.is_here()
    guest.say("what do I have to bring")
    asked = guest.ask_for_person()
    dana.say(dana.take_first(), "Hello.")
    answers = {
        "Handoff": asked,
        "News": guest.news(),
        "Transcript": guest.client.get("/api/conversation", headers=guest.headers).json(),
    }
    for name, answer in answers.items():
        text = {"$ref": f"#/components/schemas/{name}", "components": published["components"]}
        Draft4Validator(text).validate(answer)
    served = {
        route.path
        for route in guest.client.app.routes  # type: ignore[attr-defined]
        if route.path.startswith("/api/")
    }
    assert served <= set(published["paths"])
    assert clock() == NOON
