"""The whole house from outside: keys, other people's things, sites, headers, bodies, addresses."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from door_fakes import FakeBot
from starlette.routing import Route

from assistant.logs import JsonLines
from assistant.storage.masking import mask
from assistant.web.server import make_server
from assistant.web.settings import Rate, WebSettings
from benchmarks.fuzz.asking import Answer, ask
from benchmarks.fuzz.house import House, Session
from benchmarks.fuzz.seemly import HEADERS
from benchmarks.real_desk import open_real_desk

SECRET = "zebra lighthouse 4711"
"""What a guest has said that nobody else may read."""
FRIEND, STRANGER = "https://dealer.example", "https://evil.example"
NOBODY = Session({})
FORGED = Session(
    {"authorization": f"Bearer {'A' * 43}", "cookie": "second-key-agent=x.y", "x-csrf-token": "x"}
)


class AnyChannel(FakeBot):
    """Answers on the phone as well."""

    async def send(self, conversation: str, text: str, **more: Any) -> list[dict[str, Any]]:
        return await super().send(conversation, text, **{**more, "channel": "web"})


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    house = House(open_real_desk(), bot=AnyChannel())
    yield house
    house.close()


def operations(house: House) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Method, address with its gaps filled, and what the description says of it."""
    document = json.loads(house.ask("GET", "/openapi.json").body)
    for path, told in document["paths"].items():
        filled = path.replace("{id}.pdf", f"{uuid.uuid4()}.pdf").replace("{id}", "cost")
        for method, operation in told.items():
            yield method.upper(), filled.replace("{turn}", "1"), operation


def send(house: House, method: str, path: str, session: Session, **more: str) -> Answer:
    headers = {**session.headers, "content-type": "application/json", **more}
    return house.ask(method, path, headers, b"{}" if method == "POST" else b"")


class TestKeys:
    @pytest.mark.parametrize("session", [NOBODY, FORGED], ids=["none", "forged"])
    def test_what_needs_a_key_opens_without_it_to_nobody(
        self, house: House, session: Session
    ) -> None:
        tried = 0
        for method, path, told in operations(house):
            if told.get("security"):
                answer = send(house, method, path, session)
                refused = {"/phone": {400, 403}, "/metri": {404}}.get(path[:6], {401})
                assert answer.status in refused, (method, path, answer.status)
                tried += 1
        assert tried > 30

    def test_tokens_are_long_all_different_and_kept_as_hashes_only(self, house: House) -> None:
        tokens = {house.guest().headers["authorization"].split()[1] for _ in range(5)}
        cookies = {house.at_console().headers["cookie"].split("=")[1] for _ in range(3)}
        assert len(tokens | cookies) == 8
        assert all(len(token) >= 43 for token in tokens | cookies)
        ids = {cookie.split(".")[0] for cookie in cookies}
        for table in _tables(house):
            for value in table:
                assert not any(token in value for token in tokens | ids)

    def test_signing_in_again_ends_what_the_browser_had(self, house: House) -> None:
        before = house.at_console()
        words = {"name": "dana", "password": "nine quiet garden words"}
        after = house.post("/agent/api/sign-in", before, words)
        assert after.status == 200
        assert send(house, "GET", "/agent/api/me", before).status == 401

    def test_a_changed_cookie_opens_nothing(self, house: House) -> None:
        agent = house.at_console()
        cookie = agent.headers["cookie"]
        for forged in (cookie[:-1], cookie + "A", cookie.replace(".", "x."), cookie.split(".")[0]):
            session = Session({**agent.headers, "cookie": forged})
            assert send(house, "GET", "/agent/api/me", session).status == 401
        assert send(house, "GET", "/agent/api/me", agent).status == 200


def _tables(house: House) -> Iterator[list[str]]:
    names = sa.inspect(house.engine).get_table_names()
    with house.engine.connect() as db:
        for name in names:
            for row in db.execute(sa.text(f'SELECT * FROM "{name}"')):
                yield [str(value) for value in row]


