"""Which comments have been read already, as digests: platforms tell of the same comment again, and lists repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import delete, select

from bot.storage.database import Database, insert
from bot.storage.tables import sightings

_DIGEST_BYTES = 12


class SqlSightings:
    """Remembers the newest text of each comment of a source, not readable any more."""

    def __init__(self, database: Database, source: str) -> None:
        self._database = database
        self._source = source

    async def known(self, texts: Mapping[str, str]) -> set[str]:
        """Those of the comments (id -> text) that were read with just this text."""
        items = {self._item(comment_id): comment_id for comment_id in texts}
        statement = select(sightings.c.item, sightings.c.revision).where(sightings.c.item.in_(items))
        async with self._database.read() as connection:
            rows = [(items[row.item], row.revision) for row in await connection.execute(statement)]
        return {comment_id for comment_id, revision in rows if revision == _revision(comment_id, texts[comment_id])}

    async def mark(self, comment_id: str, text: str, now: datetime) -> None:
        """A comment was read; whatever follows from it is stored already."""
        values = {"item": self._item(comment_id), "revision": _revision(comment_id, text), "seen_at": now}
        async with self._database.write() as connection:
            statement = insert(connection, sightings).values(values)
            await connection.execute(statement.on_conflict_do_update(index_elements=["item"], set_=values))

    async def forget_before(self, moment: datetime) -> None:
        """Forget what was read before."""
        async with self._database.write() as connection:
            await connection.execute(delete(sightings).where(sightings.c.seen_at < moment))

    def _item(self, comment_id: str) -> str:
        return _digest(f"{self._source}/{comment_id}")


def _revision(comment_id: str, text: str) -> str:
    # With the id in it, the same short text has another digest every time.
    return _digest(f"{comment_id}/{text}")


def _digest(value: str) -> str:
    return blake2b(value.encode(), digest_size=_DIGEST_BYTES).hexdigest()
