"""The stores of one program, for tests of what happens to cases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.screening import Screening
from bot.storage.cases import SqlCaseStore
from bot.storage.comments import SqlCommentStore
from bot.storage.database import Database
from bot.storage.echoes import SqlEchoStore
from bot.storage.outbox import SqlOutbox
from moderation.engine import Moderator
from tests.builders import comment
from tests.conftest import Clock


class Desk:
    """Takes comments in, judges them, and looks at what is stored."""

    def __init__(self, database: Database, moderator: Moderator, clock: Clock) -> None:
        self.database, self.clock = database, clock
        self.comments = SqlCommentStore(database)
        self.cases = SqlCaseStore(database)
        self.outbox = SqlOutbox(database)
        self.screening = Screening(self.comments, SqlEchoStore(database), moderator, clock)

    async def take(self, **changes: object) -> None:
        await self.screening.take_in(comment(**changes))
        while await self.screening.judge_waiting():
            pass

    async def jobs(self) -> list[tuple[str, str]]:
        found = []
        while (
            job := await self.outbox.take(["alert", "action:telegram"], self.clock(), timedelta(minutes=1))
        ) is not None:
            found.append((job.kind, job.subject))
            await self.outbox.finish(job)
        return sorted(found)

    async def rows(self, table: str) -> int:
        async with self.database.read() as connection:
            return int((await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())  # noqa: S608


@asynccontextmanager
async def tampering(database: Database) -> AsyncIterator[AsyncConnection]:
    """Somebody who owns the database and has taken the triggers away."""
    async with database.write() as connection:
        if database.is_sqlite:
            names = (await connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))).scalars()
            for name in list(names):
                await connection.execute(text(f"DROP TRIGGER {name}"))
            yield connection
            return
        for table in ("case_events", "event_details"):
            await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield connection
        for table in ("case_events", "event_details"):
            await connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
