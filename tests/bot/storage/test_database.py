"""Transactions on both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select, text

from bot.storage.counters import SqlCounters, count
from bot.storage.database import Database, insert
from bot.storage.tables import counters, updates
from tests.conftest import Clock


async def test_a_failed_transaction_leaves_nothing(database: Database, clock: Clock) -> None:
    async def broken() -> None:
        async with database.write() as connection:
            await count(connection, clock.today(), "x", "y")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await broken()
    assert await SqlCounters(database).of("x") == {}


async def test_many_writers_at_once_lose_no_count(database: Database, clock: Clock) -> None:
    store = SqlCounters(database)
    await asyncio.gather(*(store.add(clock.today(), "x", "y") for _ in range(40)))
    assert await store.of("x") == {"y": 40}


async def test_times_come_back_aware_and_equal(database: Database) -> None:
    east = datetime(2026, 11, 24, 10, 30, 15, 123456, tzinfo=timezone(timedelta(hours=1)))
    async with database.write() as connection:
        await connection.execute(insert(connection, updates).values(update_id=1, received_at=east))
    async with database.read() as connection:
        found = (await connection.execute(select(updates.c.received_at))).scalar_one()
    assert found == east
    assert found.tzinfo is UTC


async def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="time zone"):
        async with database.write() as connection:
            await connection.execute(insert(connection, updates).values(update_id=1, received_at=datetime(2026, 1, 1)))  # noqa: DTZ001


async def test_counts_are_forgotten_by_day(database: Database, clock: Clock) -> None:
    store = SqlCounters(database)
    await store.add(clock.today(), "x", "y")
    assert await store.forget_before(clock.today()) == 0
    assert await store.forget_before(clock.today() + timedelta(days=1)) == 1


async def test_reading_does_not_wait_for_a_writer(database: Database, clock: Clock) -> None:
    async with database.write() as writer:
        await count(writer, clock.today(), "x", "y")
        async with database.read() as reader:
            assert (await reader.execute(select(func.count()).select_from(counters))).scalar_one() == 0


async def test_sqlite_is_set_up_for_safety(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("SQLite only")
    async with database.read() as connection:
        for pragma, expected in (("journal_mode", "wal"), ("foreign_keys", 1), ("secure_delete", 1)):
            assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one() == expected


async def test_a_dead_database_does_not_answer() -> None:
    dead = Database("postgresql+psycopg://root@127.0.0.1:1/none")
    assert await dead.ping() is False
    await dead.close()
