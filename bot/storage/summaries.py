"""The summary of a storm, kept as a standing job of the outbox: it lasts while there is something to sum up.

Which cases belong to it is not stored: it is the open ones that have no row in ``alerts``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerting import LATELY, Crowd
from bot.storage.database import Database
from bot.storage.outbox import enqueue
from bot.storage.overview import page_of
from bot.storage.tables import alerts, cases, findings, outbox
from bot.summary import DRAWN_EVERY, Standing, Summary
from moderation.models import Severity

KIND = "summary"

_UNALERTED: ColumnElement[bool] = and_(
    cases.c.state == "open", ~exists().where(alerts.c.case_id == cases.c.id).correlate(cases)
)
_WAITING: ColumnElement[bool] = (
    exists()
    .where(outbox.c.kind == "alert", outbox.c.subject == cast(cases.c.id, String), outbox.c.is_dead.is_(False))
    .correlate(cases)
)


class SqlSummaries:
    """One summary a chat. Each step is a transaction, so that a crash leaves a case either waiting or summed up."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def crowd(self, now: datetime) -> Crowd:
        """How many cases wait for a message or came lately."""
        async with self._database.read() as connection:
            return await _crowd(connection, now)

    async def summary(self, page: int, now: datetime) -> Summary:
        """What the summary shows on a page (from 0; the last one if there are fewer)."""
        by_severity = select(cases.c.severity, func.count()).where(_UNALERTED).group_by(cases.c.severity)
        number = func.count(findings.c.case_id.distinct())
        by_rule = (
            select(findings.c.rule_title, number)
            .join(cases, cases.c.id == findings.c.case_id)
            .where(_UNALERTED)
            .group_by(findings.c.rule_title)
            .order_by(number.desc(), findings.c.rule_title)
        )
        async with self._database.read() as connection:
            severities = await _counted(connection, by_severity)
            return Summary(
                cases=await page_of(connection, _UNALERTED, page),
                severities={Severity(severity): count for severity, count in severities.items()},
                rules=await _counted(connection, by_rule),
                is_storm=(await _crowd(connection, now)).is_storm,
            )

    async def set_aside(self, chat_id: int, gravest: Severity, now: datetime) -> int:
        """Leave all waiting cases up to a severity to the summary, except those a person wants to see; how many."""
        quiet = select(cast(cases.c.id, String)).where(_UNALERTED, cases.c.severity <= int(gravest))
        jobs = delete(outbox).where(
            outbox.c.kind == "alert",
            outbox.c.payload.is_(None),
            or_(outbox.c.leased_until.is_(None), outbox.c.leased_until < now),
            outbox.c.subject.in_(quiet),
        )
        async with self._database.write() as connection:
            number = (await connection.execute(jobs)).rowcount
            await self._ask(connection, chat_id, now)
        return number

    async def ask(self, chat_id: int, now: datetime) -> None:
        """Have a standing summary redrawn."""
        async with self._database.write() as connection:
            if await _row(connection, chat_id) is not None:
                await self._ask(connection, chat_id, now)

    async def _ask(self, connection: AsyncConnection, chat_id: int, now: datetime) -> None:
        standing = _standing(await _payload(connection, chat_id))
        due = now if standing is None else max(now, standing.drawn_at + DRAWN_EVERY)
        await enqueue(connection, KIND, str(chat_id), due)

    async def standing(self, chat_id: int) -> Standing | None:
        """The message of a chat's summary; None if there is none."""
        async with self._database.read() as connection:
            return _standing(await _payload(connection, chat_id))

    async def keep(self, chat_id: int, shown: Standing, generation: int, due: datetime) -> None:
        """Remember where the summary stands and look at it again when due, or soon if something has changed meanwhile.

        ``generation`` is that of the job that drew it.
        """
        async with self._database.write() as connection:
            row = await _row(connection, chat_id, locked=True)
            if row is None:
                return
            before = json.loads(row["payload"] or "{}")
            is_same = before.get("message") == shown.message_id
            payload = {
                "message": shown.message_id,
                "page": before["page"] if is_same else shown.page,  # someone may have turned it meanwhile
                "drawn": shown.drawn_at.isoformat(),
                "digest": shown.digest,
                "over": shown.is_over,
            }
            again = due if row["generation"] == generation else min(due, shown.drawn_at + DRAWN_EVERY)
            await _write(connection, chat_id, payload, due_at=again, attempts=0, generation=row["generation"] + 1)

    async def turn(self, chat_id: int, message_id: int, page: int) -> None:
        """Remember the page people are on, if this is the message the summary stands in."""
        async with self._database.write() as connection:
            row = await _row(connection, chat_id, locked=True)
            payload = json.loads(row["payload"] or "{}") if row is not None else {}
            if payload.get("message") == message_id:
                await _write(connection, chat_id, {**payload, "page": page})


async def _crowd(connection: AsyncConnection, now: datetime) -> Crowd:
    statement = (
        select(cases.c.severity, func.count())
        .where(_UNALERTED, or_(cases.c.opened_at > now - LATELY, _WAITING))
        .group_by(cases.c.severity)
    )
    counts = await _counted(connection, statement)
    return Crowd(sum(counts.values()), sum(n for severity, n in counts.items() if severity >= Severity.HIGH))


async def _counted(connection: AsyncConnection, statement: Select[Any]) -> dict[Any, int]:
    return {key: int(count) for key, count in await connection.execute(statement)}


def _one(chat_id: int) -> ColumnElement[bool]:
    return and_(outbox.c.kind == KIND, outbox.c.subject == str(chat_id))


async def _row(connection: AsyncConnection, chat_id: int, *, locked: bool = False) -> Mapping[str, Any] | None:
    statement = select(outbox.c.payload, outbox.c.generation).where(_one(chat_id))
    found = await connection.execute(statement.with_for_update() if locked else statement)
    return found.mappings().one_or_none()  # type: ignore[return-value]


async def _payload(connection: AsyncConnection, chat_id: int) -> Mapping[str, Any]:
    row = await _row(connection, chat_id)
    payload: dict[str, Any] = json.loads(row["payload"] or "{}") if row is not None else {}
    return payload


async def _write(connection: AsyncConnection, chat_id: int, payload: Mapping[str, Any], **values: object) -> None:
    await connection.execute(update(outbox).where(_one(chat_id)).values(payload=json.dumps(payload), **values))


def _standing(payload: Mapping[str, Any]) -> Standing | None:
    if "message" not in payload:
        return None
    drawn = datetime.fromisoformat(payload["drawn"])
    return Standing(payload["message"], payload["page"], drawn, payload["digest"], payload["over"])
