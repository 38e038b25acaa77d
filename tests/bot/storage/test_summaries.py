"""The summary of a storm on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alerting import LATELY, WANTED
from bot.cases import CaseId
from bot.overview import LISTED
from bot.screening import Screening
from bot.storage.cases import SqlCaseStore
from bot.storage.comments import SqlCommentStore
from bot.storage.database import Database
from bot.storage.echoes import SqlEchoStore
from bot.storage.outbox import SqlOutbox
from bot.storage.overview import SqlOverview
from bot.storage.summaries import KIND, SqlSummaries
from bot.summary import DRAWN_EVERY, Standing
from moderation.engine import Moderator
from moderation.models import Severity
from tests.builders import comment
from tests.conftest import Clock

CHAT = -100500
LEASE = timedelta(seconds=15)


class Storm:
    """The stores of one program."""

    def __init__(self, database: Database, moderator: Moderator, clock: Clock) -> None:
        self.clock = clock
        self.outbox, self.cases, self.summaries = SqlOutbox(database), SqlCaseStore(database), SqlSummaries(database)
        self.overview = SqlOverview(database)
        self.screening = Screening(SqlCommentStore(database), SqlEchoStore(database), moderator, clock)

    async def comes(self, *texts: str) -> None:
        for number, text in enumerate(texts, start=1):
            await self.screening.take_in(comment(external_id=str(number), text=f"{text} ({number})"))
        while await self.screening.judge_waiting():
            pass

    async def due(self, kind: str = "alert") -> list[str]:
        found = []
        while (job := await self.outbox.take([kind], self.clock(), LEASE)) is not None:
            found.append(job.subject)
        return found

    async def drawn(self, **changes: object) -> Standing:
        """The summary is drawn for the first time."""
        await self.summaries.set_aside(CHAT, Severity.MEDIUM, self.clock())
        job = await self.outbox.take([KIND], self.clock(), LEASE)
        assert job is not None
        shown = replace(Standing(5, 0, self.clock(), "abc", is_over=False), **changes)  # type: ignore[arg-type]
        await self.summaries.keep(CHAT, shown, job.generation, self.clock() + timedelta(seconds=30))
        await self.outbox.finish(job)
        return shown


@pytest.fixture
def storm(database: Database, moderator: Moderator, clock: Clock) -> Storm:
    return Storm(database, moderator, clock)


async def test_the_gravest_alert_comes_first(storm: Storm) -> None:
    await storm.comes("Ihr Vollidioten!", "Sieg Heil!", "Du Arschloch!", "Ich stech dich ab!")
    assert await storm.due() == ["4", "2", "1", "3"]


async def test_a_case_with_a_message_is_in_no_crowd_and_in_no_summary(storm: Storm) -> None:
    await storm.comes("Ihr Vollidioten!", "Sieg Heil!", "Ihr Wichser!")
    crowd = await storm.summaries.crowd(storm.clock())
    assert (crowd.total, crowd.grave) == (3, 1)
    await storm.cases.remember_alert(CaseId(2), CHAT, 7)
    crowd = await storm.summaries.crowd(storm.clock())
    assert (crowd.total, crowd.grave) == (2, 0)
    found = await storm.summaries.summary(0, storm.clock())
    assert [case.id for case in found.cases.shown] == [1, 3]
    assert found.severities == {Severity.MEDIUM: 2}
    assert found.rules == {"Beleidigung": 2}


async def test_a_case_set_aside_counts_for_a_while_and_one_that_waits_as_long_as_it_does(storm: Storm) -> None:
    await storm.comes("Ihr Vollidioten!", "Sieg Heil!")
    assert await storm.summaries.set_aside(CHAT, Severity.MEDIUM, storm.clock()) == 1
    assert await storm.due() == ["2"]
    assert (await storm.summaries.crowd(storm.clock())).total == 2
    storm.clock.forward(seconds=LATELY.total_seconds() + 1)
    assert (await storm.summaries.crowd(storm.clock())).total == 1


async def test_what_a_person_asked_for_and_what_is_being_done_is_not_set_aside(storm: Storm) -> None:
    await storm.comes("Ihr Vollidioten!", "Ihr Wichser!", "Du Arschloch!")
    assert (await storm.outbox.take(["alert"], storm.clock(), LEASE)) is not None
    assert await storm.overview.show_again(CaseId(3), storm.clock())
    assert await storm.summaries.set_aside(CHAT, Severity.CRITICAL, storm.clock()) == 1
    job = await storm.outbox.take(["alert"], storm.clock(), LEASE)
    assert job is not None
    assert (job.subject, job.payload) == ("3", WANTED)


async def test_pages_follow_each_other_and_end(storm: Storm) -> None:
    await storm.comes(*["Ihr Vollidioten!"] * (LISTED + 3))
    pages = [(await storm.summaries.summary(page, storm.clock())).cases for page in (0, 1, 99)]
    assert [page.page for page in pages] == [0, 1, 1]
    assert [case.id for page in pages[:2] for case in page.shown] == list(range(1, LISTED + 4))
    listed = await storm.overview.open_cases(1)
    assert [case.id for case in listed.shown] == [case.id for case in pages[1].shown]


async def test_a_summary_is_remembered_until_it_is_finished(storm: Storm) -> None:
    await storm.comes("Ihr Vollidioten!")
    assert await storm.summaries.standing(CHAT) is None
    shown = await storm.drawn()
    assert await storm.summaries.standing(CHAT) == shown
    assert await storm.due(KIND) == []
    storm.clock.forward(seconds=30)
    job = await storm.outbox.take([KIND], storm.clock(), LEASE)
    assert job is not None
    await storm.outbox.finish(job)
    assert await storm.summaries.standing(CHAT) is None


async def test_a_summary_is_not_drawn_again_too_soon(storm: Storm) -> None:
    await storm.comes("Ihr Vollidioten!")
    await storm.drawn()
    await storm.summaries.ask(CHAT, storm.clock())
    storm.clock.forward(seconds=DRAWN_EVERY.total_seconds() - 1)
    assert await storm.due(KIND) == []
    storm.clock.forward(seconds=1)
    assert await storm.due(KIND) == [str(CHAT)]


async def test_where_no_summary_stands_none_is_asked_for(storm: Storm) -> None:
    await storm.summaries.ask(CHAT, storm.clock())
    assert await storm.due(KIND) == []


async def test_what_changes_while_a_summary_is_drawn_is_drawn_soon_and_the_page_turned_meanwhile_stays(
    storm: Storm,
) -> None:
    await storm.comes("Ihr Vollidioten!")
    shown = await storm.drawn()
    storm.clock.forward(seconds=30)
    job = await storm.outbox.take([KIND], storm.clock(), LEASE)
    assert job is not None
    await storm.summaries.turn(CHAT, shown.message_id, 3)
    await storm.summaries.turn(CHAT, 999, 8)  # a message of an earlier storm
    await storm.summaries.ask(CHAT, storm.clock())
    again = replace(shown, drawn_at=storm.clock())
    await storm.summaries.keep(CHAT, again, job.generation, storm.clock() + timedelta(minutes=30))
    await storm.outbox.finish(job)
    assert await storm.summaries.standing(CHAT) == replace(again, page=3)
    storm.clock.forward(seconds=DRAWN_EVERY.total_seconds())
    assert await storm.due(KIND) == [str(CHAT)]


async def test_a_new_message_begins_with_its_own_page(storm: Storm) -> None:
    await storm.comes("Ihr Vollidioten!")
    shown = await storm.drawn()
    await storm.summaries.turn(CHAT, shown.message_id, 3)
    storm.clock.forward(seconds=DRAWN_EVERY.total_seconds())
    await storm.drawn(message_id=6)
    standing = await storm.summaries.standing(CHAT)
    assert standing is not None
    assert (standing.message_id, standing.page) == (6, 0)
