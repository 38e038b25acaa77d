"""Actions are carried out at their platform and recorded, on both databases."""

from __future__ import annotations

import pytest

from bot.acting import Acting, job_kind
from bot.cases import CaseId, CaseView
from bot.roster import Person
from bot.screening import Screening
from bot.storage.cases import SqlCaseStore
from bot.storage.comments import SqlCommentStore
from bot.storage.database import Database
from bot.storage.echoes import SqlEchoStore
from bot.storage.outbox import SqlOutbox
from bot.worker import OutboxWorker, TryLater
from moderation.engine import Moderator
from moderation.review import Measure
from tests.builders import comment
from tests.conftest import Clock

ONE = CaseId(1)


class FakePlatform:
    """Does what it is told to, or says why not."""

    def __init__(self) -> None:
        self.acted: list[tuple[str, str]] = []
        self.outcomes: list[str | Exception | None] = []

    async def act(self, case: CaseView, kind: str) -> str | None:
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if isinstance(outcome, Exception):
            raise outcome
        self.acted.append((case.external_id, kind))
        return outcome


class Desk:
    """A case at Instagram, and a worker for either platform."""

    def __init__(self, database: Database, moderator: Moderator, clock: Clock) -> None:
        self.cases, self.clock, self.changes = SqlCaseStore(database), clock, 0
        self.screening = Screening(SqlCommentStore(database), SqlEchoStore(database), moderator, clock)
        self.platforms = {"telegram": FakePlatform(), "instagram": FakePlatform()}
        self.workers = [
            OutboxWorker(
                SqlOutbox(database),
                {job_kind(source): Acting(platform, self.cases, clock, self.change).carry_out},
                clock,
            )
            for source, platform in self.platforms.items()
        ]

    def change(self) -> None:
        self.changes += 1

    async def decide(self, source: str, measure: Measure) -> None:
        await self.screening.take_in(comment(source=source))
        await self.screening.judge_waiting()
        await self.cases.decide(ONE, 1, measure, "–", Person(11, "Rita"), self.clock())

    async def work(self) -> None:
        for worker in self.workers:
            while await worker.work_once():
                pass

    async def states(self) -> list[tuple[str, str, str | None]]:
        case = await self.cases.view(ONE)
        assert case is not None
        return [(action.kind, action.state, action.error) for action in case.actions]


@pytest.fixture
def desk(database: Database, moderator: Moderator, clock: Clock) -> Desk:
    return Desk(database, moderator, clock)


@pytest.mark.parametrize(("source", "other"), [("telegram", "instagram"), ("instagram", "telegram")])
async def test_an_action_goes_to_the_platform_of_its_comment(desk: Desk, source: str, other: str) -> None:
    await desk.decide(source, "delete")
    await desk.work()
    assert desk.platforms[source].acted == [("7", "delete")]
    assert desk.platforms[other].acted == []
    assert await desk.states() == [("delete", "done", None)]
    assert desk.changes == 1


async def test_what_never_will_be_is_recorded_with_its_reason(desk: Desk) -> None:
    desk.platforms["instagram"].outcomes = ["action.error.instagram_token"]
    await desk.decide("instagram", "hide")
    await desk.work()
    assert await desk.states() == [("hide", "impossible", "action.error.instagram_token")]


async def test_what_cannot_be_done_now_stays_wanted_and_is_done_later(desk: Desk) -> None:
    desk.platforms["instagram"].outcomes = [TryLater("limit", 60)]
    await desk.decide("instagram", "hide")
    await desk.work()
    assert await desk.states() == [("hide", "wanted", None)]
    desk.clock.forward(seconds=61)
    await desk.work()
    assert await desk.states() == [("hide", "done", None)]


async def test_blocking_at_instagram_carries_out_the_deletion_only(desk: Desk) -> None:
    await desk.decide("instagram", "block")
    await desk.work()
    assert desk.platforms["instagram"].acted == [("7", "delete")]
