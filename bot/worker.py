"""The outbox worker: takes due jobs, does them, and sees to it that none is lost."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=15)
"""How long a job is held; renewed while it is being done. After a crash nobody renews it, and another worker may try."""
_RENEW_EVERY = 5.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 300.0
_MOST_ATTEMPTS = 200
"""With pauses of up to five minutes this is more than half a day."""
_LOOK_EVERY = 1.0
"""Seconds between looks for jobs that another process, or a retry, made due."""
_RESTART_AFTER = 1.0


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work; ``generation`` tells a request made while it was being done from the one being done."""

    id: int
    kind: str
    subject: str
    payload: Mapping[str, Any]
    generation: int
    attempts: int


class TryLater(Exception):
    """A job cannot be done now. ``seconds`` is how long to wait at least; None lets the worker choose."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        self.reason = reason
        self.seconds = seconds
        super().__init__(reason)


class NotYet(Exception):
    """A job's turn has not come; it was not tried, so that waiting, however long, is no failure."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"{seconds:.1f} s")


class Outbox(Protocol):
    """Where jobs are."""

    async def take(self, kinds: Sequence[str], now: datetime, lease: timedelta) -> Job | None: ...

    async def renew(self, job: Job, until: datetime) -> None: ...

    async def finish(self, job: Job) -> None: ...

    async def retry(self, job: Job, due: datetime, error: str) -> None: ...

    async def postpone(self, job: Job, due: datetime) -> None: ...

    async def bury(self, job: Job, error: str) -> None: ...


Handler = Callable[[Job], Awaitable[None]]


class OutboxWorker:
    """Does the jobs of some kinds, one after the other. ``wake`` may be set to look at once."""

    def __init__(self, outbox: Outbox, handlers: Mapping[str, Handler], clock: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._handlers = handlers
        self._kinds = tuple(handlers)
        self._clock = clock
        self.wake = asyncio.Event()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.wake.clear()
            if not await self.work_once():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.wake.wait(), _LOOK_EVERY)

    async def work_once(self) -> bool:
        """Do one job; False if none was due."""
        job = await self._outbox.take(self._kinds, self._clock(), LEASE)
        if job is None:
            return False
        renewing = asyncio.create_task(self._renew(job))
        try:
            await self._handlers[job.kind](job)
        except NotYet as turn:
            await self._outbox.postpone(job, self._clock() + timedelta(seconds=turn.seconds))
        except TryLater as problem:
            await self._again(job, problem.reason, problem.seconds)
        except Exception as problem:
            # A mistake in a handler must cost neither the job nor the other jobs.
            log.exception("job failed", kind=job.kind, subject=job.subject, attempt=job.attempts)
            await self._again(job, type(problem).__name__, None)
        else:
            await self._outbox.finish(job)
        finally:
            renewing.cancel()
        return True

    async def _renew(self, job: Job) -> None:
        """Hold a job until cancelled."""
        while True:
            await asyncio.sleep(_RENEW_EVERY)
            await self._outbox.renew(job, self._clock() + LEASE)

    async def _again(self, job: Job, reason: str, seconds: float | None) -> None:
        if job.attempts >= _MOST_ATTEMPTS:
            log.error("job given up", kind=job.kind, subject=job.subject, reason=reason)
            await self._outbox.bury(job, reason)
            return
        pause = pause_before(job.attempts) if seconds is None else seconds
        log.info("job postponed", kind=job.kind, subject=job.subject, reason=reason, seconds=round(pause, 1))
        await self._outbox.retry(job, self._clock() + timedelta(seconds=pause), reason)


def pause_before(attempt: int) -> float:
    """Seconds to wait after a failed attempt: doubling, bounded, and spread so that many do not come at once."""
    bounded = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(attempt - 1, 20))
    return float(bounded * random.uniform(0.8, 1.2))  # noqa: S311 - spreading retries needs no secrecy


async def kept_alive(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run background work for ever; its failures are logged and do not take the program down."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("background work failed", work=name)
            await asyncio.sleep(_RESTART_AFTER)
