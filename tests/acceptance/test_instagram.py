"""Instagram and the editors' chat together: from a notification to a hidden comment."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from pydantic import SecretStr

from bot.acting import Acting, job_kind
from bot.answering import Answering
from bot.config import Instagram
from bot.instagram.channel import InstagramChannel
from bot.storage.database import Database
from bot.storage.outbox import SqlOutbox
from bot.storage.sightings import SqlSightings
from bot.texts import Texts
from bot.worker import OutboxWorker
from moderation.engine import Moderator
from tests.acceptance.telegram_world import EDITORS, EVA, OTTO, RITA, World, world
from tests.bot.instagram.conftest import told
from tests.conftest import Clock
from tests.fakes import ACCOUNT, GRAPH_TOKEN, FakeInstagram, GraphRefusal

SETTINGS = Instagram(account_id=ACCOUNT["id"], access_token=SecretStr(GRAPH_TOKEN), app_secret=SecretStr("geheim"))
RUDE = "Ihr Vollidioten!"


@dataclass
class Desk:
    """The editors' chat and an Instagram account."""

    world: World
    instagram: FakeInstagram
    channel: InstagramChannel
    worker: OutboxWorker

    async def notify(self, number: str, text: str) -> None:
        """Someone comments, and Meta tells of it."""
        self.instagram.write(number, text)
        await self.channel.intake.receive(json.dumps(told({"id": number, "text": text})).encode())
        await self.settle()

    async def settle(self) -> None:
        while await self.worker.work_once():
            pass
        await self.world.settle()

    async def press(self, person: int, verb: str) -> str:
        answer = await self.world.press(person, f"c:1:1:{verb}")
        await self.settle()
        return str(answer["text"]) if "text" in answer else ""


@pytest.fixture
async def desk(
    database: Database, answering: Answering, moderator: Moderator, texts: Texts, clock: Clock
) -> AsyncIterator[Desk]:
    instagram, outbox = FakeInstagram(), SqlOutbox(database)
    async with world(database, answering, moderator, texts, clock) as there:
        sightings = SqlSightings(database, "instagram")
        take_in = there.screening.take_in
        channel = InstagramChannel(SETTINGS, outbox, sightings, take_in, clock, lambda: None, lambda: None, instagram)
        acting = Acting(channel.gateway, there.cases, clock, lambda: None)
        worker = OutboxWorker(outbox, {**channel.handlers, job_kind("instagram"): acting.carry_out}, clock)
        async with channel.client:
            yield Desk(there, instagram, channel, worker)


async def test_a_rude_comment_becomes_an_alert_and_a_press_hides_it(desk: Desk) -> None:
    await desk.notify("7", RUDE)
    alert = desk.world.sent(EDITORS)[0]
    assert "Instagram, „landkreis_test“, von max" in alert["text"]
    assert "https://www.instagram.com/p/C900/" in alert["text"]
    assert not desk.instagram.comments["7"]["hidden"]
    assert "Festgehalten: ausblenden" in await desk.press(RITA, "hide")
    assert desk.instagram.comments["7"]["hidden"]
    assert "Entschieden: ausblenden – Rita" in desk.world.last_alert()
    assert "✓ Kommentar ausgeblendet" in desk.world.last_alert()


async def test_a_fine_comment_and_furious_criticism_stay_untouched(desk: Desk) -> None:
    await desk.notify("7", "Schöner Radweg!")
    await desk.notify("8", "Dieses Amt ist eine einzige Katastrophe, unfähig und überbezahlt!")
    await desk.channel.polling.look()
    await desk.settle()
    assert desk.world.sent(EDITORS) == []
    assert await desk.world.counters.of("screened") == {"fine": 2}


async def test_a_notification_and_the_safety_net_together_make_one_alert(desk: Desk) -> None:
    await desk.notify("7", RUDE)
    await desk.notify("7", RUDE)
    await desk.channel.polling.look()
    await desk.settle()
    assert len(desk.world.sent(EDITORS)) == 1
    assert await desk.world.counters.of("screened") == {"flagged": 1}


@pytest.mark.parametrize("verb", ["hide", "delete", "block", "leave", "claim"])
async def test_who_is_not_listed_changes_nothing(desk: Desk, verb: str) -> None:
    await desk.notify("7", RUDE)
    assert "Das dürfen nur" in await desk.press(EVA, verb)
    assert (await desk.world.case(1)).is_open
    assert not desk.instagram.comments["7"]["hidden"]


async def test_measures_telegram_alone_knows_are_refused(desk: Desk) -> None:
    await desk.notify("7", RUDE)
    await desk.press(RITA, "restrict")
    assert (await desk.world.case(1)).is_open


async def test_blocking_is_guided_and_recorded_when_someone_did_it(desk: Desk) -> None:
    await desk.notify("7", RUDE)
    await desk.press(RITA, "ask_block")
    assert "„Blockieren“" in desk.world.last_alert()
    assert (await desk.world.case(1)).is_open
    await desk.press(RITA, "back")
    assert "„Blockieren“" not in desk.world.last_alert()
    await desk.press(OTTO, "block")
    assert desk.instagram.comments == {}
    assert "Entschieden: löschen und sperren – Otto" in desk.world.last_alert()
    assert "gesperrt, bestätigt von Otto" in desk.world.last_alert()


async def test_a_decision_that_is_lifted_shows_the_comment_again(desk: Desk) -> None:
    await desk.notify("7", RUDE)
    await desk.press(RITA, "hide")
    assert desk.instagram.comments["7"]["hidden"]
    await desk.world.say(OTTO, "/widerspruch 1 Das war ein Zitat.", EDITORS)
    await desk.world.press(OTTO, desk.world.last_buttons()["Entscheidung aufheben"])
    await desk.settle()
    assert not desk.instagram.comments["7"]["hidden"]
    assert "✓ Kommentar wieder sichtbar" in desk.world.last_alert()


async def test_a_block_that_is_lifted_is_undone_by_hand(desk: Desk) -> None:
    await desk.notify("7", RUDE)
    await desk.press(RITA, "block")
    await desk.world.say(OTTO, "/widerspruch 1", EDITORS)
    await desk.world.press(OTTO, desk.world.last_buttons()["Entscheidung aufheben"])
    await desk.settle()
    assert "bitte von Hand aufheben" in desk.world.last_alert()


async def test_what_meta_forbids_is_told_in_the_alert(desk: Desk) -> None:
    await desk.notify("7", RUDE)
    desk.instagram.refuse("DELETE /7", GraphRefusal(190))
    await desk.press(RITA, "delete")
    assert "Das Zugriffstoken muss erneuert werden" in desk.world.last_alert()


async def test_a_comment_its_author_deleted_counts_as_deleted(desk: Desk) -> None:
    await desk.notify("7", RUDE)
    del desk.instagram.comments["7"]
    await desk.press(RITA, "delete")
    assert "✓ Kommentar gelöscht" in desk.world.last_alert()
