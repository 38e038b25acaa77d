"""The summary of a storm: one message for all open cases that have none of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.overview import OpenCases
from bot.roster import NotAllowed, Person, Roster
from moderation.models import Severity

DRAWN_EVERY = timedelta(seconds=10)
"""The summary is not edited more often; presses that turn its pages are answered at once."""

LOOKED_AT_EVERY = timedelta(seconds=30)
"""How soon the end of a storm is noticed."""

REFRESHED_EVERY = timedelta(minutes=30)
"""After the storm only the ages of the cases change by themselves."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Open cases without a message of their own: a page of them, and how many there are by severity and by rule's title."""

    cases: OpenCases
    severities: Mapping[Severity, int]
    rules: Mapping[str, int]
    is_storm: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The message a summary stands in. ``digest`` tells whether it shows what is the case now."""

    message_id: int
    page: int
    drawn_at: datetime
    digest: str
    is_over: bool


class SummaryPages(Protocol):
    """What paging needs to know and to remember."""

    async def summary(self, page: int, now: datetime) -> Summary: ...

    async def turn(self, chat_id: int, message_id: int, page: int) -> None: ...


class Summaries:
    """Use case: those who may see cases page through a summary."""

    def __init__(self, store: SummaryPages, roster: Roster, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._roster = roster
        self._clock = clock

    async def turn(self, chat_id: int, message_id: int, page: int, person: Person) -> Summary | NotAllowed:
        """Another page, for all who read the message; it stays on it when it is redrawn."""
        if refusal := self._roster.refusal(person, "view"):
            return refusal
        await self._store.turn(chat_id, message_id, page)
        return await self._store.summary(page, self._clock())
