"""People who sign in, what they looked up, and the disclosure forms they made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _moment(name: str, *, needed: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not needed)


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("shown_as", sa.String(120), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", sa.String(255)),
        sa.Column("issuer", sa.String(255)),
        sa.Column("subject", sa.String(255)),
        _moment("created"),
        _moment("disabled", needed=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
        sa.UniqueConstraint("issuer", "subject", name="uq_users_issuer_subject"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("id_hash", sa.String(64), nullable=False),
        sa.Column("user", sa.String(36), nullable=False),
        _moment("created"),
        _moment("active"),
        _moment("expires"),
        sa.PrimaryKeyConstraint("id_hash", name="pk_sign_ins"),
        sa.ForeignKeyConstraint(
            ["user"], ["users.id"], name="fk_sign_ins_user", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_sign_ins_user", "sign_ins", ["user"])
    op.create_index("ix_sign_ins_expires", "sign_ins", ["expires"])
    op.create_table(
        "failed_sign_ins",
        sa.Column("key", sa.String(64), nullable=False),
        _moment("at"),
    )
    op.create_index("ix_failed_sign_ins_key_at", "failed_sign_ins", ["key", "at"])
    op.create_index("ix_failed_sign_ins_at", "failed_sign_ins", ["at"])
    op.create_table(
        "audit",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        _moment("at"),
        sa.Column("user", sa.String(120), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("vehicle", sa.String(64)),
        sa.Column("last_six", sa.String(6)),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "disclosures",
        sa.Column("id", sa.String(36), nullable=False),
        _moment("created"),
        sa.Column("user", sa.String(120), nullable=False),
        sa.Column("vehicle", sa.String(64), nullable=False),
        sa.Column("last_six", sa.String(6), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_disclosures"),
    )
    op.create_index("ix_disclosures_created", "disclosures", ["created"])


def downgrade() -> None:
    for table in ("disclosures", "audit", "failed_sign_ins", "sign_ins", "users"):
        op.drop_table(table)
