"""Accounts, sign-ins and the audit: who is let in, for how long, and what is written down."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from assistant.storage.audit import Audit
from assistant.storage.passwords import Passwords, WeakPassword
from assistant.storage.schema import audit, failed_sign_ins, sign_ins, users
from assistant.storage.sign_ins import Attempts, SignIns
from assistant.storage.users import User, UserError, Users
from assistant.storage.vault import Vault

DATABASES = ("memory", "postgresql")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
WORDS = "four calm garden words"
VIN = "JTJBAMBZ8P5012345"


@pytest.fixture
def people(engine: sa.engine.Engine) -> Users:
    return Users(engine, Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))


@pytest.fixture
def maria(people: Users) -> User:
    return people.add("Maria.Lopez", WORDS, role="agent", shown_as="Maria", now=NOON)


def test_the_name_and_the_password_let_in(people: Users, maria: User) -> None:
    assert people.with_password("maria.lopez", WORDS) == maria
    assert people.with_password(" MARIA.LOPEZ ", WORDS) == maria


def test_a_wrong_name_or_password_does_not(people: Users, maria: User) -> None:
    assert people.with_password("maria.lopez", WORDS + "x") is None
    assert people.with_password("maria", WORDS) is None
    assert people.with_password("maria.lopez", "x" * 100_000) is None
    assert people.with_password("\ud800", "\ud800") is None


def test_the_password_is_kept_as_argon2_only(
    engine: sa.engine.Engine, people: Users, maria: User
) -> None:
    with engine.connect() as db:
        row = db.execute(sa.select(users)).one()
    assert row.password.startswith("$argon2id$")
    assert WORDS not in str(row)


def test_a_hash_of_weaker_days_is_made_anew(engine: sa.engine.Engine, people: Users) -> None:
    people.add("sam", WORDS, role="agent", now=NOON)
    strong = Users(engine, Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)))
    assert strong.with_password("sam", WORDS)
    with engine.connect() as db:
        assert "m=16,t=2" in db.execute(sa.select(users.c.password)).scalar_one()


@pytest.mark.parametrize(
    "password", ["short", "maria.lopez12", "passwordpassword", "Lexus123456!", "aaaaaaaaaaaaaaaa"]
)
def test_a_password_that_is_soon_guessed_is_refused(people: Users, password: str) -> None:
    with pytest.raises(WeakPassword, match="four words"):
        people.add("maria.lopez", password, role="agent", now=NOON)


def test_a_name_is_taken_once(people: Users, maria: User) -> None:
    with pytest.raises(UserError, match="already"):
        people.add("MARIA.lopez", WORDS, role="admin", now=NOON)
    with pytest.raises(UserError, match="for example"):
        people.add("a b", WORDS, role="agent", now=NOON)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("guest", ["guest"]),
        ("agent", ["guest", "agent"]),
        ("editor", ["guest", "agent", "editor"]),
        ("admin", ["guest", "agent", "editor", "admin"]),
    ],
)
def test_each_role_may_do_what_those_before_it_may(role: str, allowed: list[str]) -> None:
    user = User("1", "a", "a", role)  # type: ignore[arg-type]
    assert [r for r in ("guest", "agent", "editor", "admin") if user.may(r)] == allowed
    gone = User("1", "a", "a", role, disabled=True)  # type: ignore[arg-type]
    assert not gone.may("guest")


def test_a_role_that_nobody_knows_allows_nothing(
    engine: sa.engine.Engine, people: Users, maria: User
) -> None:
    with engine.begin() as db:
        db.execute(users.update().values(role="emperor"))
    (user,) = people.list()
    assert user.role == "guest"


def test_signed_in_is_who_holds_the_id(engine: sa.engine.Engine, maria: User) -> None:
    signed_in = SignIns(engine)
    id = signed_in.begin(maria, now=NOON)
    assert signed_in.find(id, now=NOON) == maria
    assert signed_in.find(id + "x", now=NOON) is None
    with engine.connect() as db:
        assert id not in str(db.execute(sa.select(sign_ins)).all())
    signed_in.end(id)
    assert signed_in.find(id, now=NOON) is None


def test_a_sign_in_ends_with_the_shift_or_when_nobody_is_there(
    engine: sa.engine.Engine, maria: User
) -> None:
    signed_in = SignIns(engine, lasts=timedelta(hours=12), idle=timedelta(hours=2))
    id = signed_in.begin(maria, now=NOON)
    for hours in (1.5, 3, 4.5, 6, 7.5, 9, 10.5, 11.9):
        assert signed_in.find(id, now=NOON + timedelta(hours=hours))
    assert signed_in.find(id, now=NOON + timedelta(hours=12)) is None
    idle = signed_in.begin(maria, now=NOON)
    assert signed_in.find(idle, now=NOON + timedelta(hours=1, minutes=59))
    id = signed_in.begin(maria, now=NOON)
    assert signed_in.find(id, now=NOON + timedelta(hours=2)) is None


def test_disabled_and_new_password_sign_out_at_once(
    engine: sa.engine.Engine, people: Users, maria: User
) -> None:
    signed_in = SignIns(engine)
    id = signed_in.begin(maria, now=NOON)
    people.change_password("maria.lopez", "another four garden words")
    assert signed_in.find(id, now=NOON) is None
    id = signed_in.begin(maria, now=NOON)
    people.disable("maria.lopez", now=NOON)
    assert signed_in.find(id, now=NOON) is None
    assert people.with_password("maria.lopez", "another four garden words") is None
    people.enable("maria.lopez")
    assert people.with_password("maria.lopez", "another four garden words")


def test_a_changed_role_counts_from_the_next_click(
    engine: sa.engine.Engine, people: Users, maria: User
) -> None:
    signed_in = SignIns(engine)
    id = signed_in.begin(maria, now=NOON)
    people.change_role("maria.lopez", "editor")
    user = signed_in.find(id, now=NOON)
    assert user
    assert user.role == "editor"


def test_five_failures_from_one_network_are_enough(engine: sa.engine.Engine) -> None:
    attempts = Attempts(engine, "secret")
    for _ in range(4):
        attempts.failed("Maria", "10.0.0.1", now=NOON)
    assert attempts.wait("maria", "10.0.0.1", now=NOON) == 0
    attempts.failed("maria", "10.0.0.1", now=NOON)
    assert attempts.wait("maria", "10.0.0.1", now=NOON) == 900
    assert attempts.wait("maria", "10.0.0.1", now=NOON + timedelta(minutes=10)) == 300
    assert attempts.wait("maria", "10.0.0.1", now=NOON + timedelta(minutes=15)) == 0
    # The agent at her own desk is not locked out by somebody elsewhere.
    assert attempts.wait("maria", "10.0.0.2", now=NOON) == 0


def test_many_networks_or_many_names_are_slowed_too(engine: sa.engine.Engine) -> None:
    attempts = Attempts(engine, "secret")
    for number in range(30):
        attempts.failed("maria", f"10.0.0.{number}", now=NOON)
    assert attempts.wait("maria", "192.0.2.1", now=NOON) > 0
    for number in range(60):
        attempts.failed(f"name{number}", "192.0.2.9", now=NOON)
    assert attempts.wait("somebody", "192.0.2.9", now=NOON) > 0


def test_success_forgets_and_old_failures_go(engine: sa.engine.Engine) -> None:
    attempts = Attempts(engine, "secret")
    for _ in range(5):
        attempts.failed("maria", "10.0.0.1", now=NOON)
    attempts.succeeded("maria", "10.0.0.1")
    assert attempts.wait("maria", "10.0.0.1", now=NOON) == 0
    attempts.failed("sam", "10.0.0.1", now=NOON + timedelta(hours=1))
    with engine.connect() as db:
        rows = db.execute(sa.select(failed_sign_ins)).all()
    assert len(rows) == 3
    assert "sam" not in str(rows)
    assert "10.0.0.1" not in str(rows)


def test_whom_a_company_vouches_for_is_let_in_with_its_role(people: Users, maria: User) -> None:
    def visit(role: str, **more: str) -> User | None:
        who = {"name": "maria.lopez", "shown_as": "Maria L."} | more
        return people.from_provider(
            "https://id.example",
            "7",
            role=role,
            now=NOON,
            **who,  # type: ignore[arg-type]
        )

    first = visit("agent")
    assert first
    # A password account of the same name is another person until an admin says otherwise.
    assert first.name == "maria.lopez-2"
    assert first.id != maria.id
    again = visit("editor", shown_as="Maria")
    assert again
    assert (again.id, again.role, again.shown_as) == (first.id, "editor", "Maria")
    assert people.with_password("maria.lopez-2", "") is None
    people.disable("maria.lopez-2", now=NOON)
    assert visit("admin") is None


def test_the_audit_knows_the_vehicle_and_not_its_vin(engine: sa.engine.Engine) -> None:
    lines = Audit(engine, Vault("secret"))
    lines.note("maria", "vehicle", vin=VIN, now=NOON, detail={"asked": f"is {VIN} in"})
    lines.note("maria", "topic", now=NOON, detail={"topic": "cost"})
    newest, oldest = lines.lines()
    assert (newest.action, newest.last_six, newest.detail) == ("topic", "", {"topic": "cost"})
    assert (oldest.user, oldest.last_six, oldest.at) == ("maria", VIN[-6:], NOON)
    assert lines.lines(vin=VIN) == [oldest]
    with engine.connect() as db:
        assert VIN not in str(db.execute(sa.select(audit)).all())
