"""The journal of updates on both databases."""

from __future__ import annotations

from datetime import timedelta

from bot.storage.database import Database
from bot.storage.journal import SqlUpdateJournal
from tests.conftest import Clock


async def test_an_update_is_fresh_once(database: Database, clock: Clock) -> None:
    journal = SqlUpdateJournal(database)
    assert await journal.record({2: "b", 1: "a"}, clock()) == [1, 2]
    assert await journal.record({2: "b", 3: "c"}, clock()) == [3]
    assert await journal.record({}, clock()) == []


async def test_what_is_not_handled_is_there_after_a_crash(database: Database, clock: Clock) -> None:
    journal = SqlUpdateJournal(database)
    await journal.record({1: "a", 2: "b", 3: "c"}, clock())
    await journal.finish(2, clock())
    assert await SqlUpdateJournal(database).open_updates() == [(1, "a"), (3, "c")]


async def test_the_text_goes_as_soon_as_it_is_handled_and_the_number_later(database: Database, clock: Clock) -> None:
    journal = SqlUpdateJournal(database)
    await journal.record({1: "eine Frage"}, clock())
    await journal.finish(1, clock())
    async with database.read() as connection:
        rows = (await connection.exec_driver_sql("SELECT payload FROM updates")).all()
    assert [tuple(row) for row in rows] == [(None,)]
    assert await journal.forget_before(clock() - timedelta(days=3)) == 0
    assert await journal.forget_before(clock() + timedelta(days=3)) == 1


async def test_an_update_still_open_is_never_forgotten(database: Database, clock: Clock) -> None:
    journal = SqlUpdateJournal(database)
    await journal.record({1: "a"}, clock())
    assert await journal.forget_before(clock() + timedelta(days=99)) == 0
