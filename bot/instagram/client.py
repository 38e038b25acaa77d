"""Meta's Graph API as far as comments are concerned."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

import httpx

from bot.config import Instagram
from bot.instagram import usage
from bot.instagram.payload import identifier, readable
from bot.instagram.problems import Forbidden, Gone, GraphProblem, Refused, Unreachable, problem_of

PAGE = 50
"""Comments a page; Meta gives no more."""
_MEDIA = 25
_TIMEOUT = 15.0
_TOTAL_TIMEOUT = 40.0
"""Seconds for a whole call: an answer that trickles must not hold a worker."""
_LONGEST_ANSWER = 4 * 1024 * 1024
_FRESH = timedelta(minutes=10)
_BUSY_PERCENT = 80.0
_REPLY_FIELDS = "id,text,timestamp,username,from"
_COMMENT_FIELDS = f"{_REPLY_FIELDS},hidden,parent_id,media"


@dataclass(frozen=True, slots=True)
class Listed:
    """A comment or a reply as a list shows it."""

    id: str
    text: str
    author_id: str | None
    author_name: str | None
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class GraphComment:
    """A comment as it stands."""

    id: str
    text: str
    author_id: str | None
    author_name: str | None
    written_at: datetime | None
    media_id: str | None
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Media:
    """A post. ``comments`` is their number where Meta tells it."""

    id: str
    permalink: str | None
    comments: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a post's comments, newest first, each followed by its replies. ``after`` leads on; None at the end."""

    top: tuple[Listed, ...]
    replies: tuple[Listed, ...]
    after: str | None


