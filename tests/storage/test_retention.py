"""What is too old goes, what is not stays, and every table says how long it is kept."""

from __future__ import annotations

import re
import uuid
from dataclasses import fields
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from kept_records import MARIA, NOON, PAUL, everything, leave_everywhere
from sqlalchemy.engine import Engine

from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import reading, writing
from assistant.storage.figures import report
from assistant.storage.retention import BATCH, KEPT, KINDS, periods, purge
from assistant.storage.schema import conversations, failed_sign_ins, metadata, sign_ins, users
from assistant.storage.vault import Vault

DATABASES = ("memory", "postgresql")
ROOT = Path(__file__).resolve().parents[2]
DAYS = periods(Settings(root=Path()))
TODAY = NOON.date()


@pytest.fixture
def vault() -> Vault:
    return Vault("a secret for tests")


def filled(engine: Engine) -> set[str]:
    return {name for name, text in everything(engine) if text != "[]"} - {"schema_version"}


def test_every_table_has_a_period_or_a_reason_to_have_none() -> None:
    ruled = {table.name for kind in KINDS for table in kind.tables}
    assert ruled | set(KEPT) == set(metadata.tables)
    assert not ruled & set(KEPT)


def test_every_period_is_a_setting_and_every_setting_a_period() -> None:
    named = {field.name for field in fields(Settings) if field.name.startswith("keep_")}
    assert named == {kind.setting for kind in KINDS}


@pytest.mark.parametrize("text", ["0", "-1", "a month", "", "99999"])
def test_a_period_is_a_number_of_days(text: str) -> None:
    with pytest.raises(AssistantError, match="number of days"):
        Settings.from_environment({"SECOND_KEY_KEEP_AUDIT_DAYS": text}, root=Path())


def test_what_is_new_stays(engine: Engine, vault: Vault) -> None:
    leave_everywhere(engine, vault, MARIA)
    before = filled(engine)
    assert sum(purge(engine, DAYS, on=TODAY).values()) == 0
    assert filled(engine) == before


def test_after_ten_years_nothing_of_guests_is_left_but_the_dealers_list_and_figures(
    engine: Engine, vault: Vault
) -> None:
    leave_everywhere(engine, vault, MARIA)
    with writing(engine) as db:
        moments = {"created": NOON, "active": NOON, "expires": NOON}
        db.execute(
            users.insert().values(id="u", name="d", shown_as="D", role="agent", created=NOON)
        )
        db.execute(sign_ins.insert().values(id_hash="h", user="u", **moments))
        db.execute(failed_sign_ins.insert().values(key="k", at=NOON))
    purge(engine, DAYS, on=TODAY + timedelta(days=3650))
    assert filled(engine) == {"vehicles", "users", "weekly_figures"}


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("conversations", "messages"),
        ("trackers", "trackers"),
        ("handoff_texts", "handoff_texts"),
        ("calls", "calls"),
        ("unanswered", "unanswered"),
        ("call_backs", "call_backs"),
        ("disclosures", "disclosures"),
        ("audit", "audit"),
    ],
)
def test_each_kind_goes_on_the_day_after_its_last_and_not_before(
    engine: Engine, vault: Vault, name: str, table: str
) -> None:
    # Others are kept for ever here: a conversation takes what hangs on it along.
    days = dict.fromkeys(DAYS, 3650) | {name: DAYS[name]}
    leave_everywhere(engine, vault, MARIA)
    assert purge(engine, days, on=TODAY + timedelta(days=DAYS[name]))[name] == 0
    assert table in filled(engine)
    assert purge(engine, days, on=TODAY + timedelta(days=DAYS[name] + 1))[name] == 1
    assert table not in filled(engine)


def test_a_dry_run_counts_what_would_go_and_leaves_it(engine: Engine, vault: Vault) -> None:
    leave_everywhere(engine, vault, MARIA)
    before, later = filled(engine), TODAY + timedelta(days=400)
    would = purge(engine, DAYS, on=later, dry_run=True)
    assert filled(engine) == before
    # A call that goes with its conversation is counted there by a real run, which goes in order.
    assert purge(engine, DAYS, on=later) == would


