"""The tables. Alembic's migrations make them; a test holds the two equal."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# All times are UTC. All texts and replies are masked before they come here.
conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    sa.Column("active", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("closed", sa.DateTime(timezone=True)),
)

messages = sa.Table(
    "messages",
    metadata,
    # The order in which they were said; SQLite counts by itself only in an INTEGER.
    sa.Column(
        "position",
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("id", sa.String(36), nullable=False),
    sa.Column(
        "conversation",
        sa.String(36),
        sa.ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
    ),
    sa.Column("author", sa.String(8), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    # Of a guest's message: since when somebody works on it, and when the answer was there.
    sa.Column("claimed", sa.DateTime(timezone=True)),
    sa.Column("answered", sa.DateTime(timezone=True)),
    # Of an answer: which message it answers, who gave it (bot or desk), and the whole reply.
    sa.Column("answers", sa.String(36)),
    sa.Column("answered_by", sa.String(8)),
    sa.Column("reply", sa.JSON),
    sa.UniqueConstraint("conversation", "id", name="uq_messages_conversation_id"),
    sa.Index("ix_messages_conversation_position", "conversation", "position"),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("conversation", sa.String(36), primary_key=True),
    sa.Column("message", sa.String(36), primary_key=True),
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(
        ["conversation", "message"],
        ["messages.conversation", "messages.id"],
        name="fk_feedback_message",
        ondelete="CASCADE",
    ),
)

unanswered = sa.Table(
    "unanswered",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("topic", sa.String(64)),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
    sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False, index=True),
)

# Rasa's conversations: bounded, masked, one row each (assistant/bot/tracker_store.py).
trackers = sa.Table(
    "trackers",
    metadata,
    sa.Column("sender_id", sa.String(64), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("updated", sa.DateTime(timezone=True), nullable=False, index=True),
)

# The vehicle registry. A VIN is kept as a keyed hash and its last six characters.
vehicles = sa.Table(
    "vehicles",
    metadata,
    sa.Column("fingerprint", sa.String(64), primary_key=True),
    sa.Column("last_six", sa.String(6), nullable=False),
    sa.Column("model", sa.String(16)),
    sa.Column("model_year", sa.Integer),
    sa.Column("built", sa.String(10)),
    sa.Column("plant", sa.String(16)),
    sa.Column("phase", sa.Integer),
    sa.Column("delivered_on", sa.Date),
)
