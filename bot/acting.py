"""Use case: the actions of recorded decisions are carried out, each platform by its own workers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import structlog

from bot.cases import CaseView
from bot.worker import Job

log = structlog.get_logger(__name__)


def job_kind(source: str) -> str:
    """The kind of job for actions at a platform: one that is slow or away holds up no other."""
    return f"action:{source}"


class Platform(Protocol):
    """Where comments are."""

    async def act(self, case: CaseView, kind: str) -> str | None:
        """Carry out an action; None when it is done, else the code of a text that says why it never will be.

        Doing it again must do no harm: after a crash it is.

        Raises:
            TryLater: it cannot be done now.
        """


class ActionStore(Protocol):
    """What carrying out needs to know and to remember."""

    async def case_of_action(self, action_id: int) -> tuple[CaseView, str] | None: ...

    async def finish_action(self, action_id: int, error: str | None, now: datetime) -> None: ...


class Acting:
    """Jobs -> actions at one platform, and the record of what became of them."""

    def __init__(
        self, platform: Platform, store: ActionStore, clock: Callable[[], datetime], on_change: Callable[[], None]
    ) -> None:
        self._platform = platform
        self._store = store
        self._clock = clock
        self._on_change = on_change

    async def carry_out(self, job: Job) -> None:
        """Carry out an action of a recorded decision."""
        action_id = int(job.subject)
        found = await self._store.case_of_action(action_id)
        if found is None:
            return
        case, kind = found
        error = await self._platform.act(case, kind)
        if error is not None:
            log.warning("action refused", case=case.id, source=case.source, kind=kind, reason=error)
        await self._store.finish_action(action_id, error, self._clock())
        self._on_change()
