"""Use case: a comment comes in, is stored, judged, and becomes a case if an editor should see it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from moderation.engine import Moderator
from moderation.models import Comment, Repeats, Verdict

BATCH = 50
"""Comments judged in one go: about 15 ms, short enough not to hold up other work."""


@dataclass(frozen=True, slots=True)
class IncomingComment:
    """A comment as a channel delivers it. ``external_id`` is unique within ``place`` (a chat or an account)."""

    source: str
    place: str
    place_name: str
    external_id: str
    text: str
    author_ref: str | None
    author_name: str
    thread: str | None
    link: str | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class StoredComment:
    """A comment that waits for its verdict."""

    id: int
    place: str
    external_id: str
    text: str
    author_ref: str | None
    thread: str | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Screened:
    """A verdict with the titles of its findings' rules as they are today."""

    comment_id: int
    verdict: Verdict
    titles: tuple[str, ...]


class CommentStore(Protocol):
    """What screening needs to remember."""

    async def take_in(self, comment: IncomingComment, now: datetime) -> bool: ...

    async def unscreened(self, limit: int) -> list[StoredComment]: ...

    async def record(self, screened: Sequence[Screened], now: datetime) -> list[int]: ...


class EchoStore(Protocol):
    """Remembers for a while which texts there were."""

    async def note(self, waiting: Sequence[StoredComment], now: datetime) -> list[Repeats]: ...


class Screening:
    """Stores first, judges later: what is stored survives a crash and is judged after it."""

    def __init__(
        self, store: CommentStore, echoes: EchoStore, moderator: Moderator, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._echoes = echoes
        self.moderator = moderator
        self._clock = clock
        self._waiting = asyncio.Event()
        self._waiting.set()  # something may have been left from the last run

    async def take_in(self, comment: IncomingComment) -> bool:
        """Store a comment; False if it is known already. It is judged soon after."""
        is_new = await self._store.take_in(comment, self._clock())
        self._waiting.set()
        return is_new

    async def wait(self) -> None:
        """Until there may be something to judge."""
        await self._waiting.wait()

    async def judge_waiting(self) -> int:
        """Judge up to :data:`BATCH` stored comments; how many there were."""
        self._waiting.clear()
        waiting = await self._store.unscreened(BATCH)
        if not waiting:
            return 0
        now = self._clock()
        repeats = await self._echoes.note(waiting, now)
        screened = [self._judge(comment, before) for comment, before in zip(waiting, repeats, strict=True)]
        await self._store.record(screened, now)
        self._waiting.set()
        return len(waiting)

    def _judge(self, stored: StoredComment, repeats: Repeats) -> Screened:
        comment = Comment(stored.text, stored.author_ref, stored.thread, stored.written_at, repeats)
        verdict = self.moderator.screen(comment)
        rules = self.moderator.netiquette.rules
        return Screened(stored.id, verdict, tuple(rules[finding.rule].title for finding in verdict.findings))
