"""Use case: editors look over their work: open cases, one case again, figures. Roles are checked here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.cases import CaseId
from bot.reviewing import NotAllowed, Person, Unknown
from moderation.models import Severity

LISTED = 15
"""Open cases a list shows; the gravest first."""
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
    """The gravest open cases, and how many there are in all."""

    shown: Sequence[OpenCase]
    total: int


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

    async def open_cases(self, limit: int) -> OpenCases: ...

    async def show_again(self, case_id: CaseId, now: datetime) -> bool: ...

    async def statistics(self, since: datetime) -> Statistics: ...


class Overview:
    """Lists and figures for editors and admins. ``may_look`` says whether a person is one."""

    def __init__(self, store: OverviewStore, may_look: Callable[[Person], bool], clock: Callable[[], datetime]) -> None:
        self._store = store
        self._may_look = may_look
        self._clock = clock

    async def open_cases(self, person: Person) -> OpenCases | NotAllowed:
        """What waits, the gravest and then the oldest first."""
        return await self._store.open_cases(LISTED) if self._may_look(person) else NotAllowed()

    async def show_again(self, case_id: CaseId, person: Person) -> NotAllowed | Unknown | None:
        """Bring a case's alert down to the end of the editors' chat; the old one is no longer kept up to date."""
        if not self._may_look(person):
            return NotAllowed()
        return None if await self._store.show_again(case_id, self._clock()) else Unknown()

    async def statistics(self, person: Person) -> Statistics | NotAllowed:
        """Figures of the last :data:`PERIOD`."""
        return await self._store.statistics(self._clock() - PERIOD) if self._may_look(person) else NotAllowed()
