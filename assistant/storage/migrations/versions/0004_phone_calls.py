"""Phone calls and their turns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("sid", sa.String(64), nullable=False),
        sa.Column("conversation", sa.String(36), nullable=False),
        sa.Column("next_turn", sa.Integer, nullable=False),
        sa.Column("state", sa.Text),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("sid", name="pk_calls"),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.id"],
            name="fk_calls_conversation",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_calls_conversation", "calls", ["conversation"])
    op.create_index("ix_calls_active", "calls", ["active"])
    op.create_table(
        "call_turns",
        sa.Column("call", sa.String(64), nullable=False),
        sa.Column("turn", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("heard", sa.String(64), nullable=False),
        sa.Column("claimed", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.Text),
        sa.PrimaryKeyConstraint("call", "turn", name="pk_call_turns"),
        sa.ForeignKeyConstraint(
            ["call"], ["calls.sid"], name="fk_call_turns_call", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("call_turns")
    op.drop_table("calls")
