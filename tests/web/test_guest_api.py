"""What a guest's browser may ask, and what it is told."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from door_fakes import FRIEND, FakeBot, Guest
from jsonschema import Draft4Validator
from starlette.testclient import TestClient

from assistant.storage.conversations import ConversationStore
from assistant.web.app import create_app
from assistant.web.settings import Rate, WebSettings

DATABASES = ("memory", "postgresql")
VIN = "JTJBAMBZ8P5012345"


def test_a_question_is_answered_with_its_source(guest: Guest) -> None:
    [answer] = guest.say("what do I have to bring").json()["messages"]
    assert "original Smart Key" in answer["text"]
    assert answer["speech"].startswith("Bring the vehicle and its original Smart Key.")
    assert answer["source_line"] == "FAQ Q5, as of January 31, 2024"
    assert [b["title"] for b in answer["buttons"]] == ["How long does it take?", "How do I book?"]
    assert answer["may_rate"]
    assert answer["helpful"] is None


def test_the_role_is_always_guest_whatever_the_client_says(guest: Guest) -> None:
    body = {"id": str(uuid.uuid4()), "text": "hello", "audience": "agent"}
    assert guest.post("messages", body).status_code == 400
    # The fakes check that the channel is web and the audience guest.
    assert guest.say("hello").status_code == 200


def test_the_same_id_twice_is_one_step(guest: Guest, bot: FakeBot) -> None:
    this = str(uuid.uuid4())
    first, again = guest.say("hello", id=this), guest.say("hello", id=this)
    assert first.json() == again.json()
    assert len(bot.heard) == 1


def test_the_same_id_twice_at_once_is_one_step(guest: Guest, bot: FakeBot) -> None:
    bot.delay = 0.3
    this = str(uuid.uuid4())
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: guest.say("hello", id=this).json(), range(3)))
    assert answers[0] == answers[1] == answers[2]
    assert len(bot.heard) == 1


def test_a_reload_gives_the_conversation_back(guest: Guest) -> None:
    guest.say("Is my vehicle in the program?")
    guest.say("an NX")
    said = guest.transcript()
    assert [m["author"] for m in said] == ["guest", "bot", "guest", "bot"]
    assert said[2]["text"] == "an NX"
    assert said[2]["answered"]


def test_the_transcript_shows_a_vins_last_six_only(guest: Guest) -> None:
    guest.say(f"my vin is {VIN}")
    assert guest.transcript()[0]["text"] == "my vin is •••••••••••012345"


def test_the_bot_hears_the_whole_vin(guest: Guest, bot: FakeBot) -> None:
    guest.say(f"my vin is {VIN}")
    assert bot.heard[0][1] == f"my vin is {VIN}"


def test_a_button_is_shown_by_its_title_and_sent_by_its_payload(guest: Guest, bot: FakeBot) -> None:
    guest.say("what do I have to bring")
    guest.press('/faq{"topic": "appointment_length"}')
    assert bot.heard[1][1] == '/faq{"topic": "appointment_length"}'
    assert guest.transcript()[2]["text"] == "How long does it take?"


def test_the_greetings_buttons_work_before_anything_was_said(guest: Guest, bot: FakeBot) -> None:
    greeting = guest.client.get("/api/greeting").json()
    assert "automated assistant" in greeting["text"]
    assert guest.press(greeting["buttons"][0]["payload"]).status_code == 200


@pytest.mark.parametrize("payload", ['/faq{"topic": "claim_filing"}', "/agent", "free", ""])
def test_a_button_that_was_not_offered_is_refused(guest: Guest, bot: FakeBot, payload: str) -> None:
    guest.say("what do I have to bring")
    assert guest.press(payload).status_code == 404
    assert len(bot.heard) == 1


@pytest.mark.parametrize("text", ['/faq{"topic": "cost"}', " //restart", "\u200b/session_start"])
def test_a_typed_command_is_only_text(guest: Guest, bot: FakeBot, text: str) -> None:
    guest.say(text)
    assert not bot.heard[0][1].startswith("/")


def test_a_long_message_is_declined_kindly(guest: Guest, bot: FakeBot) -> None:
    answer = guest.say("x" * 1001)
    assert answer.status_code == 413
    assert "1,000 characters" in answer.json()["error"]["message"]
    assert guest.say("x" * 1000).status_code == 200
    assert len(bot.heard) == 1


def test_a_huge_body_is_declined(guest: Guest) -> None:
    assert guest.post("messages", {"text": "x" * 20_000}).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"[" * 10_000,
        b"\xff\xfe",
        b'{"id": 1, "text": "a"}',
        b'{"id": "1", "text": "a"}',
        b'{"id": "00000000-0000-0000-0000-000000000000"}',
        b'{"id": "00000000-0000-0000-0000-000000000000", "text": ""}',
        b'{"id": "00000000-0000-0000-0000-000000000000", "text": " \\u0000 / "}',
        b'{"id": "00000000-0000-0000-0000-000000000000", "text": null}',
        b'{"id": "00000000-0000-0000-0000-000000000000", "text": "a", "payload": "b"}',
        b'{"id": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: ascii(body[:40]),
)
def test_a_body_that_means_nothing_is_said_to(guest: Guest, body: bytes) -> None:
    headers = guest.headers | {"Content-Type": "application/json"}
    answer = guest.client.post("/api/conversation/messages", content=body, headers=headers)
    assert answer.status_code == 400
    assert set(answer.json()["error"]) == {"message", "reference"}


def test_half_a_character_is_only_text(guest: Guest) -> None:
    body = b'{"id": "00000000-0000-0000-0000-000000000000", "text": "a\\ud800b"}'
    headers = guest.headers | {"Content-Type": "application/json"}
    answer = guest.client.post("/api/conversation/messages", content=body, headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", "Basic abc", "Bearer " + "a" * 43])
def test_a_forged_token_opens_nothing(guest: Guest, token: str) -> None:
    answer = guest.client.get("/api/conversation", headers={"Authorization": token})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_another_guests_conversation_is_out_of_reach(client: TestClient) -> None:
    one, other = Guest(client), Guest(client)
    [answer] = one.say("what do I have to bring").json()["messages"]
    assert other.transcript() == []
    rating = {"message": answer["id"], "helpful": True}
    assert other.post("feedback", rating).status_code == 404


def test_a_thumb_is_kept(guest: Guest) -> None:
    [answer] = guest.say("what do I have to bring").json()["messages"]
    assert guest.post("feedback", {"message": answer["id"], "helpful": False}).status_code == 200
    assert guest.transcript()[1]["helpful"] is False
    assert guest.post("feedback", {"message": answer["id"], "helpful": 1}).status_code == 400


def test_starting_over_ends_the_old_conversation(guest: Guest, bot: FakeBot) -> None:
    guest.say("an NX")
    old = guest.headers
    answer = guest.post("restart")
    assert answer.status_code == 201
    assert answer.json()["conversation"]["id"] != guest.id
    assert guest.client.get("/api/conversation", headers=old).status_code == 401
    guest.headers = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert guest.transcript() == []


def test_too_many_messages_are_told_when_to_come_again(guest: Guest) -> None:
    for _ in range(10):
        assert guest.say("hello").status_code == 200
    answer = guest.say("hello")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 10
    assert "moment" in answer.json()["error"]["message"]


def test_one_address_cannot_open_conversations_without_end(
    bot: FakeBot, desk: object, store: ConversationStore
) -> None:
    settings = WebSettings(conversations_per_address=Rate(burst=2, a_minute=1))
    client = TestClient(create_app(settings, bot, desk, store))  # type: ignore[arg-type]
    codes = [client.post("/api/conversations").status_code for _ in range(3)]
    assert codes == [201, 201, 429]


class TestOtherSites:
    """Sites on the list may embed the widget; others may not."""

    def test_a_listed_site_may_ask(self, client: TestClient) -> None:
        answer = client.post("/api/conversations", headers={"Origin": FRIEND})
        assert answer.status_code == 201
        assert answer.headers["access-control-allow-origin"] == FRIEND
        assert "access-control-allow-credentials" not in answer.headers

    def test_its_browser_may_ask_first(self, client: TestClient) -> None:
        answer = client.options("/api/conversation/messages", headers={"Origin": FRIEND})
        assert answer.status_code == 204
        assert "authorization" in answer.headers["access-control-allow-headers"]

    @pytest.mark.parametrize(
        "origin",
        ["https://evil.example", "null", "https://dealer.example.evil.example", "http://["],
    )
    def test_an_unlisted_site_may_not(self, client: TestClient, origin: str) -> None:
        answer = client.post("/api/conversations", headers={"Origin": origin})
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers

    def test_our_own_page_may(self, client: TestClient) -> None:
        answer = client.post("/api/conversations", headers={"Origin": "https://keys.example"})
        assert answer.status_code == 201

    def test_the_widget_may_be_loaded_by_any(self, client: TestClient) -> None:
        answer = client.get("/widget.js", headers={"Origin": "https://evil.example"})
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/widget.js", "/api/greeting", "/nothing", "/healthz"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-request-id"]


def test_the_api_is_never_cached(client: TestClient) -> None:
    assert client.get("/api/greeting").headers["cache-control"] == "no-store"


def test_a_file_that_the_browser_has_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/widget.js").headers["etag"]
    assert client.get("/widget.js", headers={"If-None-Match": tag}).status_code == 304


def test_what_is_not_there_is_said_in_json(client: TestClient) -> None:
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert answer.json()["error"]["reference"] == answer.headers["x-request-id"]
    assert client.get("/api/conversations").status_code == 405


def test_the_last_net_says_nothing_of_the_inside(
    bot: FakeBot, guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    bot.send = broken  # type: ignore[assignment]
    answer = guest.say(f"my vin is {VIN}")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert VIN not in answer.text
    assert answer.headers["content-security-policy"]


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "answers": "bot"}


def test_answers_are_as_the_published_description_says(guest: Guest) -> None:
    client = guest.client
    published = client.get("/openapi.json").json()
    message = guest.say("what do I have to bring").json()
    guest.say("how do I book")
    answers = {
        "Answer": message,
        "Greeting": client.get("/api/greeting").json(),
        "NewConversation": client.post("/api/conversations").json(),
        "Transcript": client.get("/api/conversation", headers=guest.headers).json(),
        "Error": client.get("/nothing").json(),
        "Status": client.get("/readyz").json(),
    }
    for name, answer in answers.items():
        # OpenAPI says "nullable" where JSON Schema says so in the type.
        text = {"$ref": f"#/components/schemas/{name}", "components": published["components"]}
        rated = text["components"]["schemas"]["BotMessage"]["properties"]["helpful"]
        rated["type"] = ["boolean", "null"]
        Draft4Validator(text).validate(answer)


def test_every_address_of_the_api_is_described(client: TestClient) -> None:
    described = set(client.get("/openapi.json").json()["paths"])
    served = {r.path for r in client.app.routes}  # type: ignore[attr-defined]
    assert {p for p in served if p.startswith("/api/")} <= described
    assert described <= served
