"""Digests of recent texts, to see floods and waves across comments; how much a case looks like criticism."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "echoes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("fingerprint", sa.String(24), nullable=False),
        sa.Column("author", sa.String(24), nullable=False),
        sa.Column("item", sa.String(24), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_echoes"),
        sa.UniqueConstraint("fingerprint", "item", name="uq_echoes_fingerprint_item"),
    )
    op.add_column("cases", sa.Column("criticism", sa.Float, nullable=False, server_default="0"))
    op.create_index("ix_cases_waiting", "cases", ["state", "severity", "opened_at"])
    op.create_index("ix_echoes_seen_at", "echoes", ["seen_at"])
