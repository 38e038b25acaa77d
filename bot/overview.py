"""Use case: editors look over their work: open cases, one case again, figures. Roles are checked here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.cases import CaseId
from bot.reviewing import Unknown
from bot.roster import NotAllowed, Person, Roster
from moderation.models import Severity

LISTED = 10
"""Open cases on a page of a list."""
PERIOD = timedelta(days=30)
"""What statistics look back on."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A line of the list of open cases. ``rules`` are the titles of the rules, as recorded."""

    id: CaseId
    severity: Severity
    rules: tuple[str, ...]
    place_name: str
    opened_at: datetime
    claimed_by: str | None


@dataclass(frozen=True, slots=True)
class OpenCases:
    """A page (counted from 0) of open cases, the gravest first, and how many there are in all."""

    shown: Sequence[OpenCase]
    total: int
    page: int = 0

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // LISTED))


@dataclass(frozen=True, slots=True)
class AlreadyShown:
    """The case has a message of its own in the editors' chat."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures of a period: comments, flags, how many flags looked like criticism, decisions by measure.

    ``median_wait`` is the time from opening to decision that half of the cases stayed under; None without decisions.
    """

    days: int
    screened: int
    flagged: int
    criticism: int
    open: int
    decided: Mapping[str, int]
    median_wait: timedelta | None


class OverviewStore(Protocol):
    """What an overview needs to know."""

    async def open_cases(self, page: int) -> OpenCases: ...

    async def is_shown(self, case_id: CaseId) -> bool: ...

    async def show_again(self, case_id: CaseId, now: datetime) -> bool: ...

    async def statistics(self, since: datetime) -> Statistics: ...


class Overview:
    """Lists and figures for those who may see cases."""

    def __init__(self, store: OverviewStore, roster: Roster, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._roster = roster
        self._clock = clock

    async def open_cases(self, person: Person, page: int = 0) -> OpenCases | NotAllowed:
        """What waits, the gravest and then the oldest first."""
        return self._roster.refusal(person, "view") or await self._store.open_cases(page)

    async def show_again(self, case_id: CaseId, person: Person) -> NotAllowed | Unknown | None:
        """Bring a case's alert down to the end of the editors' chat; the old one is no longer kept up to date."""
        if refusal := self._roster.refusal(person, "view"):
            return refusal
        return None if await self._store.show_again(case_id, self._clock()) else Unknown()

    async def show(self, case_id: CaseId, person: Person) -> NotAllowed | Unknown | AlreadyShown | None:
        """Bring the alert of a case that has none yet."""
        if self._roster.may(person, "view") and await self._store.is_shown(case_id):
            return AlreadyShown()
        return await self.show_again(case_id, person)

    async def statistics(self, person: Person) -> Statistics | NotAllowed:
        """Figures of the last :data:`PERIOD`."""
        return self._roster.refusal(person, "view") or await self._store.statistics(self._clock() - PERIOD)
