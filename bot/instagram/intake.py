"""Use case: word of a comment comes in, is stored, and the comment is read and handed to screening."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol

import structlog

from bot.cases import INSTAGRAM
from bot.instagram.client import GraphComment, Media
from bot.instagram.payload import Notice, parse
from bot.instagram.problems import Forbidden, Gone, GraphProblem, RateLimited, Refused, TokenRefused
from bot.screening import IncomingComment
from bot.worker import Job, TryLater

log = structlog.get_logger(__name__)

JOB = "comment"
_READ_BEFORE_GONE = 3
"""Attempts before a comment counts as gone: a notification may be faster than what can be read."""
_PATIENCE = 8
"""Attempts, about a minute, before a comment that cannot be read now is screened as the notification told it."""
_MEDIA_KEPT = 500


class Graph(Protocol):
    """What reading needs of the Graph API."""

    async def account_name(self) -> str | None: ...

    async def comment(self, comment_id: str) -> GraphComment: ...

    async def media(self, media_id: str) -> Media: ...


class Jobs(Protocol):
    """Where word of comments waits."""

    async def put_many(self, kind: str, payloads: Mapping[str, Mapping[str, Any]], now: datetime) -> None: ...


class Sightings(Protocol):
    """Which comments have been read."""

    async def known(self, texts: Mapping[str, str]) -> set[str]: ...

    async def mark(self, comment_id: str, text: str, now: datetime) -> None: ...


class Intake:
    """Stores first, reads later: what a notification told survives a crash, and Meta may be away while we read.

    A comment that cannot be read, for want of a permission or because Meta is away for longer, is screened with the words
    of the notification: an editor should rather see it without a link than not at all.
    """

    def __init__(
        self,
        account_id: str,
        graph: Graph,
        jobs: Jobs,
        sightings: Sightings,
        take_in: Callable[[IncomingComment], Awaitable[bool]],
        clock: Callable[[], datetime],
        on_notice: Callable[[], None],
    ) -> None:
        self._account_id = account_id
        self._graph = graph
        self._jobs = jobs
        self._sightings = sightings
        self._take_in = take_in
        self._clock = clock
        self._on_notice = on_notice
        self._account_name: str | None = None
        self._links: OrderedDict[str, str | None] = OrderedDict()

    async def receive(self, body: bytes) -> bool:
        """Store a notification whose signature was checked; False if it is none. When this returns, it survives a crash."""
        notices = parse(body, self._account_id)
        if notices is None:
            return False
        await self.remember(notices)
        return True

    async def remember(self, notices: Iterable[Notice]) -> None:
        """Store word of comments, all or nothing."""
        payloads = {notice.comment_id: asdict(notice) for notice in notices}
        if payloads:
            await self._jobs.put_many(JOB, payloads, self._clock())
            self._on_notice()

    async def read(self, job: Job) -> None:
        """Read the comment a job is about and hand it to screening, unless it was before."""
        notice = Notice(**job.payload)
        if notice.text is not None and await self._sightings.known({notice.comment_id: notice.text}):
            return
        comment = await self._read(notice, job.attempts)
        if comment is None:
            await self._sightings.mark(notice.comment_id, notice.text or "", self._clock())
            return
        place_name = await self._place_name()
        is_own = comment.author_id == self._account_id or (comment.author_name or "") == self._account_name
        if comment.text.strip() and not is_own:
            link = await self._link(comment.media_id, job.attempts)
            await self._take_in(self._incoming(comment, place_name, link))
        await self._sightings.mark(comment.id, comment.text, self._clock())

    async def _read(self, notice: Notice, attempt: int) -> GraphComment | None:
        """The comment as it stands, or else as it was told of; None if it is gone."""
        try:
            return await self._graph.comment(notice.comment_id)
        except Gone:
            if attempt < _READ_BEFORE_GONE:
                raise TryLater("not there (yet)") from None
            log.info("comment gone before it was read", comment=notice.comment_id)
            return None
        except GraphProblem as problem:
            is_for_good = isinstance(problem, (TokenRefused, Forbidden, Refused))
            if notice.text is None or (not is_for_good and attempt < _PATIENCE):
                raise postponed(problem) from problem
            log.warning("comment not readable, screened as told", comment=notice.comment_id, reason=str(problem))
        return GraphComment(
            id=notice.comment_id,
            text=notice.text,
            author_id=notice.author_id,
            author_name=notice.author_name,
            written_at=None,
            media_id=notice.media_id,
            is_hidden=False,
        )

    async def _place_name(self) -> str:
        if self._account_name is None:
            try:
                self._account_name = await self._graph.account_name()
            except GraphProblem as problem:
                log.warning("account not readable", reason=str(problem))
        return self._account_name or self._account_id

    async def _link(self, media_id: str | None, attempt: int) -> str | None:
        """Where the post can be seen; None if that cannot be found out."""
        if media_id is None:
            return None
        if media_id not in self._links:
            try:
                self._links[media_id] = (await self._graph.media(media_id)).permalink
            except (Gone, TokenRefused, Forbidden, Refused) as problem:
                log.warning("post not readable", media=media_id, reason=str(problem))
                return None
            except GraphProblem as problem:
                if attempt < _PATIENCE:
                    raise postponed(problem) from problem
                return None
            while len(self._links) > _MEDIA_KEPT:
                self._links.popitem(last=False)
        return self._links[media_id]

    def _incoming(self, comment: GraphComment, place_name: str, link: str | None) -> IncomingComment:
        return IncomingComment(
            source=INSTAGRAM,
            place=self._account_id,
            place_name=place_name,
            external_id=comment.id,
            text=comment.text,
            author_ref=f"user:{comment.author_id}" if comment.author_id else None,
            author_name=comment.author_name or "?",
            thread=comment.media_id,
            link=link,
            written_at=comment.written_at or self._clock(),
        )


def postponed(problem: GraphProblem) -> TryLater:
    """The wish to try again, after the time Meta names if it does."""
    return TryLater(str(problem), problem.seconds if isinstance(problem, RateLimited) else None)
