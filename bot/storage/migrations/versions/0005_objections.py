"""Proposals of grave measures, objections, notices to authors, and actions that undo.

The database itself refuses a decision confirmed by the one who proposed it, an objection answered by somebody who had part in
the decision, and an undoing that belongs to no objection.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_time = sa.DateTime(timezone=True)

_KINDS = "kind IN ('delete', 'hide', 'restrict', 'ban', 'show', 'unrestrict', 'unban')"
_STATES = "state IN ('wanted', 'done', 'impossible', 'cancelled')"
_UNDOING = "(kind IN ('show', 'unrestrict', 'unban')) = (objection_id IS NOT NULL)"


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("case_id", _id, autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("measure", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("proposed_at", _time, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_proposals"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_proposals_case_id", ondelete="CASCADE"),
        sa.CheckConstraint("person_name <> ''", name="ck_proposals_named_person"),
    )
    # Both databases take a check together with a new column; SQLite would take none afterwards.
    op.execute(
        "ALTER TABLE decisions ADD COLUMN proposed_by_id BIGINT "
        "CONSTRAINT ck_decisions_second_person CHECK (proposed_by_id <> person_id)"
    )
    op.add_column("decisions", sa.Column("proposed_by_name", sa.Text))
    op.create_table(
        "objections",
        sa.Column("id", _id, nullable=False),
        sa.Column("decision_id", _id, nullable=False),
        sa.Column("decided_by_id", sa.BigInteger, nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("filed_at", _time, nullable=False),
        sa.Column("outcome", sa.String(16)),
        sa.Column("answered_by_id", sa.BigInteger),
        sa.Column("answered_by_name", sa.Text),
        sa.Column("answered_at", _time),
        sa.PrimaryKeyConstraint("id", name="pk_objections"),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name="fk_objections_decision_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("decision_id", name="uq_objections_decision_id"),
        sa.CheckConstraint("person_name <> ''", name="ck_objections_named_person"),
        sa.CheckConstraint("outcome IN ('upheld', 'overturned')", name="ck_objections_outcome"),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answered_by_id IS NULL) AND (outcome IS NULL) = (answered_at IS NULL) "
            "AND (outcome IS NULL OR answered_by_name <> '')",
            name="ck_objections_answered_by",
        ),
        sa.CheckConstraint(
            "answered_by_id <> decided_by_id AND (proposed_by_id IS NULL OR answered_by_id <> proposed_by_id)",
            name="ck_objections_another_person",
        ),
    )
    op.create_table(
        "notices",
        sa.Column("id", _id, nullable=False),
        sa.Column("decision_id", _id, nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("given_at", _time, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_notices_decision_id", ondelete="CASCADE"),
    )
    op.create_index("ix_notices_decision_id", "notices", ["decision_id"])
    op.create_index("ix_comments_author", "comments", ["source", "author_ref"])
    if op.get_bind().dialect.name == "sqlite":
        _rebuild_actions()
        return
    op.drop_constraint("ck_actions_kind", "actions")
    op.drop_constraint("ck_actions_state", "actions")
    op.add_column("actions", sa.Column("objection_id", _id))
    op.create_foreign_key("fk_actions_objection_id", "actions", "objections", ["objection_id"], ["id"])
    op.create_check_constraint("ck_actions_kind", "actions", _KINDS)
    op.create_check_constraint("ck_actions_state", "actions", _STATES)
    op.create_check_constraint("ck_actions_undoing", "actions", _UNDOING)


def _rebuild_actions() -> None:
    """SQLite cannot change a check: the rows move to a new table. No other table refers to this one."""
    op.create_table(
        "actions_new",
        sa.Column("id", _id, nullable=False),
        sa.Column("decision_id", _id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("finished_at", _time),
        sa.Column("objection_id", _id),
        sa.PrimaryKeyConstraint("id", name="pk_actions"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_actions_decision_id"),
        sa.ForeignKeyConstraint(["objection_id"], ["objections.id"], name="fk_actions_objection_id"),
        sa.UniqueConstraint("decision_id", "kind", name="uq_actions_decision_id_kind"),
        sa.CheckConstraint(_KINDS, name="ck_actions_kind"),
        sa.CheckConstraint(_STATES, name="ck_actions_state"),
        sa.CheckConstraint(_UNDOING, name="ck_actions_undoing"),
    )
    columns = "id, decision_id, kind, state, error, finished_at"
    op.execute(f"INSERT INTO actions_new ({columns}) SELECT {columns} FROM actions")  # noqa: S608 - no values from outside
    op.drop_table("actions")
    op.rename_table("actions_new", "actions")