class TestOthersThings:
    def test_another_guests_words_are_out_of_reach_by_every_address(self, house: House) -> None:
        agent = house.at_console()
        one, handoff = house.waiting(agent)
        said = {"id": str(uuid.uuid4()), "text": SECRET}
        assert house.post("/api/conversation/messages", one, said).status == 200
        other = house.guest()
        bodies = [
            {"id": said["id"], "text": "hello"},
            {"message": one.ids[1], "helpful": True},
            {"message": said["id"], "helpful": True},
            {},
        ]
        for method, path, _ in operations(house):
            if not path.startswith("/api/conversation/") or path.endswith("/restart"):
                continue
            query = f"?conversation={one.ids[2]}&id={one.ids[2]}&after=0"
            for body in bodies if method == "POST" else [{}]:
                answer = (
                    house.post(path + query, other, body)
                    if method == "POST"
                    else house.ask("GET", path + query, other.headers)
                )
                assert SECRET not in answer.text, (method, path)
                assert one.ids[1] not in answer.text or answer.status >= 400, (method, path)
        rated = house.post("/api/conversation/feedback", other, bodies[1])
        assert rated.status == 404
        assert SECRET in house.ask("GET", "/api/conversation", one.headers).text
        # A guest's token is no agent's cookie, and the other way round.
        for path in (f"/agent/api/handoffs/{handoff}", "/agent/api/handoffs"):
            assert send(house, "GET", path, one).status == 401
        assert send(house, "GET", "/api/conversation", agent).status == 401

    def test_an_agent_reads_no_guest_of_another_agent(self, house: House) -> None:
        dana, eddie = house.at_console(), house.at_console("eddie")
        _, handoff = house.waiting(dana)
        assert send(house, "POST", f"/agent/api/handoffs/{handoff}/take", dana).status == 200
        for method, path, _ in operations(house):
            if path.startswith("/agent/api/handoffs/cost"):
                path = path.replace("cost", handoff)
                if path.endswith("/messages"):
                    body = {"id": str(uuid.uuid4()), "text": "hello"}
                    assert house.post(path, eddie, body).status == 409
                else:
                    assert send(house, method, path, eddie).status == 409, path


class TestOtherSites:
    def test_every_change_at_the_console_needs_the_pages_own_token(self, house: House) -> None:
        agent, colleague = house.at_console(), house.at_console("eddie")
        cookie = {"cookie": agent.headers["cookie"]}
        others = {**cookie, "x-csrf-token": colleague.headers["x-csrf-token"]}
        changes = [p for m, p, _ in operations(house) if m == "POST" and p.startswith("/agent/")]
        changes.remove("/agent/api/sign-in")
        assert len(changes) > 10
        for path in changes:
            for headers in (cookie, others):
                assert send(house, "POST", path, Session(headers)).status == 403, path
            foreign = send(house, "POST", path, agent, **{"sec-fetch-site": "cross-site"})
            assert foreign.status == 403, path

    def test_a_listed_site_reads_the_guests_api_and_nothing_else(self, house: House) -> None:
        for method, path, _ in operations(house):
            for origin in (FRIEND, STRANGER, "null"):
                answer = send(house, method, path, NOBODY, origin=origin)
                allowed = answer.header("access-control-allow-origin")
                guests = path.startswith("/api/") and origin == FRIEND
                assert allowed == (FRIEND if guests else ""), (method, path, origin)
                assert not answer.header("access-control-allow-credentials")
                if path.startswith("/api/") and origin != FRIEND:
                    assert answer.status == 403

    def test_no_answer_leads_to_another_site(self, house: House) -> None:
        for target in ("//evil.example", "//evil.example/agent/", "/agent/", "/api/greeting/",
                       "/agent/api/me/", "/agent/oidc/callback?next=https://evil.example",
                       "/agent?company=https://evil.example", "/%2f%2fevil.example/",
                       "/\\evil.example"):  # fmt: skip
            for host in ("keys.example", "evil.example"):
                asked = ask(house.app, "GET", target, host=host)
                answer = house.loop.run_until_complete(asked)
                assert answer.header("location") in ("", "/agent"), (target, host)
                assert "evil" not in answer.text.casefold()