class GraphClient:
    """Calls with time and size limits; used as a context manager. The token travels in a header, never in an address.

    Every method raises :class:`~bot.instagram.problems.GraphProblem`. ``transport`` replaces the network in tests.
    """

    def __init__(
        self, settings: Instagram, clock: Callable[[], datetime], transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        token = settings.access_token.get_secret_value() if settings.access_token is not None else ""
        self._account_id = settings.account_id or ""
        self._clock = clock
        self._used: tuple[float, datetime] | None = None
        self._http = httpx.AsyncClient(
            base_url=f"{settings.graph_url}/{settings.version}",
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            timeout=_TIMEOUT,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    @property
    def is_busy(self) -> bool:
        """Whether so much of our share of calls is used that what can wait should wait."""
        if self._used is None:
            return False
        share, seen_at = self._used
        return share >= _BUSY_PERCENT and self._clock() - seen_at < _FRESH

    async def account_name(self) -> str | None:
        """The account's user name. Also the proof that token and account go together."""
        try:
            found = await self._call("GET", self._account_id, {"fields": "id,username"})
        except Gone as error:
            raise Forbidden("account unknown to the token", error.code) from error
        return readable(found.get("username"))

    async def comment(self, comment_id: str) -> GraphComment:
        """A comment as it stands.

        Raises:
            Gone: it does not exist. Meta answers the same where all permissions are missing, so the account is asked too.
        """
        try:
            found = await self._call("GET", comment_id, {"fields": _COMMENT_FIELDS})
        except Gone:
            await self.account_name()
            raise
        listed = _listed(found)
        if listed is None:
            raise Unreachable("unreadable answer")
        return GraphComment(
            id=listed.id,
            text=listed.text,
            author_id=listed.author_id,
            author_name=listed.author_name,
            written_at=listed.written_at,
            media_id=identifier(_part(found, "media").get("id")),
            is_hidden=found.get("hidden") is True,
        )

    async def media(self, media_id: str) -> Media:
        """A post."""
        return _media(await self._call("GET", media_id, {"fields": "id,permalink,comments_count"}), media_id)

    async def recent_media(self) -> list[Media]:
        """The newest posts."""
        query = {"fields": "id,permalink,comments_count", "limit": str(_MEDIA)}
        found = await self._call("GET", f"{self._account_id}/media", query)
        return [_media(row, number) for row in _rows(found) if (number := identifier(row.get("id")))]

    async def comments_of(self, media_id: str, after: str | None = None) -> Page:
        """A page of a post's comments with their replies."""
        fields = f"{_COMMENT_FIELDS},replies.limit({PAGE}){{{_REPLY_FIELDS}}}"
        query = {"fields": fields, "limit": str(PAGE), **({"after": after} if after else {})}
        found = await self._call("GET", f"{media_id}/comments", query)
        rows = _rows(found)
        top = [listed for row in rows if (listed := _listed(row))]
        replies = [listed for row in rows for reply in _rows(_part(row, "replies")) if (listed := _listed(reply))]
        paging = _part(found, "paging")
        cursor = _part(paging, "cursors").get("after") if paging.get("next") else None
        return Page(tuple(top), tuple(replies), cursor if isinstance(cursor, str) else None)

    async def hide(self, comment_id: str, *, is_hidden: bool = True) -> None:
        """Hide a comment, or show it again."""
        _must_succeed(await self._call("POST", comment_id, {"hide": "true" if is_hidden else "false"}))

    async def delete(self, comment_id: str) -> None:
        """Delete a comment; it cannot be brought back."""
        _must_succeed(await self._call("DELETE", comment_id, {}))

    async def reply(self, comment_id: str, message: str) -> str:
        """Answer a comment in the account's name; the answer's id.

        Not safe to repeat: whoever is not sure that it failed must look for the answer first.
        """
        created = identifier((await self._call("POST", f"{comment_id}/replies", {}, {"message": message})).get("id"))
        if created is None:
            raise Unreachable("unreadable answer")
        return created

    async def _call(
        self, method: str, path: str, query: Mapping[str, str], form: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        request = self._http.build_request(method, f"/{path}", params=query, data=form)
        try:
            async with asyncio.timeout(_TOTAL_TIMEOUT):
                response = await self._http.send(request, stream=True)
                try:
                    body = await _limited(response)
                finally:
                    await response.aclose()
        except (httpx.HTTPError, TimeoutError) as error:
            raise Unreachable(type(error).__name__) from error
        share = usage.percent(response.headers)
        if share is not None:
            self._used = (share, self._clock())
        answer = _read(body)
        if answer is None or response.status_code != httpx.codes.OK or "error" in answer:
            raise _problem(response, answer or {})
        return answer


async def _limited(response: httpx.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > _LONGEST_ANSWER:
            raise Unreachable("answer too long")
    return bytes(body)


def _read(body: bytes) -> Mapping[str, Any] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _problem(response: httpx.Response, answer: Mapping[str, Any]) -> GraphProblem:
    error = _part(answer, "error")
    code, subcode = (value if isinstance(value := error.get(key), int) else 0 for key in ("code", "error_subcode"))
    is_transient = error.get("is_transient") is True
    wait = usage.seconds_to_wait(response.headers)
    return problem_of(response.status_code, code, subcode, is_transient=is_transient, wait=wait)


def _must_succeed(answer: Mapping[str, Any]) -> None:
    # Meta documents true, and in places the string.
    if answer.get("success") not in (True, "true"):
        raise Refused("not done")


def _listed(row: Mapping[str, Any]) -> Listed | None:
    number, author = identifier(row.get("id")), _part(row, "from")
    if number is None:
        return None
    return Listed(
        id=number,
        text=readable(row.get("text")) or "",
        author_id=identifier(author.get("id")),
        author_name=readable(row.get("username")) or readable(author.get("username")),
        written_at=_time(row.get("timestamp")),
    )


def _media(row: Mapping[str, Any], media_id: str) -> Media:
    link, count = readable(row.get("permalink")), row.get("comments_count")
    is_link = link is not None and link.startswith("https://")
    return Media(media_id, link if is_link else None, count if isinstance(count, int) else None)


def _time(value: object) -> datetime | None:
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return time if time is not None and time.tzinfo is not None else None


def _part(row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = row.get(key)
    return part if isinstance(part, dict) else {}


def _rows(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = answer.get("data")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
