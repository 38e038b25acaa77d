"""The safety net: Meta drops notifications and sends none for some comments, so the newest posts are looked through."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.instagram.client import PAGE, Listed, Media, Page
from bot.instagram.payload import Notice
from bot.instagram.problems import Gone, GraphProblem, Refused

log = structlog.get_logger(__name__)

LOOK_BACK = timedelta(days=7)
"""Comments older than this are none of the net's business."""
_PAGES = 8
"""Pages looked through for one post; more unknown comments than that are reported."""
_EVERY_POST = 15
"""Rounds after which posts are looked through although their number of comments is unchanged: one may have gone."""


class Graph(Protocol):
    """What looking needs of the Graph API."""

    @property
    def is_busy(self) -> bool: ...

    async def recent_media(self) -> list[Media]: ...

    async def comments_of(self, media_id: str, after: str | None = None) -> Page: ...


class Known(Protocol):
    """Which comments have been read."""

    async def known(self, texts: Mapping[str, str]) -> set[str]: ...


class Polling:
    """Looks at once and then again and again. ``remember`` stores word of comments that nobody has read yet."""

    def __init__(
        self,
        graph: Graph,
        known: Known,
        remember: Callable[[Iterable[Notice]], Awaitable[None]],
        clock: Callable[[], datetime],
        every: float,
        on_contact: Callable[[], None],
    ) -> None:
        self._graph = graph
        self._known = known
        self._remember = remember
        self._clock = clock
        self._every = every
        self._on_contact = on_contact
        self._counts: dict[str, int] = {}
        self._rounds = 0

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except GraphProblem as problem:
                log.warning("instagram not looked through", kind=type(problem).__name__, reason=str(problem))
            await asyncio.sleep(self._every)

    async def look(self) -> int:
        """One round; how many comments nobody had read.

        Raises:
            GraphProblem: Meta refuses, or is away.
        """
        if self._graph.is_busy:
            log.warning("instagram not looked through", reason="most of our share of calls is used")
            return 0
        looks_at_all = self._rounds % _EVERY_POST == 0
        found = 0
        for media in await self._graph.recent_media():
            if not looks_at_all and media.comments is not None and self._counts.get(media.id) == media.comments:
                continue
            try:
                found += await self._look_through(media.id)
            except (Gone, Refused) as problem:
                log.warning("post not looked through", media=media.id, reason=str(problem))
                continue
            if media.comments is not None:
                self._counts[media.id] = media.comments
        self._rounds += 1
        self._on_contact()
        if found:
            log.info("comments found by polling", count=found)
        return found

    async def _look_through(self, media_id: str) -> int:
        found, after = 0, None
        for _ in range(_PAGES):
            page = await self._graph.comments_of(media_id, after)
            fresh = await self._fresh((*page.top, *page.replies))
            await self._remember(Notice(c.id, c.text, c.author_id, c.author_name, media_id) for c in fresh.values())
            found += len(fresh)
            after = page.after
            if after is None or len(page.top) < PAGE or page.top[-1].id not in fresh:
                return found
        log.warning("more new comments than were looked through; some may be missing", media=media_id, found=found)
        return found

    async def _fresh(self, listed: Iterable[Listed]) -> dict[str, Listed]:
        """Those that nobody has read and that are not too old."""
        oldest = self._clock() - LOOK_BACK
        young = {c.id: c for c in listed if c.written_at is None or c.written_at > oldest}
        known = await self._known.known({number: comment.text for number, comment in young.items()})
        return {number: comment for number, comment in young.items() if number not in known}
