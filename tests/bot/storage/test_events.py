"""The log as it is stored: written with what happened, refused to be changed, verified, erased. On both databases."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from bot.cases import CaseId
from bot.evidence.chain import Fault, Link
from bot.reviewing import Decided
from bot.roster import Person
from bot.storage import events
from bot.storage.database import Database
from bot.storage.events import Draft, append, verify_log
from bot.storage.tables import case_events, metadata
from moderation.engine import Moderator
from tests.bot.storage.desk import Desk, tampering
from tests.conftest import Clock

RITA = Person(1122334455, "Rita Redlich")
ONE = CaseId(1)
MARKS = {
    "text": "Du Vollidiot aus Kuchalbhausen!",
    "author_name": "Evamaria Musterfrau",
    "author_ref": "user:4242424242",
    "external_id": "77777123",
    "link": "https://t.me/c/1/77777123",
}
"""Personal values that stand nowhere else by chance."""


@pytest.fixture
def desk(database: Database, moderator: Moderator, clock: Clock) -> Desk:
    return Desk(database, moderator, clock)


async def links(database: Database) -> list[Link]:
    columns = (
        case_events.c.number,
        case_events.c.case_id,
        case_events.c.body,
        case_events.c.previous,
        case_events.c.hash,
    )
    async with database.read() as connection:
        return [Link(*row) for row in await connection.execute(select(*columns).order_by(case_events.c.number))]


async def told(database: Database) -> list[tuple[object, ...]]:
    """Case, kind and actor of all events."""
    bodies = [json.loads(link.body) for link in await links(database)]
    return [(body["case"], body["kind"], body["actor"]) for body in bodies]


async def faults(database: Database) -> list[Fault]:
    return list((await verify_log(database)).faults)


async def write_log(database: Database, length: int, now: datetime) -> None:
    async with database.write() as connection:
        await append(
            connection, [Draft(1, "claimed", "person", {"n": n}, {"name": f"P{n}"}) for n in range(length)], now
        )


async def test_everything_that_happens_to_a_case_is_an_event_in_its_order(desk: Desk) -> None:
    await desk.take(text="Du Vollidiot!")
    await desk.cases.claim(ONE, 1, RITA, desk.clock())
    await desk.cases.escalate(ONE, 1, RITA, desk.clock())
    await desk.take(text="Du Wichser!")
    await desk.cases.decide(ONE, 2, "delete", "Beleidigung", RITA, desk.clock())
    await desk.cases.finish_action(1, "action.error.too_old", desk.clock())
    assert await told(desk.database) == [
        (1, "opened", "rule"),
        (1, "claimed", "person"),
        (1, "escalated", "person"),
        (1, "revised", "rule"),
        (1, "decided", "person"),
        (1, "action_finished", "system"),
    ]
    last = [json.loads(link.body)["facts"] for link in (await links(desk.database))[-2:]]
    assert last == [
        {"revision": 2, "measure": "delete", "actions": ["delete"]},
        {"action": "delete", "state": "impossible", "error": "action.error.too_old"},
    ]
    assert await faults(desk.database) == []


async def test_what_is_refused_is_no_event(desk: Desk) -> None:
    await desk.take()
    await desk.cases.decide(ONE, 9, "delete", "–", RITA, desk.clock())
    await desk.cases.claim(CaseId(99), 1, RITA, desk.clock())
    await desk.take(text="Schöner Radweg, danke!", external_id="8")
    assert [kind for _, kind, _ in await told(desk.database)] == ["opened"]


async def test_an_event_is_undone_with_the_transaction_it_belongs_to(desk: Desk, clock: Clock) -> None:
    await desk.take()
    async with desk.database.engine.connect() as connection:
        transaction = await connection.begin()
        await append(connection, [Draft(1, "claimed", "person", {}, {"name": "Rita"})], clock())
        await transaction.rollback()
    assert [kind for _, kind, _ in await told(desk.database)] == ["opened"]
    assert await faults(desk.database) == []


async def test_of_racing_decisions_only_the_one_that_counts_is_an_event(desk: Desk) -> None:
    await desk.take()
    await asyncio.gather(
        desk.cases.decide(ONE, 1, "delete", "–", RITA, desk.clock()),
        desk.cases.decide(ONE, 1, "leave", "–", Person(12, "Otto"), desk.clock()),
    )
    assert [kind for _, kind, _ in await told(desk.database)] == ["opened", "decided"]


async def test_many_who_write_at_once_make_one_chain(database: Database, moderator: Moderator, clock: Clock) -> None:
    desks = [Desk(database, moderator, clock) for _ in range(4)]
    for number in range(12):
        await desks[0].take(external_id=str(number))
    marks = [desks[n % 4].cases.claim(CaseId(n + 1), 1, RITA, clock()) for n in range(12)]
    takes = [desks[n % 4].take(external_id=str(n), text="Du Wichser!") for n in range(12)]
    await asyncio.gather(*takes, *marks)
    found = await links(database)
    assert [link.number for link in found] == list(range(1, len(found) + 1))
    assert len(found) >= 24
    assert await faults(database) == []


async def test_the_chain_holds_no_personal_value(desk: Desk) -> None:
    await desk.take(**MARKS)
    await desk.cases.decide(ONE, 1, "delete", f"wegen {MARKS['text']}", RITA, desk.clock())
    log = "\n".join(link.body for link in await links(desk.database))
    for value in (*MARKS.values(), RITA.name, str(RITA.id), "Vollidiot"):
        assert value not in log


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_events SET body = '{}' WHERE number = 2",
        "UPDATE case_events SET number = 9 WHERE number = 2",
        "DELETE FROM case_events WHERE number = 2",
        "DELETE FROM case_events",
        "UPDATE event_details SET value = 'x'",
    ],
)
async def test_the_database_refuses_to_change_the_log(database: Database, clock: Clock, statement: str) -> None:
    await write_log(database, 3, clock())
    before = await links(database)
    with pytest.raises(DBAPIError, match="may only be appended to"):
        async with database.write() as connection:
            await connection.execute(text(statement))
    assert await links(database) == before


async def test_the_database_refuses_the_back_doors_too(database: Database, clock: Clock) -> None:
    await write_log(database, 3, clock())
    way = (
        "INSERT OR REPLACE INTO case_events (number, body, previous, hash) VALUES (2, '{}', '', '')"
        if database.is_sqlite
        else "TRUNCATE case_events CASCADE"
    )
    with pytest.raises(DBAPIError, match="may only be appended to"):
        async with database.write() as connection:
            await connection.execute(text(way))
    assert len(await links(database)) == 3


SWAP = (
    "UPDATE case_events SET number = 99 WHERE number = 3",
    "UPDATE case_events SET number = 3 WHERE number = 4",
    "UPDATE case_events SET number = 4 WHERE number = 99",
)
CHANGED = "UPDATE case_events SET body = replace(body, '\"n\":2', '\"n\":5') WHERE number = 3"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ((CHANGED,), Fault("changed", 3, 3)),
        (("UPDATE case_events SET case_id = 2 WHERE number = 3",), Fault("changed", 3, 3)),
        (("DELETE FROM event_details", "DELETE FROM case_events WHERE number = 3"), Fault("removed", 3, 3)),
        (
            ("INSERT INTO case_events SELECT 9, case_id, body, previous, hash FROM case_events WHERE number = 3",),
            Fault("inserted", 3, 3),
        ),
        (("DELETE FROM event_details", *SWAP), Fault("reordered", 3, 3)),
        (("DELETE FROM event_details", "DELETE FROM case_events WHERE number > 4"), Fault("cut_off", 5, 6)),
        (("DELETE FROM event_head",), Fault("no_head", 6, 6)),
        (("UPDATE event_head SET number = 4",), Fault("inserted", 5, 6)),
        (("UPDATE event_details SET value = 'x' WHERE event_number = 3",), Fault("detail_changed", 3, 3)),
        (("DELETE FROM event_details WHERE event_number = 3",), Fault("detail_removed", 3, 3)),
    ],
)
async def test_what_an_owner_of_the_database_does_is_found(
    database: Database, clock: Clock, statements: Sequence[str], expected: Fault
) -> None:
    await write_log(database, 6, clock())
    assert await faults(database) == []
    async with tampering(database) as connection:
        for statement in statements:
            await connection.exec_driver_sql(statement)
    assert expected in await faults(database)


async def test_verifying_reads_page_by_page(database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    await write_log(database, 7, clock())
    monkeypatch.setattr(events, "_PAGE", 3)
    verified = await verify_log(database)
    assert (verified.faults, verified.count, verified.head.number) == ([], 7, 7)


async def test_a_hash_noted_elsewhere_finds_a_log_made_anew(database: Database, clock: Clock) -> None:
    await write_log(database, 6, clock())
    noted = {5: (await links(database))[4].hash}
    assert (await verify_log(database, noted)).faults == []
    async with tampering(database) as connection:
        for statement in ("DELETE FROM event_details", "DELETE FROM case_events", "DELETE FROM event_head"):
            await connection.execute(text(statement))
    await write_log(database, 6, clock())
    assert await faults(database) == []
    assert (await verify_log(database, noted)).faults == [Fault("changed", 5, 5)]


async def test_a_head_that_was_set_back_stops_nobody_and_stays_visible(desk: Desk) -> None:
    await desk.take()
    await desk.cases.claim(ONE, 1, RITA, desk.clock())
    async with desk.database.write() as connection:
        await connection.execute(text("UPDATE event_head SET number = 1"))
    assert await desk.cases.decide(ONE, 1, "leave", "–", RITA, desk.clock()) == Decided("leave")
    assert (await told(desk.database))[2:] == [(None, "head_restored", "system"), (1, "decided", "person")]


async def contents(database: Database) -> str:
    """Every value of every table as text."""
    async with database.read() as connection:
        rows = [str(tuple(row)) for table in metadata.sorted_tables for row in await connection.execute(select(table))]
    return "\n".join(rows)


async def test_after_the_purge_no_table_holds_text_name_or_id(desk: Desk, tmp_path: Path) -> None:
    await desk.take(**MARKS)
    await desk.take(**{**MARKS, "text": MARKS["text"] + " Du Wichser!"})
    await desk.cases.claim(ONE, 2, RITA, desk.clock())
    await desk.cases.decide(ONE, 2, "delete", f"wegen {MARKS['text']}", RITA, desk.clock())
    await desk.cases.finish_action(1, None, desk.clock())
    await desk.jobs()
    personal = [*MARKS.values(), RITA.name, str(RITA.id), "Wichser"]
    before = await contents(desk.database)
    assert [value for value in personal if value not in before] == []
    later = desk.clock() + timedelta(days=1)
    assert await desk.cases.purge(left_before=later, decided_before=later, now=later) == 1
    after = await contents(desk.database)
    assert [value for value in personal if value in after] == []
    assert (await told(desk.database))[-1] == (1, "purged", "system")
    assert await faults(desk.database) == []
    if desk.database.is_sqlite:
        async with desk.database.engine.connect() as connection:
            await connection.exec_driver_sql("COMMIT")
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            await connection.exec_driver_sql("BEGIN")
        raw = (tmp_path / "kreislotse.db").read_bytes()
        assert [value for value in personal if value.encode() in raw] == []


async def test_the_purge_of_one_case_leaves_the_values_of_another(desk: Desk) -> None:
    await desk.take(external_id="1")
    await desk.take(external_id="2")
    await desk.cases.decide(ONE, 1, "leave", "–", RITA, desk.clock())
    later = desk.clock() + timedelta(days=1)
    await desk.cases.purge(left_before=later, decided_before=later, now=later)
    assert "Du Vollidiot!" in await contents(desk.database)
    assert await faults(desk.database) == []


async def test_the_number_of_a_purged_case_is_not_given_again(desk: Desk) -> None:
    await desk.take(external_id="1")
    await desk.cases.decide(ONE, 1, "leave", "–", RITA, desk.clock())
    later = desk.clock() + timedelta(days=1)
    await desk.cases.purge(left_before=later, decided_before=later, now=later)
    await desk.take(external_id="2")
    assert await desk.cases.view(ONE) is None
    assert await desk.cases.view(CaseId(2)) is not None


async def test_the_log_goes_on_where_another_program_left_it(database: Database, clock: Clock) -> None:
    await write_log(database, 2, clock())
    await write_log(database, 1, clock())
    found = await links(database)
    assert [link.previous for link in found[1:]] == [link.hash for link in found[:-1]]
