"""Comments on their way from intake to a verdict."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerting import due_since
from bot.evidence.chain import Fact
from bot.screening import IncomingComment, Screened, StoredComment
from bot.storage.counters import count
from bot.storage.database import Database, insert
from bot.storage.events import Draft, append, unused_case_number
from bot.storage.outbox import enqueue
from bot.storage.tables import cases, comments, findings
from moderation.models import Verdict


class SqlCommentStore:
    """Keeps a comment from intake on; forgets the fine ones, opens cases for the others."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take_in(self, comment: IncomingComment, now: datetime) -> bool:
        """Store a comment; False if this revision is already there."""
        row = {
            "source": comment.source,
            "place": comment.place,
            "place_name": comment.place_name,
            "external_id": comment.external_id,
            "digest": hashlib.sha256(comment.text.encode()).hexdigest(),
            "thread": comment.thread,
            "author_ref": comment.author_ref,
            "author_name": comment.author_name,
            "text": comment.text,
            "link": comment.link,
            "written_at": comment.written_at,
            "received_at": now,
        }
        async with self._database.write() as connection:
            statement = insert(connection, comments).values(row).on_conflict_do_nothing().returning(comments.c.id)
            return (await connection.execute(statement)).first() is not None

    async def unscreened(self, limit: int) -> list[StoredComment]:
        """Comments that wait for a verdict, oldest first."""
        statement = (
            select(
                comments.c.id,
                comments.c.place,
                comments.c.external_id,
                comments.c.text,
                comments.c.author_ref,
                comments.c.thread,
                comments.c.written_at,
            )
            .where(comments.c.screened_at.is_(None))
            .order_by(comments.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [StoredComment(*row) for row in await connection.execute(statement)]

    async def record(self, screened: Sequence[Screened], now: datetime) -> list[int]:
        """Record verdicts in one transaction; the numbers of cases opened or changed.

        A comment another process has recorded meanwhile is skipped.
        """
        filed: list[Draft] = []
        async with self._database.write() as connection:
            for item in screened:
                claimed = await connection.execute(
                    update(comments)
                    .where(comments.c.id == item.comment_id, comments.c.screened_at.is_(None))
                    .values(screened_at=now)
                )
                if not claimed.rowcount:
                    continue
                await count(connection, now.date(), "screened", "flagged" if item.verdict.flagged else "fine")
                if item.verdict.flagged and item.verdict.is_criticism:
                    await count(connection, now.date(), "screened", "flagged_criticism")
                draft = await _file(connection, item, now)
                if draft is None:
                    await connection.execute(delete(comments).where(comments.c.id == item.comment_id))
                else:
                    filed.append(draft)
                    await enqueue(connection, "alert", str(draft.case), due_since(item.verdict.severity, now))
            # Last, and all at once: whoever holds the log's head must wait for nothing else.
            await append(connection, filed, now)
        return [draft.case for draft in filed]


async def _file(connection: AsyncConnection, item: Screened, now: datetime) -> Draft | None:
    """Open a case, or attach a new revision to the one that exists; None if the comment is fine and has none.

    What happened is for the log.
    """
    comment = (await connection.execute(select(comments).where(comments.c.id == item.comment_id))).one()
    same = (
        cases.c.source == comment.source,
        cases.c.place == comment.place,
        cases.c.external_id == comment.external_id,
    )
    columns = (cases.c.id, cases.c.state, cases.c.revision)
    existing = (await connection.execute(select(*columns).where(*same))).one_or_none()
    verdict = item.verdict
    if existing is None and not verdict.flagged:
        return None
    if existing is not None and existing.state != "open" and not verdict.flagged:
        return None
    values = {
        "comment_id": item.comment_id,
        "severity": int(verdict.severity),
        "score": verdict.score,
        "unchecked": ",".join(verdict.failed),
        "criticism": verdict.criticism,
        "state": "open",
        "decided_at": None,
    }
    if existing is None:
        key: dict[str, object] = {"source": comment.source, "place": comment.place, "external_id": comment.external_id}
        key |= await unused_case_number(connection)
        statement = insert(connection, cases).values(**values, **key, revision=1, opened_at=now).returning(cases.c.id)
        case_id, revision = int((await connection.execute(statement)).scalar_one()), 1
    else:
        case_id, revision = int(existing.id), int(existing.revision) + 1
        await connection.execute(
            update(cases).where(cases.c.id == case_id).values(**values, revision=cases.c.revision + 1, claimed_by=None)
        )
        await connection.execute(delete(findings).where(findings.c.case_id == case_id))
    await _record_findings(connection, case_id, verdict, item.titles)
    kind = "opened" if existing is None else "revised"
    facts = {"source": comment.source, "revision": revision, **_facts(verdict)}
    return Draft(case_id, kind, "rule", facts, _details(comment, item))


def _facts(verdict: Verdict) -> dict[str, Fact]:
    """What a machine thought of a comment, without its words. Chances are in thousandths."""
    rules: list[Fact] = [
        {
            "rule": finding.rule,
            "start": finding.start,
            "end": finding.end,
            "score": round(finding.score * 1000),
            "severity": finding.severity.word,
        }
        for finding in verdict.findings
    ]
    return {
        "severity": verdict.severity.word,
        "score": round(verdict.score * 1000),
        "rules": rules,
        "unchecked": list(verdict.failed),
        "criticism": round(verdict.criticism * 1000),
    }


def _details(comment: Row[Any], item: Screened) -> dict[str, str | None]:
    """What is personal in a comment, or could lead to a person. Reasons may quote it."""
    reasons = [f"{title}: {f.reason}" for f, title in zip(item.verdict.findings, item.titles, strict=True)]
    return {
        "text": comment.text,
        "author_name": comment.author_name,
        "author_ref": comment.author_ref,
        "place": comment.place,
        "place_name": comment.place_name,
        "external_id": comment.external_id,
        "thread": comment.thread,
        "link": comment.link,
        "written_at": comment.written_at.isoformat(),
        "received_at": comment.received_at.isoformat(),
        "reasons": "\n".join(dict.fromkeys(reasons)) or None,
    }


async def _record_findings(connection: AsyncConnection, case_id: int, verdict: Verdict, titles: Sequence[str]) -> None:
    rows = [
        {
            "case_id": case_id,
            "rule": finding.rule,
            "rule_title": title,
            "start": finding.start,
            "end": finding.end,
            "reason": finding.reason,
            "score": finding.score,
            "severity": int(finding.severity),
        }
        for finding, title in zip(verdict.findings, titles, strict=True)
    ]
    if rows:
        await connection.execute(insert(connection, findings), rows)


async def count_unscreened(database: Database) -> int:
    """How many comments wait for a verdict."""
    async with database.read() as connection:
        statement = select(func.count()).select_from(comments).where(comments.c.screened_at.is_(None))
        return int((await connection.execute(statement)).scalar_one())
