"""The log of events: appended to in the transaction of what happened, read to verify it."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.evidence.chain import GENESIS, Actor, Detail, Event, Fact, Head, Link, Verified, Verifier, chained, sealed
from bot.storage.database import Database, insert
from bot.storage.tables import case_events, cases, event_details, event_head

_PAGE = 5000
"""Events read at once while verifying: a few megabytes."""
_SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Draft:
    """Something that happened to a case and is about to be logged. ``details`` are personal; those that are None are not."""

    case: int
    kind: str
    actor: Actor
    facts: Mapping[str, Fact] = field(default_factory=dict)
    details: Mapping[str, str | None] = field(default_factory=dict)


async def append(connection: AsyncConnection, drafts: Sequence[Draft], now: datetime) -> None:
    """Log what happened, within the caller's transaction.

    Call it last: from here to the end of the transaction nobody else can append, and whoever waits must not hold what this
    transaction still needs.
    """
    if not drafts:
        return
    head, restored_from = await _locked_head(connection)
    if restored_from is not None:
        # Moderation goes on although somebody has tampered with the head; that it was mended stays visible.
        event = Event(head.number + 1, None, "head_restored", now, "system", {"head": restored_from})
        head = await _append_one(connection, event, head)
    for draft in drafts:
        values = {name: value for name, value in draft.details.items() if value is not None}
        details = [Detail(name, value, secrets.token_hex(_SALT_BYTES)) for name, value in values.items()]
        digests = {detail.name: sealed(detail.name, detail.value, detail.salt) for detail in details}
        event = Event(head.number + 1, draft.case, draft.kind, now, draft.actor, draft.facts, digests)
        head = await _append_one(connection, event, head)
        rows = [{"event_number": head.number, "name": d.name, "value": d.value, "salt": d.salt} for d in details]
        if rows:
            await connection.execute(insert(connection, event_details), rows)
    await connection.execute(update(event_head).values(number=head.number, hash=head.hash))


async def _append_one(connection: AsyncConnection, event: Event, head: Head) -> Head:
    link = chained(event, head.hash)
    await connection.execute(
        insert(connection, case_events).values(
            number=link.number, case_id=link.case, body=link.body, previous=link.previous, hash=link.hash
        )
    )
    return Head(link.number, link.hash)


async def _locked_head(connection: AsyncConnection) -> tuple[Head, int | None]:
    """The head, locked until the end of the transaction, and what it said if it lagged behind the log (else None)."""
    locked = select(event_head.c.number, event_head.c.hash).with_for_update()
    row = (await connection.execute(locked)).one_or_none()
    if row is None:
        first = insert(connection, event_head).values(id=1, number=0, hash=GENESIS).on_conflict_do_nothing()
        await connection.execute(first)
        row = (await connection.execute(locked)).one()
    newest = select(case_events.c.number, case_events.c.hash).order_by(case_events.c.number.desc()).limit(1)
    last = (await connection.execute(newest)).one_or_none()
    if last is not None and last.number > row.number:
        return Head(last.number, last.hash), row.number
    return Head(row.number, row.hash), None


async def erase_details(connection: AsyncConnection, case_id: int) -> int:
    """Erase the personal values of a case's events with their salts; how many."""
    own = select(case_events.c.number).where(case_events.c.case_id == case_id)
    return (await connection.execute(delete(event_details).where(event_details.c.event_number.in_(own)))).rowcount


async def unused_case_number(connection: AsyncConnection) -> dict[str, object]:
    """The number a new case must get as a column value; empty where the database never gives a number twice.

    SQLite gives the number of a purged case again if it was the highest, and the log would take both for one case.
    """
    if connection.dialect.name != "sqlite":
        return {}
    known = [
        func.coalesce(select(func.max(column)).scalar_subquery(), 0) for column in (cases.c.id, case_events.c.case_id)
    ]
    return {"id": int((await connection.execute(select(func.max(*known)))).scalar_one()) + 1}


@asynccontextmanager
async def one_moment(database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection on which several reads see the same moment; PostgreSQL must be asked for that."""
    async with database.read() as connection:
        if not database.is_sqlite:
            await connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


async def verify_log(database: Database, known: Mapping[int, str] | None = None) -> Verified:
    """Look through the whole log, in constant memory; ``known`` are hashes noted outside of the database, by number."""
    verifier = Verifier(known)
    async with one_moment(database) as connection:
        head = (await connection.execute(select(event_head.c.number, event_head.c.hash))).one_or_none()
        async for link, details in _stored(connection):
            verifier.feed(link, details)
    kept = Head(head.number, head.hash) if head is not None else None
    return Verified(verifier.finish(kept), verifier.count, kept or Head())


async def _stored(connection: AsyncConnection) -> AsyncIterator[tuple[Link, Sequence[Detail]]]:
    """All links in the order of their numbers, each with its personal values."""
    columns = (
        case_events.c.number,
        case_events.c.case_id,
        case_events.c.body,
        case_events.c.previous,
        case_events.c.hash,
    )
    page = select(*columns).order_by(case_events.c.number).limit(_PAGE)
    rows = (await connection.execute(page)).all()
    while rows:
        details = await details_of(connection, rows[0].number, rows[-1].number)
        for row in rows:
            yield Link(*row), details.get(row.number, ())
        rows = (await connection.execute(page.where(case_events.c.number > rows[-1].number))).all()


async def details_of(
    connection: AsyncConnection, first: int, last: int, case_id: int | None = None
) -> Mapping[int, Sequence[Detail]]:
    """The personal values beside the events of a stretch, by number; of one case only where one is given."""
    found: defaultdict[int, list[Detail]] = defaultdict(list)
    statement = select(event_details).where(event_details.c.event_number.between(first, last))
    if case_id is not None:
        own = select(case_events.c.number).where(case_events.c.case_id == case_id)
        statement = statement.where(event_details.c.event_number.in_(own))
    for row in await connection.execute(statement.order_by(event_details.c.event_number, event_details.c.name)):
        found[row.event_number].append(Detail(row.name, row.value, row.salt))
    return found
