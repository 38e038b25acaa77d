"""Telegram's updates, kept from before they are confirmed until they are handled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.storage.database import Database, insert
from bot.storage.tables import updates


class SqlUpdateJournal:
    """Remembers which updates were seen, and the text of those not yet handled."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, payloads: Mapping[int, str], now: datetime) -> list[int]:
        """Store updates (id -> JSON) in one transaction; the ids not seen before, in order."""
        if not payloads:
            return []
        rows = [{"update_id": number, "payload": text, "received_at": now} for number, text in sorted(payloads.items())]
        async with self._database.write() as connection:
            known = set(
                (
                    await connection.execute(select(updates.c.update_id).where(updates.c.update_id.in_(payloads)))
                ).scalars()
            )
            fresh = [row for row in rows if row["update_id"] not in known]
            if fresh:
                await connection.execute(insert(connection, updates).on_conflict_do_nothing(), fresh)
        return [int(row["update_id"]) for row in fresh]  # type: ignore[call-overload]

    async def open_updates(self) -> list[tuple[int, str]]:
        """What was stored but not handled, oldest first."""
        statement = (
            select(updates.c.update_id, updates.c.payload)
            .where(updates.c.handled_at.is_(None))
            .order_by(updates.c.update_id)
        )
        async with self._database.read() as connection:
            return [(row.update_id, row.payload) for row in await connection.execute(statement) if row.payload]

    async def finish(self, update_id: int, now: datetime) -> None:
        """The update is handled: only its number stays."""
        async with self._database.write() as connection:
            await connection.execute(
                update(updates).where(updates.c.update_id == update_id).values(handled_at=now, payload=None)
            )

    async def forget_before(self, time: datetime) -> int:
        """Forget the numbers of updates handled before a point in time."""
        async with self._database.write() as connection:
            result = await connection.execute(delete(updates).where(updates.c.handled_at < time))
            return result.rowcount
