"""Use case: an admin holds a case, hands it out, or has the log looked through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from bot.cases import CaseId
from bot.clock import LOCAL
from bot.evidence.case_file import CaseFile
from bot.evidence.chain import Verified
from bot.evidence.package import package
from bot.evidence.page import page
from bot.texts import Texts
from moderation.deadlines import complaint_until


@dataclass(frozen=True, slots=True)
class Handout:
    """A case as it is handed out: for machines and for people, and the last day to apply for prosecution, if there is one."""

    package: dict[str, Any]
    page: str
    apply_until: date | None


class CaseFiles(Protocol):
    """What is remembered of cases and of the log."""

    async def read(self, case_id: CaseId) -> CaseFile | None: ...

    async def hold(self, case_id: CaseId, reason: str, person_name: str, now: datetime) -> bool: ...

    async def release(self, case_id: CaseId, reason: str | None, person_name: str, now: datetime) -> bool: ...

    async def note_export(self, case_id: CaseId, person_name: str, now: datetime) -> bool: ...

    async def verify(self, known: dict[int, str]) -> Verified: ...


class EvidenceDesk:
    """``person_name`` is who does it; ``is_holiday`` knows the holidays on which a period cannot end."""

    def __init__(
        self,
        files: CaseFiles,
        clock: Callable[[], datetime],
        is_holiday: Callable[[date], bool],
        texts: Texts,
        person_name: str,
    ) -> None:
        self._files = files
        self._clock = clock
        self._is_holiday = is_holiday
        self._texts = texts
        self._person_name = person_name

    async def hand_out(self, case_id: CaseId) -> Handout | None:
        """A case with its proof; that it is handed out is logged. None if there is no such case."""
        now = self._clock()
        if not await self._files.note_export(case_id, self._person_name, now):
            return None
        file = await self._files.read(case_id)
        if file is None:
            return None
        until = self.apply_until(file)
        return Handout(package(file, now, until), page(file, now, until, self._texts), until)

    def apply_until(self, file: CaseFile) -> date | None:
        """The last day to apply for prosecution, counted from the day the case was opened: nobody knew earlier."""
        if not file.needs_application:
            return None
        return complaint_until(file.opened_at.astimezone(LOCAL).date(), self._is_holiday)

    async def hold(self, case_id: CaseId, reason: str) -> bool:
        """Keep a case from being purged; False if there is no such case."""
        return await self._files.hold(case_id, reason, self._person_name, self._clock())

    async def release(self, case_id: CaseId, reason: str | None) -> bool:
        """Let a case be purged again; False if it was not on hold."""
        return await self._files.release(case_id, reason, self._person_name, self._clock())

    async def verify(self, known: dict[int, str]) -> Verified:
        """Look through the whole log; ``known`` are hashes noted down earlier, by number."""
        return await self._files.verify(known)
