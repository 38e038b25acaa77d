"""Which comments a platform told us of have been read, as digests: so that none is read twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sightings",
        sa.Column("item", sa.String(24), nullable=False),
        sa.Column("revision", sa.String(24), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("item", name="pk_sightings"),
    )
    op.create_index("ix_sightings_seen_at", "sightings", ["seen_at"])
