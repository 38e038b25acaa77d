"""Digests of what was written in the last day: enough to see that a text comes again, not enough to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from bot.screening import StoredComment
from bot.storage.database import Database, insert
from bot.storage.tables import echoes
from moderation.models import Repeats
from moderation.repetition import WINDOW, author_mark, fingerprint, repeats_among


class SqlEchoStore:
    """Remembers digests of texts and authors for :data:`~moderation.repetition.WINDOW`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, waiting: Sequence[StoredComment], now: datetime) -> list[Repeats]:
        """Note comments (oldest first); for each, what it repeats. Noting one again, as after a crash, changes nothing.

        An edit repeats nothing of the comment it edits, and comments of unknown authors repeat nothing at all.
        """
        marked = [_marked(comment) for comment in waiting]
        rows = [
            {"fingerprint": m.text, "author": m.author, "item": m.item, "seen_at": now} for m in marked if m is not None
        ]
        if not rows:
            return [Repeats()] * len(waiting)
        async with self._database.write() as connection:
            await connection.execute(insert(connection, echoes).on_conflict_do_nothing(), rows)
            statement = (
                select(echoes.c.fingerprint, echoes.c.item, echoes.c.author)
                .where(echoes.c.fingerprint.in_({row["fingerprint"] for row in rows}), echoes.c.seen_at > now - WINDOW)
                .order_by(echoes.c.id)
            )
            known = [(str(text), str(item), str(author)) for text, item, author in await connection.execute(statement)]
        return [_repeats(mark, known) if mark is not None else Repeats() for mark in marked]

    async def forget_before(self, moment: datetime) -> None:
        """Forget what is older."""
        async with self._database.write() as connection:
            await connection.execute(delete(echoes).where(echoes.c.seen_at < moment))


@dataclass(frozen=True, slots=True)
class _Marks:
    """The digests of a comment; all revisions of a comment share ``item``."""

    text: str
    author: str
    item: str


def _marked(comment: StoredComment) -> _Marks | None:
    text = fingerprint(comment.text, comment.place)
    if text is None or comment.author_ref is None:
        return None
    return _Marks(text, author_mark(comment.author_ref, comment.place), author_mark(comment.external_id, comment.place))


def _repeats(mark: _Marks, known: Sequence[tuple[str, str, str]]) -> Repeats:
    """What a comment repeats of the known ones, which are in order; those after it do not count."""
    same = [(item, author) for text, item, author in known if text == mark.text]
    items = [item for item, _ in same]
    return (
        repeats_among([author for _, author in same[: items.index(mark.item)]], mark.author)
        if mark.item in items
        else Repeats()
    )
