"""Use case: a person decides on a case. The role is checked here, not in the button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cases import CaseId, CaseView, DecisionView
from bot.roster import NotAllowed, Person, Roster
from moderation.review import Measure, may_decide


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
    """Decisions of the people on the roster."""

    def __init__(self, store: CaseStore, roster: Roster, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._roster = roster
        self._clock = clock

    def may_decide(self, person: Person) -> bool:
        """Whether someone may work on cases at all."""
        return self._roster.may(person, "view")

    async def case(self, case_id: CaseId, person: Person) -> CaseView | NotAllowed | None:
        """A case as it stands, for those who may see it."""
        return self._roster.refusal(person, "view") or await self._store.view(case_id)

    async def decide(self, case_id: CaseId, revision: int, measure: Measure, person: Person) -> Reviewed:
        """Record a decision; its reason is prepared from the rules that were found."""
        if refusal := self._roster.refusal(person, "decide"):
            return refusal
        view = await self._store.view(case_id)
        if view is None or not may_decide(view.source, measure):
            return Unknown()
        return await self._store.decide(case_id, revision, measure, prepared_reason(view), person, self._clock())

    async def claim(self, case_id: CaseId, revision: int, person: Person) -> Reviewed:
        """Take a case on."""
        if refusal := self._roster.refusal(person, "claim"):
            return refusal
        return await self._store.claim(case_id, revision, person, self._clock())

    async def escalate(self, case_id: CaseId, revision: int, person: Person) -> Reviewed:
        """Ask colleagues for help with a case."""
        if refusal := self._roster.refusal(person, "escalate"):
            return refusal
        return await self._store.escalate(case_id, revision, person, self._clock())


def prepared_reason(view: CaseView) -> str:
    """The reason a decision carries unless a person writes another: the rules and what was found."""
    reasons = dict.fromkeys(f"{finding.title}: {finding.reason}" for finding in view.findings)
    return "; ".join(reasons) or "–"
