"""The first layout: journal, comments, cases, decisions, actions, outbox, counters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_time = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "updates",
        sa.Column("update_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("payload", sa.Text),
        sa.Column("received_at", _time, nullable=False),
        sa.Column("handled_at", _time),
        sa.PrimaryKeyConstraint("update_id", name="pk_updates"),
    )
    op.create_index("ix_updates_open", "updates", ["handled_at", "update_id"])
    op.create_table(
        "comments",
        sa.Column("id", _id, nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("external_id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("thread", sa.String(64)),
        sa.Column("author_ref", sa.String(64)),
        sa.Column("author_name", sa.Text, nullable=False),
        sa.Column("place_name", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("link", sa.Text),
        sa.Column("written_at", _time, nullable=False),
        sa.Column("received_at", _time, nullable=False),
        sa.Column("screened_at", _time),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.UniqueConstraint(
            "source", "place", "external_id", "digest", name="uq_comments_source_place_external_id_digest"
        ),
    )
    op.create_index("ix_comments_unscreened", "comments", ["screened_at", "id"])
    op.create_table(
        "cases",
        sa.Column("id", _id, nullable=False),
        sa.Column("comment_id", _id, nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("external_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("unchecked", sa.Text, nullable=False),
        sa.Column("claimed_by", sa.Text),
        sa.Column("escalated_by", sa.Text),
        sa.Column("opened_at", _time, nullable=False),
        sa.Column("decided_at", _time),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_cases_comment_id"),
        sa.UniqueConstraint("source", "place", "external_id", name="uq_cases_source_place_external_id"),
        sa.CheckConstraint("state IN ('open', 'decided')", name="ck_cases_state"),
    )
    op.create_index("ix_cases_state_decided", "cases", ["state", "decided_at"])
    op.create_table(
        "findings",
        sa.Column("id", _id, nullable=False),
        sa.Column("case_id", _id, nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("rule_title", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_findings_case_id", ondelete="CASCADE"),
    )
    op.create_index("ix_findings_case_id", "findings", ["case_id"])
    op.create_table(
        "decisions",
        sa.Column("id", _id, nullable=False),
        sa.Column("case_id", _id, nullable=False),
        sa.Column("comment_id", _id, nullable=False),
        sa.Column("measure", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("decided_at", _time, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_decisions_case_id"),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_decisions_comment_id"),
        sa.UniqueConstraint("case_id", "comment_id", name="uq_decisions_case_id_comment_id"),
        sa.CheckConstraint(
            "measure IN ('leave', 'hint', 'hide', 'delete', 'restrict', 'block', 'report')", name="ck_decisions_measure"
        ),
        sa.CheckConstraint("person_name <> ''", name="ck_decisions_named_person"),
    )
    op.create_table(
        "actions",
        sa.Column("id", _id, nullable=False),
        sa.Column("decision_id", _id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("finished_at", _time),
        sa.PrimaryKeyConstraint("id", name="pk_actions"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_actions_decision_id"),
        sa.UniqueConstraint("decision_id", "kind", name="uq_actions_decision_id_kind"),
        sa.CheckConstraint("kind IN ('delete', 'hide', 'restrict', 'ban')", name="ck_actions_kind"),
        sa.CheckConstraint("state IN ('wanted', 'done', 'impossible')", name="ck_actions_state"),
    )
    op.create_table(
        "alerts",
        sa.Column("case_id", _id, autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_alerts"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_alerts_case_id", ondelete="CASCADE"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", _id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("payload", sa.Text),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("due_at", _time, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("leased_until", _time),
        sa.Column("is_dead", sa.Boolean, nullable=False),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("kind", "subject", name="uq_outbox_kind_subject"),
    )
    op.create_index("ix_outbox_due", "outbox", ["is_dead", "due_at"])
    op.create_table(
        "counters",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("label", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("day", "name", "label", name="pk_counters"),
    )
