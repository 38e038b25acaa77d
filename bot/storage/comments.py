"""Comments on their way from intake to a verdict."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerting import due_since
from bot.screening import IncomingComment, Screened, StoredComment
from bot.storage.counters import count
from bot.storage.database import Database, insert
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
        touched: list[int] = []
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
                case_id = await _file(connection, item, now)
                if case_id is None:
                    await connection.execute(delete(comments).where(comments.c.id == item.comment_id))
                else:
                    touched.append(case_id)
                    await enqueue(connection, "alert", str(case_id), due_since(item.verdict.severity, now))
        return touched


async def _file(connection: AsyncConnection, item: Screened, now: datetime) -> int | None:
    """Open a case, or attach a new revision to the one that exists; None if the comment is fine and has none."""
    comment = (await connection.execute(select(comments).where(comments.c.id == item.comment_id))).one()
    same = (
        cases.c.source == comment.source,
        cases.c.place == comment.place,
        cases.c.external_id == comment.external_id,
    )
    existing = (await connection.execute(select(cases.c.id, cases.c.state).where(*same))).one_or_none()
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
        key = {"source": comment.source, "place": comment.place, "external_id": comment.external_id}
        statement = insert(connection, cases).values(**values, **key, revision=1, opened_at=now).returning(cases.c.id)
        case_id = int((await connection.execute(statement)).scalar_one())
    else:
        case_id = int(existing.id)
        await connection.execute(
            update(cases).where(cases.c.id == case_id).values(**values, revision=cases.c.revision + 1, claimed_by=None)
        )
        await connection.execute(delete(findings).where(findings.c.case_id == case_id))
    await _record_findings(connection, case_id, verdict, item.titles)
    return case_id


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
