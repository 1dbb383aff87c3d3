"""Guests who want a person: live in the chat, or called back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def _moment(name: str, *, needed: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not needed)


def upgrade() -> None:
    op.create_table(
        "presences",
        sa.Column("agent", sa.String(36), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("taking", sa.Boolean, nullable=False),
        _moment("seen"),
        sa.PrimaryKeyConstraint("agent", name="pk_presences"),
    )
    op.create_index("ix_presences_seen", "presences", ["seen"])
    op.create_table(
        "handoffs",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("conversation", sa.String(36), nullable=False),
        sa.Column("open_for", sa.String(36)),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        _moment("asked"),
        _moment("until"),
        sa.Column("agent", sa.String(36)),
        sa.Column("agent_name", sa.String(120)),
        _moment("taken", needed=False),
        _moment("guest_seen"),
        _moment("ended", needed=False),
        sa.Column("ended_by", sa.String(8)),
        sa.PrimaryKeyConstraint("id", name="pk_handoffs"),
        sa.UniqueConstraint("open_for", name="uq_handoffs_open_for"),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.id"],
            name="fk_handoffs_conversation",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_handoffs_conversation", "handoffs", ["conversation"])
    op.create_index("ix_handoffs_ended", "handoffs", ["ended"])
    op.create_table(
        "handoff_texts",
        sa.Column("handoff", sa.String(36), nullable=False),
        sa.Column("message", sa.String(36), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("handoff", "message", name="pk_handoff_texts"),
        sa.ForeignKeyConstraint(
            ["handoff"], ["handoffs.id"], name="fk_handoff_texts_handoff", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "call_backs",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("conversation", sa.String(36), nullable=False),
        _moment("created"),
        sa.Column("sealed", sa.Text, nullable=False),
        _moment("consented"),
        sa.Column("consent", sa.Text, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("agent", sa.String(36)),
        sa.Column("agent_name", sa.String(120)),
        sa.Column("notes", sa.Text),
        _moment("changed"),
        sa.PrimaryKeyConstraint("id", name="pk_call_backs"),
    )
    for column in ("conversation", "created", "state"):
        op.create_index(f"ix_call_backs_{column}", "call_backs", [column])


def downgrade() -> None:
    for table in ("call_backs", "handoff_texts", "handoffs", "presences"):
        op.drop_table(table)
