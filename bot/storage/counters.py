"""Counts a day: how often, never who or what."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database, insert
from bot.storage.tables import counters


async def count(connection: AsyncConnection, day: date, name: str, label: str, by: int = 1) -> None:
    """Add to a count within the caller's transaction."""
    statement = insert(connection, counters).values(day=day, name=name, label=label, count=by)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["day", "name", "label"], set_={"count": counters.c.count + by})
    )


class SqlCounters:
    """Counts outside of other transactions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, day: date, name: str, label: str) -> None:
        """Count one."""
        async with self._database.write() as connection:
            await count(connection, day, name, label)

    async def of(self, name: str) -> dict[str, int]:
        """All counts of a name, summed over the days, by label."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(counters.c.label, counters.c.count).where(counters.c.name == name))
            sums: dict[str, int] = {}
            for label, number in rows:
                sums[label] = sums.get(label, 0) + number
            return sums

    async def forget_before(self, day: date) -> int:
        """Forget counts of earlier days."""
        async with self._database.write() as connection:
            return (await connection.execute(delete(counters).where(counters.c.day < day))).rowcount