def test_one_run_does_a_bounded_share_and_the_next_goes_on(engine: Engine) -> None:
    row = {"channel": "web", "created": NOON, "active": NOON}
    with writing(engine) as db:
        many = [{"id": str(n), "token_hash": str(n), **row} for n in range(BATCH * 2 + 1)]
        db.execute(conversations.insert(), many)
    later = TODAY + timedelta(days=60)
    gone = [purge(engine, DAYS, on=later, batches=2)["conversations"] for _ in range(3)]
    assert gone == [BATCH * 2, 1, 0]


def test_a_run_that_is_told_to_stop_stops(engine: Engine, vault: Vault) -> None:
    leave_everywhere(engine, vault, MARIA)
    later = TODAY + timedelta(days=3650)
    assert sum(purge(engine, DAYS, on=later, stop=lambda: True).values()) == 0


def test_the_weekly_figures_are_the_same_after_the_conversations_have_gone(
    engine: Engine, vault: Vault
) -> None:
    leave_everywhere(engine, vault, MARIA)
    leave_everywhere(engine, vault, PAUL, NOON - timedelta(days=7))
    told = report(engine, weeks=3, on=TODAY)
    assert [week.conversations for week in told] == [0, 1, 1]
    # Half of them gone, then all.
    purge(engine, DAYS, on=TODAY + timedelta(days=25))
    assert report(engine, weeks=3, on=TODAY) == told
    purge(engine, DAYS, on=TODAY + timedelta(days=60))
    with reading(engine) as db:
        assert db.execute(sa.select(conversations)).first() is None
    assert report(engine, weeks=3, on=TODAY) == told


def test_the_report_says_what_share_was_answered(engine: Engine) -> None:
    store = ConversationStore(engine)
    conversation, _ = store.begin(channel="web", now=NOON)

    def ask(*outcomes: str) -> str:
        message = str(uuid.uuid4())
        store.claim(conversation.id, message, "a question", now=NOON)
        replies = [{"text": "so", "outcome": outcome} for outcome in outcomes]
        return store.answer(conversation.id, message, replies, answered_by="bot", now=NOON)[0].id

    told = [ask("answer", "verdict"), ask("verdict"), ask("fallback"), ask("chitchat")]
    ask("handoff")
    ask("clarify")
    store.rate(conversation.id, told[0], True, now=NOON)
    store.rate(conversation.id, told[2], False, now=NOON)
    [week] = report(engine, weeks=1, on=TODAY)
    assert (week.questions, week.answered, week.small_talk) == (6, 2, 1)
    assert (week.not_understood, week.handed_over, week.asked_back) == (1, 1, 1)
    assert (week.thumbs_up, week.thumbs_down) == (1, 1)
    assert week.answered_share == pytest.approx(2 / 5)
    assert report(engine, weeks=1, on=TODAY, channel="voice")[0].questions == 0


def test_weeks_begin_on_monday(engine: Engine) -> None:
    store = ConversationStore(engine)
    sunday = datetime(2026, 11, 22, 23, 59, tzinfo=timezone.utc)
    store.begin(channel="web", now=sunday)
    store.begin(channel="web", now=sunday + timedelta(minutes=2))
    before, this = report(engine, weeks=2, on=TODAY)
    assert (before.week, before.conversations) == (date(2026, 11, 16), 1)
    assert (this.week, this.conversations) == (date(2026, 11, 23), 1)


def test_the_privacy_page_names_every_table_and_every_period() -> None:
    page = (ROOT / "PRIVACY.md").read_text(encoding="utf-8")
    for table in metadata.tables:
        assert f"`{table}`" in page, f"PRIVACY.md does not say what the table {table} holds"
    for kind in KINDS:
        name, days = f"SECOND_KEY_{kind.setting.upper()}", DAYS[kind.name]
        assert re.search(rf"\b{days} days?\b[^|]*\|[^|\n]*`{name}`", page), f"{name}: {days} days"
