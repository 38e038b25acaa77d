"""Use case: an author objects to a measure, and somebody who had no part in it answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, Protocol

from bot.cases import CaseId
from bot.reviewing import Reviewed, on_record
from bot.roster import Person, Roster
from moderation.review import Step

Answer = Literal["uphold", "overturn"]

LONGEST_REASON = 2000
"""Characters kept of what an author says; the letter itself is in the office's files."""


class ObjectionStore(Protocol):
    """What objections need to be remembered."""

    async def file(self, case_id: CaseId, reason: str, person: Person, now: datetime) -> Reviewed: ...

    async def answer(self, objection_id: int, answer: Step, person: Person, now: datetime) -> Reviewed: ...


class Objecting:
    """Objections reach the office by mail or telephone; leads and admins record and answer them."""

    def __init__(self, store: ObjectionStore, roster: Roster, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._roster = roster
        self._clock = clock

    async def file(self, case_id: CaseId, reason: str, person: Person) -> Reviewed:
        """Record that the author of a case objects; ``reason`` may be empty and is cut at :data:`LONGEST_REASON`."""
        if refusal := self._roster.refusal(person, "file_objection"):
            return refusal
        outcome = await self._store.file(case_id, reason.strip()[:LONGEST_REASON], person, self._clock())
        return on_record(outcome, person, "file_objection")

    async def answer(self, objection_id: int, answer: Answer, person: Person) -> Reviewed:
        """Let the decision stand, or lift it."""
        if refusal := self._roster.refusal(person, "answer_objection"):
            return refusal
        outcome = await self._store.answer(objection_id, Step(answer), person, self._clock())
        return on_record(outcome, person, "answer_objection")