class TestHeaders:
    def test_every_answer_of_every_kind_is_dressed(self, house: House) -> None:
        agent, guest = house.at_console(), house.guest()
        seen = set()
        routes = [r for r in house.app.routes if isinstance(r, Route) and "{" not in r.path]
        files = [route.path for route in routes]
        asked = [(m, p) for m, p, _ in operations(house)] + [("GET", p) for p in files]
        for method, path in [*asked, ("GET", "/nothing"), ("PUT", "/"), ("OPTIONS", "/api/x")]:
            for session in (NOBODY, agent, guest):
                if path.endswith(("/sign-out", "/restart")) and session is not NOBODY:
                    continue
                answer = send(house, method, path, session)
                seen.add((answer.status, answer.header("content-type").split(";")[0]))
                missing = [name for name in HEADERS if not answer.header(name)]
                assert not missing, (method, path, answer.status, missing)
                assert answer.header("strict-transport-security")
                assert "unsafe" not in answer.header("content-security-policy")
        assert {200, 201, 400, 401, 403, 404, 405} <= {status for status, _ in seen}
        assert {"application/json", "text/html", "text/javascript"} <= {kind for _, kind in seen}


class TestBodies:
    def test_no_address_reads_more_than_its_limit(self, house: House) -> None:
        agent, guest = house.at_console(), house.guest()
        tried = 0
        for method, path, told in operations(house):
            if "requestBody" not in told:
                continue
            session = guest if path.startswith("/api/") else agent
            kind = "application/json"
            if path.startswith("/phone/"):
                kind = "application/x-www-form-urlencoded"
            for body in (b" " * 16_385, b'{"a": "' + b"x" * 2_000_000, b"a=b&" * 400_000):
                headers = {**session.headers, "content-type": kind}
                assert house.ask(method, path, headers, body).status == 413, path
            tried += 1
        assert tried > 10

    @pytest.mark.parametrize(
        "kind", ["multipart/form-data; boundary=x", "text/xml", "application/x-yaml", ""]
    )
    def test_other_kinds_of_bodies_are_not_opened(self, house: House, kind: str) -> None:
        agent, guest = house.at_console(), house.guest()
        bomb = b"".join(
            b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n' for _ in "ab" * 90
        )
        for method, path, told in operations(house):
            if "requestBody" in told:
                session = guest if path.startswith("/api/") else agent
                answer = house.ask(method, path, {**session.headers, "content-type": kind}, bomb)
                assert answer.status == 400, path


class TestAddresses:
    def test_a_forged_forwarded_for_is_no_other_address(self) -> None:
        tight = replace(WebSettings(), requests_per_address=Rate(burst=3, a_minute=1))
        house = House(open_real_desk(), bot=AnyChannel(), web=tight)
        codes = []
        for number in range(5):
            other = f"198.51.100.{number}"
            forged = {"x-forwarded-for": other, "x-real-ip": other, "forwarded": f"for={other}"}
            codes.append(house.ask("GET", "/api/greeting", forged).status)
        house.close()
        assert codes == [200, 200, 200, 429, 429]

    def test_the_server_believes_no_forwarded_for_by_itself(self, house: House) -> None:
        server = make_server(house.app, WebSettings(), host="127.0.0.1", port=0)
        assert not server.config.proxy_headers

    @pytest.mark.parametrize(
        "path",
        ["/../pyproject.toml", "/..%2f..%2fpyproject.toml", "/%2e%2e/%2e%2e/etc/passwd",
         "/agent/..%2fapp.py", "/agent/%2e%2e/%2e%2e/app.py", "/agent/console.js%00.css",
         "/widget.js/../app.py", "/static/../../settings.py", "/agent/api/topics/..%2f..%2fcost",
         "/agent/api/disclosures/..%2fx.pdf", "/.env", "/var/secret.key", "/.git/config"],
    )  # fmt: skip
    def test_no_path_leads_out_of_the_files_that_are_served(self, house: House, path: str) -> None:
        for session in (NOBODY, house.at_console("eddie")):
            answer = send(house, "GET", path, session)
            assert answer.status in (401, 404), path
            assert answer.header("content-type") == "application/json"

    def test_no_request_adds_a_line_to_the_log(
        self, house: House, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        evil = '%0d%0a{"level":"INFO","message":"forged"}%0d%0a'
        for target in (f"/{evil}", f"/agent/oidc/callback?error={evil}", f"/phone/{evil}",
                       f"/api/conversation?after={evil}"):  # fmt: skip
            house.ask("GET", target, {"user-agent": "a\nb", "x-request-id": "a\r\nb"})
        house.post("/agent/api/sign-in", NOBODY, {"name": "a\r\nb", "password": "x\n"})
        lines = JsonLines("web", mask)
        written = [lines.format(record) for record in caplog.records]
        assert len(written) >= 5
        for line in written:
            assert "\n" not in line
            assert json.loads(line)["message"] != "forged"
