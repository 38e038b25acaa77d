"""The tables.

What a citizen wrote stands in ``updates.payload``, ``comments.text``, ``objections.reason``, ``event_details.value`` and,
from word of a comment until it is read, in ``outbox.payload``; nowhere else.

``echoes``, ``sightings`` and ``case_events`` hold digests.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """A point in time: always aware and in UTC in Python, on both databases (SQLite knows no time zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a point in time needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite numbers rows by itself only in a column of type INTEGER.
_Id = BigInteger().with_variant(Integer, "sqlite")

updates = Table(
    "updates",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("payload", Text, comment="the update as JSON; empty once it is handled"),
    Column("received_at", UtcTime, nullable=False),
    Column("handled_at", UtcTime),
    Index("ix_updates_open", "handled_at", "update_id"),
)

comments = Table(
    "comments",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("source", String(16), nullable=False),
    Column("place", String(64), nullable=False, comment="chat or account"),
    Column("external_id", String(64), nullable=False),
    Column("digest", String(64), nullable=False, comment="names the revision"),
    Column("thread", String(64)),
    Column("author_ref", String(64), comment="what the platform needs to restrict the author"),
    Column("author_name", Text, nullable=False),
    Column("place_name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("link", Text),
    Column("written_at", UtcTime, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("screened_at", UtcTime),
    UniqueConstraint("source", "place", "external_id", "digest"),
    Index("ix_comments_unscreened", "screened_at", "id"),
    Index("ix_comments_author", "source", "author_ref"),
)

echoes = Table(
    "echoes",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("fingerprint", String(24), nullable=False, comment="digest of the text"),
    Column("author", String(24), nullable=False, comment="digest"),
    Column("item", String(24), nullable=False, comment="digest; the same for all revisions of a comment"),
    Column("seen_at", UtcTime, nullable=False),
    UniqueConstraint("fingerprint", "item"),
    Index("ix_echoes_seen_at", "seen_at"),
)

sightings = Table(
    "sightings",
    metadata,
    Column("item", String(24), primary_key=True, comment="digest of source and id"),
    Column("revision", String(24), nullable=False, comment="digest of id and text"),
    Column("seen_at", UtcTime, nullable=False),
    Index("ix_sightings_seen_at", "seen_at"),
)

cases = Table(
    "cases",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("comment_id", ForeignKey("comments.id"), nullable=False, comment="the revision the case is about"),
    Column("source", String(16), nullable=False),
    Column("place", String(64), nullable=False),
    Column("external_id", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False, default=1),
    Column("severity", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("unchecked", Text, nullable=False, default="", comment="detectors that failed, comma separated"),
    Column("criticism", Float, nullable=False, default=0.0, server_default="0", comment="chance that it criticises us"),
    Column("claimed_by", Text),
    Column("escalated_by", Text),
    Column("opened_at", UtcTime, nullable=False),
    Column("decided_at", UtcTime),
    CheckConstraint("state IN ('open', 'decided')", name="state"),
    UniqueConstraint("source", "place", "external_id"),
    Index("ix_cases_state_decided", "state", "decided_at"),
    Index("ix_cases_waiting", "state", "severity", "opened_at"),
)

findings = Table(
    "findings",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("rule", String(40), nullable=False),
    Column("rule_title", Text, nullable=False, comment="as it was when the comment was screened"),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("severity", Integer, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("comment_id", ForeignKey("comments.id"), nullable=False, comment="the revision decided on"),
    Column("measure", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("decided_at", UtcTime, nullable=False),
    Column("proposed_by_id", BigInteger, comment="of a grave measure that a second person confirmed"),
    Column("proposed_by_name", Text),
    CheckConstraint("proposed_by_id <> person_id", name="second_person"),
    CheckConstraint("measure IN ('leave', 'hint', 'hide', 'delete', 'restrict', 'block', 'report')", name="measure"),
    CheckConstraint("person_name <> ''", name="named_person"),
    UniqueConstraint("case_id", "comment_id"),
)

proposals = Table(
    "proposals",
    metadata,
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False, comment="of the case; a proposal for an earlier one is void"),
    Column("measure", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("proposed_at", UtcTime, nullable=False),
    CheckConstraint("person_name <> ''", name="named_person"),
)

objections = Table(
    "objections",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("decision_id", ForeignKey("decisions.id", ondelete="CASCADE"), nullable=False, unique=True),
    # As in the decision; here so that the database itself refuses an answer by one of them.
    Column("decided_by_id", BigInteger, nullable=False),
    Column("proposed_by_id", BigInteger),
    Column("reason", Text, nullable=False, comment="in the words of whoever filed it, maybe the author's"),
    Column("person_id", BigInteger, nullable=False, comment="who filed it for the author"),
    Column("person_name", Text, nullable=False),
    Column("filed_at", UtcTime, nullable=False),
    Column("outcome", String(16)),
    Column("answered_by_id", BigInteger),
    Column("answered_by_name", Text),
    Column("answered_at", UtcTime),
    CheckConstraint("person_name <> ''", name="named_person"),
    CheckConstraint("outcome IN ('upheld', 'overturned')", name="outcome"),
    CheckConstraint(
        "(outcome IS NULL) = (answered_by_id IS NULL) AND (outcome IS NULL) = (answered_at IS NULL) "
        "AND (outcome IS NULL OR answered_by_name <> '')",
        name="answered_by",
    ),
    CheckConstraint(
        "answered_by_id <> decided_by_id AND (proposed_by_id IS NULL OR answered_by_id <> proposed_by_id)",
        name="another_person",
    ),
)

notices = Table(
    "notices",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("decision_id", ForeignKey("decisions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("person_id", BigInteger, nullable=False, comment="who took the text to give it to the author"),
    Column("person_name", Text, nullable=False),
    Column("given_at", UtcTime, nullable=False),
)

actions = Table(
    "actions",
    metadata,
    Column("id", _Id, primary_key=True),
    # No action without a recorded decision: the database itself refuses.
    Column("decision_id", ForeignKey("decisions.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False, default="wanted"),
    Column("error", Text, comment="code of a text, when the action is impossible"),
    Column("finished_at", UtcTime),
    # Nor does anything undo a decision without an objection.
    Column("objection_id", ForeignKey("objections.id")),
    CheckConstraint("kind IN ('delete', 'hide', 'restrict', 'ban', 'show', 'unrestrict', 'unban')", name="kind"),
    CheckConstraint("state IN ('wanted', 'done', 'impossible', 'cancelled')", name="state"),
    CheckConstraint("(kind IN ('show', 'unrestrict', 'unban')) = (objection_id IS NOT NULL)", name="undoing"),
    UniqueConstraint("decision_id", "kind"),
)

case_events = Table(
    "case_events",
    metadata,
    # Triggers refuse to change or delete (migration 0003).
    Column("number", _Id, primary_key=True, autoincrement=False),
    Column("case_id", _Id, index=True, comment="not a foreign key: the log outlives the case"),
    Column("body", Text, nullable=False, comment="canonical JSON, without personal values"),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

event_details = Table(
    "event_details",
    metadata,
    Column("event_number", ForeignKey("case_events.number"), primary_key=True),
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False, comment="personal; erased with its salt"),
    Column("salt", String(64), nullable=False),
)

event_head = Table(
    "event_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    CheckConstraint("id = 1", name="only_one"),
)

holds = Table(
    "holds",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("since", UtcTime, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject", String(64), nullable=False, comment="what the job is about; one job a kind and subject"),
    Column("payload", Text, comment="JSON; a citizen's words only in word of a comment, until it is read"),
    Column("generation", Integer, nullable=False, default=1, comment="counts how often the job was asked for"),
    Column("due_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("leased_until", UtcTime),
    Column("is_dead", Boolean, nullable=False, default=False),
    Column("error", Text),
    UniqueConstraint("kind", "subject"),
    Index("ix_outbox_due", "is_dead", "due_at"),
)

counters = Table(
    "counters",
    metadata,
    Column("day", Date, primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("label", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
)
