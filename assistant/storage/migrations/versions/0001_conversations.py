"""Conversations, their messages, feedback, and questions without an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("created", time, nullable=False),
        sa.Column("active", time, nullable=False),
        sa.Column("closed", time),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.UniqueConstraint("token_hash", name="uq_conversations_token_hash"),
    )
    op.create_index("ix_conversations_active", "conversations", ["active"])
    op.create_table(
        "messages",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            autoincrement=True,
        ),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("conversation", sa.String(36), nullable=False),
        sa.Column("author", sa.String(8), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created", time, nullable=False),
        sa.Column("claimed", time),
        sa.Column("answered", time),
        sa.Column("answers", sa.String(36)),
        sa.Column("answered_by", sa.String(8)),
        sa.Column("reply", sa.JSON),
        sa.PrimaryKeyConstraint("position", name="pk_messages"),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.id"],
            name="fk_messages_conversation",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("conversation", "id", name="uq_messages_conversation_id"),
    )
    op.create_index("ix_messages_conversation_position", "messages", ["conversation", "position"])
    op.create_table(
        "feedback",
        sa.Column("conversation", sa.String(36), nullable=False),
        sa.Column("message", sa.String(36), nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("created", time, nullable=False),
        sa.PrimaryKeyConstraint("conversation", "message", name="pk_feedback"),
        sa.ForeignKeyConstraint(
            ["conversation", "message"],
            ["messages.conversation", "messages.id"],
            name="fk_feedback_message",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "unanswered",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("topic", sa.String(64)),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("first_seen", time, nullable=False),
        sa.Column("last_seen", time, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered"),
    )
    op.create_index("ix_unanswered_last_seen", "unanswered", ["last_seen"])


def downgrade() -> None:
    for table in ("unanswered", "feedback", "messages", "conversations"):
        op.drop_table(table)
