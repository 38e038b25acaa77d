"""Use case: a person decides on a case. The role is checked here, not in the button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cases import CaseId, CaseView, DecisionView
from bot.roster import NotAllowed, Person, Roster, record_refusal
from moderation.review import Measure, Refusal, Stage, Step, deciding_step, may_decide
from moderation.roles import Act


@dataclass(frozen=True, slots=True)
class Decided:
    """It is recorded; ``measure`` is None where only a mark was set (claimed, escalated)."""

    measure: Measure | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """It is proposed; a second person must confirm it."""

    measure: Measure


@dataclass(frozen=True, slots=True)
class Objected:
    """An objection is recorded, or answered: ``outcome`` says how."""

    outcome: Stage | None = None


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
class Refused:
    """The state of the case does not allow it."""

    why: Refusal


Reviewed = Decided | Proposed | Objected | AlreadyDecided | Outdated | Unknown | NotAllowed | Refused


class CaseStore(Protocol):
    """What reviewing needs to remember."""

    async def view(self, case_id: CaseId) -> CaseView | None: ...

    async def decide(
        self, case_id: CaseId, revision: int, measure: Measure, reason: str, person: Person, now: datetime
    ) -> Reviewed: ...

    async def propose(
        self, case_id: CaseId, revision: int, measure: Measure, reason: str, person: Person, now: datetime
    ) -> Reviewed: ...

    async def confirm(self, case_id: CaseId, revision: int, person: Person, now: datetime) -> Reviewed: ...

    async def claim(self, case_id: CaseId, revision: int, person: Person, now: datetime) -> Reviewed: ...

    async def escalate(self, case_id: CaseId, revision: int, person: Person, now: datetime) -> Reviewed: ...


class Reviewing:
    """Decisions of the people on the roster. With ``second_person``, grave measures are decided by two of them."""

    def __init__(
        self, store: CaseStore, roster: Roster, clock: Callable[[], datetime], *, second_person: bool = False
    ) -> None:
        self._store = store
        self._roster = roster
        self._clock = clock
        self._second_person = second_person

    def may_decide(self, person: Person) -> bool:
        """Whether someone may work on cases at all."""
        return self._roster.may(person, "view")

    def needs_second_person(self, measure: Measure) -> bool:
        """Whether pressing the measure only proposes it."""
        return deciding_step(measure, second_person=self._second_person) is Step.PROPOSE

    async def case(self, case_id: CaseId, person: Person) -> CaseView | NotAllowed | None:
        """A case as it stands, for those who may see it."""
        return self._roster.refusal(person, "view") or await self._store.view(case_id)

    async def decide(self, case_id: CaseId, revision: int, measure: Measure, person: Person) -> Reviewed:
        """Record a decision, or propose it; its reason is prepared from the rules that were found."""
        if refusal := self._roster.refusal(person, "decide"):
            return refusal
        view = await self._store.view(case_id)
        if view is None or not may_decide(view.source, measure):
            return on_record(Unknown(), person, "decide")
        record = self._store.propose if self.needs_second_person(measure) else self._store.decide
        outcome = await record(case_id, revision, measure, prepared_reason(view), person, self._clock())
        return on_record(outcome, person, "decide")

    async def confirm(self, case_id: CaseId, revision: int, person: Person) -> Reviewed:
        """Be the second person that a proposed measure needs."""
        if refusal := self._roster.refusal(person, "confirm"):
            return refusal
        return on_record(await self._store.confirm(case_id, revision, person, self._clock()), person, "confirm")

    async def claim(self, case_id: CaseId, revision: int, person: Person) -> Reviewed:
        """Take a case on."""
        if refusal := self._roster.refusal(person, "claim"):
            return refusal
        return on_record(await self._store.claim(case_id, revision, person, self._clock()), person, "claim")

    async def escalate(self, case_id: CaseId, revision: int, person: Person) -> Reviewed:
        """Ask colleagues for help with a case."""
        if refusal := self._roster.refusal(person, "escalate"):
            return refusal
        return on_record(await self._store.escalate(case_id, revision, person, self._clock()), person, "escalate")


def on_record(outcome: Reviewed, person: Person, act: Act) -> Reviewed:
    """An outcome, logged if it is a refusal."""
    match outcome:
        case Refused(why):
            record_refusal(person, act, why)
        case AlreadyDecided():
            record_refusal(person, act, Refusal.ALREADY_DECIDED)
        case Outdated():
            record_refusal(person, act, Refusal.OUTDATED)
        case Unknown():
            record_refusal(person, act, "unknown case")
    return outcome


def prepared_reason(view: CaseView) -> str:
    """The reason a decision carries unless a person writes another: the rules and what was found."""
    reasons = dict.fromkeys(f"{finding.title}: {finding.reason}" for finding in view.findings)
    return "; ".join(reasons) or "–"
