"""The outbox worker: no job is lost, whatever its handler does."""

from __future__ import annotations

from datetime import timedelta

from bot.storage.database import Database
from bot.storage.outbox import SqlOutbox
from bot.worker import Job, NotYet, OutboxWorker, TryLater, pause_before
from tests.conftest import Clock


async def test_a_job_is_done_once(database: Database, clock: Clock) -> None:
    outbox, done = SqlOutbox(database), list[str]()

    async def handle(job: Job) -> None:
        done.append(job.subject)

    worker = OutboxWorker(outbox, {"x": handle}, clock)
    await outbox.put("x", "1", clock())
    assert await worker.work_once()
    assert not await worker.work_once()
    assert done == ["1"]


async def test_a_job_that_must_wait_is_due_when_asked(database: Database, clock: Clock) -> None:
    outbox, seen = SqlOutbox(database), list[int]()

    async def handle(job: Job) -> None:
        seen.append(job.attempts)
        if job.attempts == 1:
            raise TryLater("flood", 30)

    worker = OutboxWorker(outbox, {"x": handle}, clock)
    await outbox.put("x", "1", clock())
    assert await worker.work_once()
    clock.forward(seconds=29)
    assert not await worker.work_once()
    clock.forward(seconds=2)
    assert await worker.work_once()
    assert seen == [1, 2]


async def test_a_broken_handler_costs_neither_this_job_nor_the_next(database: Database, clock: Clock) -> None:
    outbox, done = SqlOutbox(database), list[str]()

    async def handle(job: Job) -> None:
        if job.subject == "bad":
            raise RuntimeError("broken")
        done.append(job.subject)

    worker = OutboxWorker(outbox, {"x": handle}, clock)
    await outbox.put("x", "bad", clock())
    await outbox.put("x", "good", clock())
    assert await worker.work_once()
    assert await worker.work_once()
    assert done == ["good"]
    clock.forward(minutes=10)
    assert await worker.work_once()


async def test_a_job_without_end_is_given_up_and_counted(database: Database, clock: Clock) -> None:
    outbox = SqlOutbox(database)

    async def handle(job: Job) -> None:
        raise TryLater("never", 0)

    worker = OutboxWorker(outbox, {"x": handle}, clock)
    await outbox.put("x", "1", clock())
    while await worker.work_once():
        clock.forward(seconds=1)
    assert await outbox.dead() == 1


async def test_a_job_whose_turn_has_not_come_may_wait_for_ever(database: Database, clock: Clock) -> None:
    outbox, seen = SqlOutbox(database), list[int]()

    async def handle(job: Job) -> None:
        seen.append(job.attempts)
        raise NotYet(5)

    worker = OutboxWorker(outbox, {"x": handle}, clock)
    await outbox.put("x", "1", clock())
    for _ in range(210):
        assert await worker.work_once()
        assert not await worker.work_once()
        clock.forward(seconds=5)
    assert set(seen) == {1}
    assert await outbox.dead() == 0


async def test_other_kinds_are_left_to_other_workers(database: Database, clock: Clock) -> None:
    outbox = SqlOutbox(database)

    async def handle(job: Job) -> None:
        raise AssertionError

    await outbox.put("y", "1", clock())
    assert not await OutboxWorker(outbox, {"x": handle}, clock).work_once()


def test_pauses_grow_and_are_bounded() -> None:
    assert pause_before(1) < 1
    assert all(pause_before(attempt) <= timedelta(minutes=6).total_seconds() for attempt in range(1, 500))
    assert pause_before(12) > 200
