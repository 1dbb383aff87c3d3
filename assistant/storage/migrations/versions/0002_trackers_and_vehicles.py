"""Rasa's conversations in one row each, and the vehicle registry."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "trackers",
        sa.Column("sender_id", sa.String(64), nullable=False),
        sa.Column("events", sa.Text, nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sender_id", name="pk_trackers"),
    )
    op.create_index("ix_trackers_updated", "trackers", ["updated"])
    op.create_table(
        "vehicles",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("last_six", sa.String(6), nullable=False),
        sa.Column("model", sa.String(16)),
        sa.Column("model_year", sa.Integer),
        sa.Column("built", sa.String(10)),
        sa.Column("plant", sa.String(16)),
        sa.Column("phase", sa.Integer),
        sa.Column("delivered_on", sa.Date),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_vehicles"),
    )


def downgrade() -> None:
    op.drop_table("vehicles")
    op.drop_table("trackers")
