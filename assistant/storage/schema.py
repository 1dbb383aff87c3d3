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
    # Sealed: what the desk remembers and the bot must still be told, while the desk stands in.
    sa.Column("handover", sa.Text),
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

# People who sign in. A guest has no row here; `guest` is somebody known who may do nothing yet.
users = sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    # As typed at the sign-in page, in lower case; for a company's account, what it calls them.
    sa.Column("name", sa.String(120), nullable=False, unique=True),
    sa.Column("shown_as", sa.String(120), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    # argon2; empty for accounts of an identity provider, which are known by issuer and subject.
    sa.Column("password", sa.String(255)),
    sa.Column("issuer", sa.String(255)),
    sa.Column("subject", sa.String(255)),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    sa.Column("disabled", sa.DateTime(timezone=True)),
    sa.UniqueConstraint("issuer", "subject", name="uq_users_issuer_subject"),
)

# Who is signed in. Only the hash of what the browser holds is kept.
sign_ins = sa.Table(
    "sign_ins",
    metadata,
    sa.Column("id_hash", sa.String(64), primary_key=True),
    sa.Column(
        "user",
        sa.String(36),
        sa.ForeignKey("users.id", name="fk_sign_ins_user", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    sa.Column("active", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires", sa.DateTime(timezone=True), nullable=False, index=True),
)

# Attempts that failed, by keyed hashes of name and network, so that guessing is slowed down.
failed_sign_ins = sa.Table(
    "failed_sign_ins",
    metadata,
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Index("ix_failed_sign_ins_key_at", "key", "at"),
    sa.Index("ix_failed_sign_ins_at", "at"),
)

# Who looked up what. A VIN stands here as its keyed hash and its last six characters.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column(
        "position",
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
    # The name, not a key: the line outlives the account.
    sa.Column("user", sa.String(120), nullable=False),
    sa.Column("action", sa.String(32), nullable=False),
    sa.Column("vehicle", sa.String(64)),
    sa.Column("last_six", sa.String(6)),
    sa.Column("detail", sa.JSON, nullable=False),
)

# Copies of disclosure forms. What names a person or a vehicle is sealed.
disclosures = sa.Table(
    "disclosures",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("user", sa.String(120), nullable=False),
    sa.Column("vehicle", sa.String(64), nullable=False),
    sa.Column("last_six", sa.String(6), nullable=False),
    sa.Column("sealed", sa.Text, nullable=False),
)

# Phone calls. State and answers hold what a caller said (a VIN, piece by piece), so they are
# sealed, and they go when the call ends.
calls = sa.Table(
    "calls",
    metadata,
    sa.Column("sid", sa.String(64), primary_key=True),
    sa.Column(
        "conversation",
        sa.String(36),
        sa.ForeignKey("conversations.id", name="fk_calls_conversation", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    # The turn that the caller is expected to take next; 0 is the greeting.
    sa.Column("next_turn", sa.Integer, nullable=False),
    sa.Column("state", sa.Text),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    sa.Column("active", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("ended", sa.DateTime(timezone=True)),
)

call_turns = sa.Table(
    "call_turns",
    metadata,
    sa.Column(
        "call",
        sa.String(64),
        sa.ForeignKey("calls.sid", name="fk_call_turns_call", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("turn", sa.Integer, primary_key=True, autoincrement=False),
    # A keyed hash of what was heard: the same request again is known by it.
    sa.Column("heard", sa.String(64), nullable=False),
    sa.Column("claimed", sa.DateTime(timezone=True)),
    sa.Column("answer", sa.Text),
)

# Agents whose console is open; one that was not seen for a while is not there.
presences = sa.Table(
    "presences",
    metadata,
    sa.Column("agent", sa.String(36), primary_key=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("taking", sa.Boolean, nullable=False),
    sa.Column("seen", sa.DateTime(timezone=True), nullable=False, index=True),
)

# Guests who asked for a person in the chat. What is said stands in `messages`, masked.
handoffs = sa.Table(
    "handoffs",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column(
        "conversation",
        sa.String(36),
        sa.ForeignKey("conversations.id", name="fk_handoffs_conversation", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    # The conversation again until it ends, so that each has one open handoff at most.
    sa.Column("open_for", sa.String(36), unique=True),
    # waiting, live or ended
    sa.Column("state", sa.String(8), nullable=False),
    # Grows with everything that happens here: doors see by it that there is something new.
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
    sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    sa.Column("agent", sa.String(36)),
    sa.Column("agent_name", sa.String(120)),
    sa.Column("taken", sa.DateTime(timezone=True)),
    sa.Column("guest_seen", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ended", sa.DateTime(timezone=True), index=True),
    # guest, agent or nobody
    sa.Column("ended_by", sa.String(8)),
)

# What guest and agent wrote to each other in full, sealed: an agent needs the VIN that a guest
# types.
handoff_texts = sa.Table(
    "handoff_texts",
    metadata,
    sa.Column(
        "handoff",
        sa.String(36),
        sa.ForeignKey("handoffs.id", name="fk_handoff_texts_handoff", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("message", sa.String(36), primary_key=True),
    sa.Column("sealed", sa.Text, nullable=False),
)

# Guests who want to be called back. Name, number, address and notes are sealed.
call_backs = sa.Table(
    "call_backs",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    # Not a foreign key: the request outlives the conversation.
    sa.Column("conversation", sa.String(36), nullable=False, index=True),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("sealed", sa.Text, nullable=False),
    # When the guest agreed, and to which words.
    sa.Column("consented", sa.DateTime(timezone=True), nullable=False),
    sa.Column("consent", sa.Text, nullable=False),
    # open, taken or done
    sa.Column("state", sa.String(8), nullable=False, index=True),
    sa.Column("agent", sa.String(36)),
    sa.Column("agent_name", sa.String(120)),
    sa.Column("notes", sa.Text),
    sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
)

# How much was asked and answered in a week; what conversations leave behind when they go.
weekly_figures = sa.Table(
    "weekly_figures",
    metadata,
    # Its Monday (UTC).
    sa.Column("week", sa.Date, primary_key=True),
    sa.Column("channel", sa.String(16), primary_key=True),
    # A field of assistant.storage.figures.Week.
    sa.Column("figure", sa.String(24), primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)
