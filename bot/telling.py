"""Use case: somebody takes the text that tells an author what was decided, to send it to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot import notices
from bot.cases import CaseId, CaseView
from bot.reviewing import Reviewed, Unknown, on_record
from bot.roster import Person, Roster
from bot.texts import Texts
from moderation.netiquette import Netiquette


@dataclass(frozen=True, slots=True)
class Notice:
    """The text for an author; ``from_template`` as long as the authority has not adopted the rules it quotes."""

    case: CaseId
    text: str
    from_template: bool


class CaseViews(Protocol):
    """Where cases are looked up."""

    async def view(self, case_id: CaseId) -> CaseView | None: ...


class NoticeStore(Protocol):
    """Where it is recorded that a notice was given out."""

    async def give_notice(
        self, case_id: CaseId, revision: int, notice: str, person: Person, now: datetime
    ) -> Reviewed | None: ...


class Telling:
    """Prepares notices. They are not sent: people send them, and choose the way."""

    def __init__(
        self,
        cases: CaseViews,
        store: NoticeStore,
        roster: Roster,
        rules: Netiquette,
        texts: Texts,
        clock: Callable[[], datetime],
    ) -> None:
        self._cases = cases
        self._store = store
        self._roster = roster
        self._rules = rules
        self._texts = texts
        self._clock = clock

    async def give_notice(self, case_id: CaseId, revision: int, person: Person) -> Notice | Reviewed:
        """The text for the author of a comment; that it was given out is recorded."""
        if refusal := self._roster.refusal(person, "give_notice"):
            return refusal
        case = await self._cases.view(case_id)
        if case is None:
            return on_record(Unknown(), person, "give_notice")
        # Without a decision there is no text, and the store refuses.
        text = notices.to_author(case, self._rules, self._texts) if case.decision is not None else ""
        refused = await self._store.give_notice(case_id, revision, text, person, self._clock())
        if refused is not None:
            return on_record(refused, person, "give_notice")
        return Notice(case_id, text, self._rules.is_template)
