"""Figures by week, which outlive the conversations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "weekly_figures",
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("figure", sa.String(24), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("week", "channel", "figure", name="pk_weekly_figures"),
    )


def downgrade() -> None:
    op.drop_table("weekly_figures")
