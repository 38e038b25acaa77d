"""Which comments have been read, on both databases."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from bot.storage.database import Database
from bot.storage.sightings import SqlSightings
from tests.conftest import Clock


async def test_a_comment_is_known_with_its_newest_text_only(database: Database, clock: Clock) -> None:
    sightings = SqlSightings(database, "instagram")
    assert await sightings.known({"7": "a", "8": "a"}) == set()
    await sightings.mark("7", "a", clock())
    assert await sightings.known({"7": "a", "8": "a"}) == {"7"}
    await sightings.mark("7", "b", clock())
    assert await sightings.known({"7": "a"}) == set()
    assert await sightings.known({"7": "b"}) == {"7"}
    assert await sightings.known({}) == set()


async def test_sources_do_not_know_of_each_other(database: Database, clock: Clock) -> None:
    await SqlSightings(database, "instagram").mark("7", "a", clock())
    assert await SqlSightings(database, "other").known({"7": "a"}) == set()


async def test_neither_text_nor_id_can_be_read_and_all_is_forgotten(database: Database, clock: Clock) -> None:
    sightings = SqlSightings(database, "instagram")
    await sightings.mark("17900000000000001", "Vollidiot", clock())
    async with database.read() as connection:
        (row,) = (await connection.execute(text("SELECT item, revision FROM sightings"))).all()
    assert all(len(part) == 24 and "1790" not in part for part in row)
    clock.forward(days=8)
    await sightings.mark("8", "x", clock())
    await sightings.forget_before(clock() - timedelta(days=1))
    assert await sightings.known({"17900000000000001": "Vollidiot", "8": "x"}) == {"8"}
