"""The chained log of events, personal values beside it, its head, and holds on cases.

The database itself refuses to change the log: triggers on both databases.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_id = sa.BigInteger().with_variant(sa.Integer, "sqlite")

_SQLITE = (
    ("case_events_kept", "BEFORE DELETE ON case_events BEGIN"),
    ("case_events_unchanged", "BEFORE UPDATE ON case_events BEGIN"),
    # INSERT OR REPLACE deletes without asking the triggers for DELETE.
    (
        "case_events_not_replaced",
        "BEFORE INSERT ON case_events WHEN EXISTS (SELECT 1 FROM case_events WHERE number = NEW.number) BEGIN",
    ),
    ("event_details_unchanged", "BEFORE UPDATE ON event_details BEGIN"),
)
_POSTGRESQL = (
    ("case_events_unchanged", "BEFORE UPDATE OR DELETE ON case_events FOR EACH ROW"),
    ("case_events_not_emptied", "BEFORE TRUNCATE ON case_events FOR EACH STATEMENT"),
    ("event_details_unchanged", "BEFORE UPDATE ON event_details FOR EACH ROW"),
)


def upgrade() -> None:
    op.create_table(
        "case_events",
        sa.Column("number", _id, autoincrement=False, nullable=False),
        sa.Column("case_id", _id),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_case_events"),
    )
    op.create_index("ix_case_events_case_id", "case_events", ["case_id"])
    op.create_table(
        "event_details",
        sa.Column("event_number", _id, nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("event_number", "name", name="pk_event_details"),
        sa.ForeignKeyConstraint(["event_number"], ["case_events.number"], name="fk_event_details_event_number"),
    )
    op.create_table(
        "event_head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event_head"),
        sa.CheckConstraint("id = 1", name="ck_event_head_only_one"),
    )
    op.create_table(
        "holds",
        sa.Column("case_id", _id, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_holds"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_holds_case_id"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for name, when in _SQLITE:
            op.execute(f"CREATE TRIGGER {name} {when} SELECT RAISE(ABORT, 'the log may only be appended to'); END")
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the log may only be appended to'; END $$"
    )
    for name, when in _POSTGRESQL:
        op.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION refuse_change()")
