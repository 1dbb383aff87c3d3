"""What Prometheus sees, who may look, and that dashboard and alerts ask for what there is."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import anyio
import httpx
import pytest
import yaml
from door_fakes import FakeBot, FakeDesk, Guest, reply
from starlette.testclient import TestClient

from assistant.errors import AssistantError, StorageError
from assistant.settings import Settings
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database
from assistant.storage.retention import periods
from assistant.web.app import create_app
from assistant.web.bot import RasaClient
from assistant.web.housekeeping import Housekeeping
from assistant.web.metrics import Metrics, area_of
from assistant.web.settings import WebSettings

ROOT = Path(__file__).resolve().parents[2]
SUFFIXES = re.compile(r"_(total|bucket|count|sum|created)$")


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


def value(metrics: Metrics, name: str, **labels: str) -> float:
    return metrics.registry.get_sample_value(f"second_key_{name}", labels) or 0.0


@pytest.fixture
def guest(metrics: Metrics, bot: FakeBot, desk: FakeDesk, store: ConversationStore) -> Guest:
    app = create_app(WebSettings(), bot, desk, store, metrics=metrics)
    return Guest(TestClient(app, base_url="https://keys.example", raise_server_exceptions=False))


def test_turns_are_counted_by_channel_and_by_who_answered_how(
    guest: Guest, metrics: Metrics, bot: FakeBot
) -> None:
    guest.say("what do I bring")
    guest.say("mumble")
    guest.say("a person please")
    bot.away = True
    guest.say("is it free")
    assert value(metrics, "turns_total", channel="web", answered_by="bot", outcome="answer") == 1
    assert value(metrics, "turns_total", channel="web", answered_by="desk", outcome="answer") == 1
    assert value(metrics, "topics_total", topic="what_to_bring") == 1
    assert value(metrics, "fallbacks_total", channel="web") == 1
    assert value(metrics, "handoffs_total", channel="web") == 1
    assert value(metrics, "bot_away", channel="web") == 1
    assert value(metrics, "step_seconds_count", step="turn") == 4


def test_a_message_that_nobody_could_answer_is_counted(
    guest: Guest, metrics: Metrics, bot: FakeBot, desk: FakeDesk
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise AssistantError("no knowledge")

    bot.away, desk.answer = True, broken  # type: ignore[assignment, method-assign]
    guest.say("hello")
    assert value(metrics, "failed_turns_total", channel="web") == 1


def test_verdicts_are_counted_by_outcome(metrics: Metrics) -> None:
    told = reply("Good news", outcome="verdict", verdict={"outcome": "remedy_available"})
    metrics.turn("voice", "bot", [told, reply("And when?", outcome="verdict")])
    assert value(metrics, "verdicts_total", outcome="remedy_available") == 1


def test_a_database_that_is_away_is_counted(
    guest: Guest, metrics: Metrics, store: ConversationStore
) -> None:
    def away(*_: object, **__: object) -> None:
        raise StorageError("away")

    store.find = away  # type: ignore[method-assign, assignment]
    assert guest.say("hello").status_code == 200
    assert value(metrics, "storage_faults_total") == 1


def test_what_a_stranger_types_as_an_address_makes_no_new_label(metrics: Metrics) -> None:
    areas = {area_of(path) for path in ("/", "/api/x", "/agent", "/phone/call", "/a/b", "/..%2f")}
    assert areas == {"pages", "guests", "agents", "phone"}


def test_confidence_and_the_time_of_recognition_come_back_from_rasa(metrics: Metrics) -> None:
    def rasa(request: httpx.Request) -> httpx.Response:
        header = {"hi": "0.93;0.004", "odd": "?"}.get(json.loads(request.content)["message"])
        answer = {"X-Understood": header} if header else {}
        return httpx.Response(200, json=[{"text": "Hello."}], headers=answer)

    async def run() -> None:
        transport = httpx.MockTransport(rasa)
        client = RasaClient("http://rasa", transport=transport, on_understood=metrics.understood)
        for text in ("hi", "odd", "/deny"):
            await client.send("c", text, channel="web", message_id="m")

    anyio.run(run)
    assert value(metrics, "confidence_count") == 1
    assert value(metrics, "step_seconds_count", step="recognise") == 1


class TestWhoMayLook:
    @staticmethod
    def ask(peer: str, token: str = "", **headers: str) -> int:
        door = create_app(
            WebSettings(metrics_token=token),
            FakeBot(),
            FakeDesk(),
            ConversationStore(open_database("sqlite://")),
        )

        async def run() -> int:
            transport = httpx.ASGITransport(app=door, client=(peer, 1234))
            async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
                return (await client.get("/metrics", headers=headers)).status_code

        return anyio.run(run)

    def test_this_machine_may(self) -> None:
        assert self.ask("127.0.0.1") == 200
        assert self.ask("::1") == 200

    def test_others_find_nothing_there(self) -> None:
        assert self.ask("10.0.0.7") == 404
        assert self.ask("10.0.0.7", Authorization="Bearer ") == 404

    def test_a_proxy_on_this_machine_opens_it_to_nobody(self) -> None:
        assert self.ask("127.0.0.1", **{"X-Forwarded-For": "8.8.8.8"}) == 404
        assert self.ask("127.0.0.1", Via="1.1 proxy") == 404

    def test_others_may_with_the_token_only(self) -> None:
        assert self.ask("10.0.0.7", "let me in", Authorization="Bearer let me in") == 200
        assert self.ask("10.0.0.7", "let me in", Authorization="Bearer let me out") == 404
        assert self.ask("10.0.0.7", "let me in", Authorization="let me in") == 404


class TestHousekeeping:
    @staticmethod
    def door(metrics: Metrics, day: datetime) -> tuple[ConversationStore, Housekeeping]:
        engine = open_database("sqlite://")
        days = periods(Settings(root=Path()))
        keeping = Housekeeping(engine, days, metrics, first=0.01, every=0.01, clock=lambda: day)
        return ConversationStore(engine), keeping

    def test_it_purges_by_itself_and_says_so(self, metrics: Metrics) -> None:
        now = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
        store, keeping = self.door(metrics, now + timedelta(days=40))
        store.begin(channel="web", now=now)
        with keeping:
            for _ in range(500):
                if value(metrics, "last_purge_timestamp_seconds"):
                    break
                anyio.run(anyio.sleep, 0.01)
        assert value(metrics, "purged_rows_total", kind="conversations") == 1
        assert value(metrics, "last_purge_timestamp_seconds") > now.timestamp()

    def test_a_database_that_is_away_does_not_end_it(self, metrics: Metrics) -> None:
        _, keeping = self.door(metrics, datetime.now(timezone.utc))
        with keeping._engine.connect() as db:
            db.exec_driver_sql("DROP TABLE call_turns")
            db.exec_driver_sql("DROP TABLE calls")
            db.commit()
        keeping.once()
        assert value(metrics, "storage_faults_total") == 1
        assert value(metrics, "last_purge_timestamp_seconds") == 0


def known_metrics() -> set[str]:
    metrics = Metrics()
    metrics.watch_knowledge(lambda: ("v", 0))
    return {SUFFIXES.sub("", family.name) for family in metrics.registry.collect()}


@pytest.mark.parametrize("file", ["deploy/grafana-dashboard.json", "deploy/alerts.yml"])
def test_every_metric_that_is_asked_for_exists(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    asked = {SUFFIXES.sub("", name) for name in re.findall(r"\bsecond_key_\w+", text)}
    assert asked
    assert asked <= known_metrics()


def test_every_metric_is_on_the_dashboard() -> None:
    text = (ROOT / "deploy/grafana-dashboard.json").read_text(encoding="utf-8")
    assert {name for name in known_metrics() if name not in text} == set()


def test_every_label_that_is_asked_for_exists() -> None:
    labels = {"area", "status", "channel", "answered_by", "outcome", "topic", "kind", "step", "le"}
    labels |= {"version", "job", "instance"}
    for file in ("deploy/grafana-dashboard.json", "deploy/alerts.yml"):
        text = (ROOT / file).read_text(encoding="utf-8")
        asked = re.findall(r"by \(([^)]+)\)", text)
        used = {label.strip() for group in asked for label in group.split(",")}
        assert used <= labels, file


def test_every_alert_says_what_happens_and_what_to_do() -> None:
    alerts = yaml.safe_load((ROOT / "deploy/alerts.yml").read_text(encoding="utf-8"))
    rules = [rule for group in alerts["groups"] for rule in group["rules"]]
    assert len(rules) >= 8
    for rule in rules:
        notes = rule["annotations"]
        assert set(notes) == {"summary", "what_to_do"}, rule["alert"]
        assert len(notes["what_to_do"]) > 60, rule["alert"]
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["for"]
