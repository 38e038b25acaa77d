"""Work that must survive a crash: rows in the transaction that caused it, taken by workers under a lease."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database, insert
from bot.storage.tables import outbox
from bot.worker import Job


async def enqueue(
    connection: AsyncConnection, kind: str, subject: str, now: datetime, payload: Mapping[str, Any] | None = None
) -> None:
    """Ask for a job within the caller's transaction; asking again for the same subject joins the first request.

    A payload given earlier stays unless there is a new one.
    """
    text = json.dumps(dict(payload), ensure_ascii=False) if payload else None
    statement = insert(connection, outbox).values(kind=kind, subject=subject, payload=text, due_at=now)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "subject"],
            set_={
                "generation": outbox.c.generation + 1,
                "due_at": now,
                **({"payload": text} if text else {}),
                "attempts": 0,
                "is_dead": False,
            },
        )
    )


class SqlOutbox:
    """Takes jobs one at a time. Several workers and processes may share it: a lease keeps them apart."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, kind: str, subject: str, now: datetime, payload: Mapping[str, Any] | None = None) -> None:
        """Ask for a job in a transaction of its own."""
        async with self._database.write() as connection:
            await enqueue(connection, kind, subject, now, payload)

    async def put_many(self, kind: str, payloads: Mapping[str, Mapping[str, Any]], now: datetime) -> None:
        """Ask for jobs of a kind (subject -> payload), all in one transaction."""
        async with self._database.write() as connection:
            for subject, payload in payloads.items():
                await enqueue(connection, kind, subject, now, payload)

    async def take(self, kinds: Sequence[str], now: datetime, lease: timedelta) -> Job | None:
        """The job of these kinds that has been due longest, leased to the caller; None if there is none."""
        free = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until < now)
        statement = (
            select(outbox)
            .where(outbox.c.kind.in_(kinds), outbox.c.is_dead.is_(False), outbox.c.due_at <= now, free)
            .order_by(outbox.c.due_at, outbox.c.id)
            .limit(1)
        )
        if not await self._has_due(kinds, now):
            return None
        async with self._database.write() as connection:
            # SQLite ignores the row lock: its writers exclude each other anyway.
            row = (await connection.execute(statement.with_for_update(skip_locked=True))).one_or_none()
            if row is None:
                return None
            await connection.execute(
                update(outbox).where(outbox.c.id == row.id).values(leased_until=now + lease, attempts=row.attempts + 1)
            )
        payload = json.loads(row.payload) if row.payload else {}
        return Job(row.id, row.kind, row.subject, payload, row.generation, row.attempts + 1)

    async def _has_due(self, kinds: Sequence[str], now: datetime) -> bool:
        """A look without a write lock, since most looks find nothing."""
        statement = select(outbox.c.id).where(
            outbox.c.kind.in_(kinds), outbox.c.is_dead.is_(False), outbox.c.due_at <= now
        )
        async with self._database.read() as connection:
            return (await connection.execute(statement.limit(1))).first() is not None

    async def renew(self, job: Job, until: datetime) -> None:
        """The job is still being done: hold it longer."""
        async with self._database.write() as connection:
            held = (outbox.c.id == job.id, outbox.c.leased_until.is_not(None))
            await connection.execute(update(outbox).where(*held).values(leased_until=until))

    async def finish(self, job: Job) -> None:
        """The job is done; if it was asked for again meanwhile, it stays and is due."""
        async with self._database.write() as connection:
            same = and_(outbox.c.id == job.id, outbox.c.generation == job.generation)
            done = await connection.execute(delete(outbox).where(same))
            if not done.rowcount:
                await connection.execute(update(outbox).where(outbox.c.id == job.id).values(leased_until=None))

    async def retry(self, job: Job, due: datetime, error: str) -> None:
        """The job failed for now."""
        await self._release(job, due_at=due, error=error)

    async def postpone(self, job: Job, due: datetime) -> None:
        """The job was not tried; if it was asked for again meanwhile, it is due when that request said."""
        async with self._database.write() as connection:
            same = and_(outbox.c.id == job.id, outbox.c.generation == job.generation)
            waiting = update(outbox).where(same).values(leased_until=None, due_at=due, attempts=job.attempts - 1)
            if not (await connection.execute(waiting)).rowcount:
                await connection.execute(update(outbox).where(outbox.c.id == job.id).values(leased_until=None))

    async def bury(self, job: Job, error: str) -> None:
        """The job will not be tried again; it stays for a person to see."""
        await self._release(job, is_dead=True, error=error)

    async def _release(self, job: Job, **values: object) -> None:
        async with self._database.write() as connection:
            await connection.execute(update(outbox).where(outbox.c.id == job.id).values(leased_until=None, **values))

    async def next_due(self, kinds: Sequence[str]) -> datetime | None:
        """When the next job of these kinds is due; None if none waits."""
        statement = select(func.min(outbox.c.due_at)).where(outbox.c.kind.in_(kinds), outbox.c.is_dead.is_(False))
        async with self._database.read() as connection:
            due: datetime | None = (await connection.execute(statement)).scalar()
            return due

    async def dead(self) -> int:
        """How many jobs were given up."""
        async with self._database.read() as connection:
            statement = select(func.count()).select_from(outbox).where(outbox.c.is_dead.is_(True))
            return int((await connection.execute(statement)).scalar_one())
