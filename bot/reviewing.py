"""Use case: a person decides on a case. The role is checked here, not in the button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cases import CaseId, CaseView, DecisionView
from moderation.review import Measure, may_decide


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who presses a button: the platform's user id and the name shown to colleagues."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Decided:
    """It is recorded; ``measure`` is None where only a mark was set (claimed, escalated)."""

    measure: Measure | None


@dataclass(frozen=True, slots=True)
class AlreadyDecided:
    """Someone was faster."""

    decision: DecisionView


@dataclass(frozen=True, slots=True)
class Outdated:
    """The comment was changed after the alert that carried the button."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no such case (any more), or its platform does not know the measure."""


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """The person may not decide."""


Reviewed = Decided | AlreadyDecided | Outdated | Unknown | NotAllowed


class CaseStore(Protocol):
    """What reviewing needs to remember."""

    async def view(self, case_id: CaseId) -> CaseView | None: ...

    async def decide(
        self, case_id: CaseId, revision: int, measure: Measure, reason: str, person: Person, now: datetime
    ) -> Reviewed: ...

    async def claim(self, case_id: CaseId, revision: int, person: Person, now: datetime) -> Reviewed: ...

    async def escalate(self, case_id: CaseId, revision: int, person: Person, now: datetime) -> Reviewed: ...


class Reviewing:
    """Decisions of editors and admins. ``people`` are the user ids of those who may decide."""

    def __init__(self, store: CaseStore, people: frozenset[int], clock: Callable[[], datetime]) -> None:
        self._store = store
        self._people = people
        self._clock = clock

    def may_decide(self, person: Person) -> bool:
        """Whether someone is listed as editor or admin."""
        return person.id in self._people

    async def case(self, case_id: CaseId, person: Person) -> CaseView | NotAllowed | None:
        """A case as it stands, for those who may decide."""
        return await self._store.view(case_id) if self.may_decide(person) else NotAllowed()

    async def decide(self, case_id: CaseId, revision: int, measure: Measure, person: Person) -> Reviewed:
        """Record a decision; its reason is prepared from the rules that were found."""
        if not self.may_decide(person):
            return NotAllowed()
        view = await self._store.view(case_id)
        if view is None or not may_decide(view.source, measure):
            return Unknown()
        return await self._store.decide(case_id, revision, measure, prepared_reason(view), person, self._clock())

    async def claim(self, case_id: CaseId, revision: int, person: Person) -> Reviewed:
        """Take a case on."""
        if not self.may_decide(person):
            return NotAllowed()
        return await self._store.claim(case_id, revision, person, self._clock())

    async def escalate(self, case_id: CaseId, revision: int, person: Person) -> Reviewed:
        """Ask colleagues for help with a case."""
        if not self.may_decide(person):
            return NotAllowed()
        return await self._store.escalate(case_id, revision, person, self._clock())


def prepared_reason(view: CaseView) -> str:
    """The reason a decision carries unless a person writes another: the rules and what was found."""
    reasons = dict.fromkeys(f"{finding.title}: {finding.reason}" for finding in view.findings)
    return "; ".join(reasons) or "–"
