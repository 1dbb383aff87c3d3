"""What bot and desk must still tell each other, for several doors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("handover", sa.Text))


def downgrade() -> None:
    op.drop_column("conversations", "handover")
