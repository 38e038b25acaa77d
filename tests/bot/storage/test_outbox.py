"""Jobs on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.storage.database import Database
from bot.storage.outbox import SqlOutbox
from tests.conftest import Clock

LEASE = timedelta(minutes=1)


async def test_asking_twice_makes_one_job(database: Database, clock: Clock) -> None:
    outbox = SqlOutbox(database)
    await outbox.put("alert", "1", clock())
    await outbox.put("alert", "1", clock(), {"a": "ä"})
    job = await outbox.take(["alert"], clock(), LEASE)
    assert job is not None
    assert (job.generation, job.payload) == (2, {"a": "ä"})
    await outbox.finish(job)
    assert await outbox.take(["alert"], clock(), LEASE) is None


async def test_what_is_asked_for_while_it_is_done_is_done_again(database: Database, clock: Clock) -> None:
    outbox = SqlOutbox(database)
    await outbox.put("alert", "1", clock())
    job = await outbox.take(["alert"], clock(), LEASE)
    assert job is not None
    await outbox.put("alert", "1", clock())
    await outbox.finish(job)
    again = await outbox.take(["alert"], clock(), LEASE)
    assert again is not None
    await outbox.finish(again)
    assert await outbox.take(["alert"], clock(), LEASE) is None


async def test_a_lease_keeps_others_away_until_it_ends(database: Database, clock: Clock) -> None:
    outbox = SqlOutbox(database)
    await outbox.put("alert", "1", clock())
    assert await outbox.take(["alert"], clock(), LEASE) is not None
    assert await outbox.take(["alert"], clock(), LEASE) is None
    clock.forward(minutes=2)
    job = await outbox.take(["alert"], clock(), LEASE)
    assert job is not None
    assert job.attempts == 2


async def test_a_renewed_lease_holds_longer_but_a_finished_job_is_not_held_again(
    database: Database, clock: Clock
) -> None:
    outbox = SqlOutbox(database)
    await outbox.put("x", "1", clock())
    job = await outbox.take(["x"], clock(), timedelta(seconds=15))
    assert job is not None
    await outbox.renew(job, clock() + timedelta(seconds=40))
    clock.forward(seconds=30)
    assert await outbox.take(["x"], clock(), timedelta(seconds=15)) is None
    await outbox.retry(job, clock(), "later")
    await outbox.renew(job, clock() + timedelta(seconds=40))
    assert await outbox.take(["x"], clock(), timedelta(seconds=15)) is not None


async def test_many_workers_take_every_job_exactly_once(database: Database, clock: Clock) -> None:
    outbox = SqlOutbox(database)
    for number in range(30):
        await outbox.put("alert", str(number), clock())
    taken: list[str] = []

    async def work() -> None:
        while (job := await outbox.take(["alert"], clock(), LEASE)) is not None:
            taken.append(job.subject)
            await outbox.finish(job)

    await asyncio.gather(*(work() for _ in range(5)))
    assert sorted(taken) == sorted(str(number) for number in range(30))


async def test_the_job_due_longest_comes_first(database: Database, clock: Clock) -> None:
    outbox = SqlOutbox(database)
    await outbox.put("alert", "late", clock() + timedelta(seconds=5))
    await outbox.put("alert", "early", clock())
    job = await outbox.take(["alert"], clock() + timedelta(minutes=1), LEASE)
    assert job is not None
    assert job.subject == "early"


async def test_a_dead_job_comes_back_when_asked_for_anew(database: Database, clock: Clock) -> None:
    outbox = SqlOutbox(database)
    await outbox.put("alert", "1", clock())
    job = await outbox.take(["alert"], clock(), LEASE)
    assert job is not None
    await outbox.bury(job, "reason")
    assert await outbox.take(["alert"], clock() + timedelta(hours=1), LEASE) is None
    await outbox.put("alert", "1", clock())
    assert await outbox.take(["alert"], clock(), LEASE) is not None


async def test_a_payload_stays_until_there_is_a_new_one(database: Database, clock: Clock) -> None:
    outbox = SqlOutbox(database)
    await outbox.put("alert", "1", clock(), {"wanted": True})
    await outbox.put("alert", "1", clock())
    job = await outbox.take(["alert"], clock(), LEASE)
    assert job is not None
    assert job.payload == {"wanted": True}


async def test_a_job_put_off_is_due_when_it_was_asked_for_again(database: Database, clock: Clock) -> None:
    outbox = SqlOutbox(database)
    await outbox.put("alert", "1", clock())
    job = await outbox.take(["alert"], clock(), LEASE)
    assert job is not None
    await outbox.put("alert", "1", clock())
    await outbox.postpone(job, clock() + timedelta(hours=1))
    assert await outbox.take(["alert"], clock(), LEASE) is not None
