"""Editors: from a rude comment to a deleted one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram.error import NetworkError

from bot.answering import Answering
from bot.storage.database import Database
from bot.texts import Texts
from moderation.engine import Moderator
from tests.acceptance.telegram_world import EDITORS, EVA, GROUP, OTTO, RITA, World, world
from tests.conftest import Clock
from tests.fakes import BOT, Refusal

RUDE = "Ihr Vollidioten!"


@pytest.fixture
async def there(
    database: Database, answering: Answering, moderator: Moderator, texts: Texts, clock: Clock
) -> AsyncIterator[World]:
    async with world(database, answering, moderator, texts, clock) as made:
        made.telegram.members[GROUP] = {"status": "creator", "user": BOT, "is_anonymous": False}
        yield made


async def test_a_rude_comment_becomes_an_alert_and_a_press_deletes_it(there: World) -> None:
    message = await there.say(EVA, RUDE, GROUP)
    alert = there.sent(EDITORS)[0]
    assert "<u>Vollidioten</u>" in alert["text"]
    answer = await there.press(RITA, "c:1:1:delete")
    assert "Festgehalten: löschen" in answer["text"]
    assert there.telegram.made("deleteMessage") == [{"chat_id": GROUP, "message_id": message["message_id"]}]
    assert "Entschieden: löschen – Rita" in there.last_alert()
    assert "✓ Kommentar gelöscht" in there.last_alert()


async def test_a_furious_critic_stays_untouched(there: World) -> None:
    await there.say(EVA, "Dieses Amt ist eine einzige Katastrophe, unfähig und überbezahlt!", GROUP)
    assert there.sent(EDITORS) == []
    assert await there.case(1) is None


async def test_without_a_decision_nothing_happens_to_a_comment(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    there.clock.forward(hours=40)
    await there.settle()
    assert not there.telegram.made("deleteMessage")
    assert not there.telegram.made("banChatMember")
    assert not there.telegram.made("restrictChatMember")


@pytest.mark.parametrize("verb", ["delete", "leave", "restrict", "block", "claim", "escalate", "ask_block", "back"])
async def test_a_press_by_someone_who_is_not_listed_does_nothing(there: World, verb: str) -> None:
    await there.say(EVA, RUDE, GROUP)
    answer = await there.press(EVA, f"c:1:1:{verb}")
    assert "Das dürfen nur" in answer["text"]
    case = await there.case(1)
    assert case.is_open
    assert case.claimed_by is None


async def test_a_press_from_another_chat_does_nothing(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    await there.press(RITA, "c:1:1:delete", chat=GROUP)
    assert (await there.case(1)).is_open


async def test_the_second_press_is_told_who_decided(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    await there.press(RITA, "c:1:1:leave")
    answer = await there.press(OTTO, "c:1:1:delete")
    assert "Schon entschieden: in Ordnung – Rita" in answer["text"]
    assert not there.telegram.made("deleteMessage")


async def test_muting_deletes_the_comment_and_restricts_for_a_week(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    await there.press(RITA, "c:1:1:restrict")
    assert len(there.telegram.made("deleteMessage")) == 1
    restricted = there.telegram.made("restrictChatMember")[0]
    assert restricted["user_id"] == EVA
    assert int(restricted["until_date"]) - int(there.clock().timestamp()) == 7 * 24 * 3600
    assert not any(restricted["permissions"].values())


async def test_a_ban_is_asked_for_twice(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    await there.press(RITA, "c:1:1:ask_block")
    assert "Wirklich" in there.last_alert()
    assert not there.telegram.made("banChatMember")
    assert (await there.case(1)).is_open
    await there.press(RITA, "c:1:1:back")
    assert "Wirklich" not in there.last_alert()
    await there.press(RITA, "c:1:1:block")
    assert there.telegram.made("banChatMember")[0]["user_id"] == EVA


async def test_a_channel_that_writes_is_banned_as_a_channel(there: World) -> None:
    sender = {"id": -100777, "type": "channel", "title": "Krawall"}
    await there.say(EVA, RUDE, GROUP, sender_chat=sender)
    assert "Krawall" in there.sent(EDITORS)[0]["text"]
    await there.press(RITA, "c:1:1:block")
    assert there.telegram.made("banChatSenderChat") == [{"chat_id": GROUP, "sender_chat_id": -100777}]


async def test_an_edit_is_screened_and_shown_in_the_same_alert(there: World) -> None:
    message = await there.say(EVA, "Schön!", GROUP)
    assert there.sent(EDITORS) == []
    await there.edit(message, RUDE)
    await there.edit(message, "Ihr Wichser!")
    assert len(there.sent(EDITORS)) == 1
    assert "Wichser" in there.last_alert()
    assert "inzwischen bearbeitet" in (await there.press(RITA, "c:1:1:delete"))["text"]
    await there.press(RITA, "c:1:2:delete")
    assert len(there.telegram.made("deleteMessage")) == 1


async def test_captions_are_comments_too(there: World) -> None:
    message = there.message(EVA, "x", GROUP, caption=RUDE)
    del message["text"]
    await there._deliver({"message": message})
    assert len(there.sent(EDITORS)) == 1


async def test_comments_under_a_post_are_screened_but_the_post_itself_is_not(there: World) -> None:
    channel = {"id": -100900, "type": "channel", "title": "Kreis"}
    await there.say(EVA, RUDE, GROUP, is_automatic_forward=True, sender_chat=channel)
    assert there.sent(EDITORS) == []
    await there.say(EVA, RUDE, GROUP, message_thread_id=5, reply_to_message=there.message(RITA, "Post", GROUP))
    assert len(there.sent(EDITORS)) == 1


async def test_the_editors_own_chat_is_not_screened(there: World) -> None:
    await there.say(RITA, RUDE, EDITORS)
    assert there.sent(EDITORS) == []


async def test_what_telegram_cannot_do_now_is_done_later(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    there.telegram.refuse(
        "deleteMessage",
        Refusal(429, "Too Many Requests", {"retry_after": 30}),
        NetworkError("away"),
        Refusal(500, "Internal"),
    )
    await there.press(RITA, "c:1:1:delete")
    assert "Löschen läuft" in there.last_alert()
    for _ in range(3):
        there.clock.forward(seconds=40)
        await there.settle()
    assert len(there.telegram.made("deleteMessage")) == 1
    assert "✓ Kommentar gelöscht" in there.last_alert()


@pytest.mark.parametrize(
    ("description", "part"),
    [
        ("Bad Request: message can't be deleted for everyone", "älter als 48 Stunden"),
        ("Bad Request: not enough rights to delete a message", "fehlt dafür das Recht"),
        ("Bad Request: something new", "von Hand"),
    ],
)
async def test_what_telegram_refuses_for_good_is_told_in_the_alert(there: World, description: str, part: str) -> None:
    await there.say(EVA, RUDE, GROUP)
    there.telegram.refuse("deleteMessage", Refusal(400, description))
    await there.press(RITA, "c:1:1:delete")
    assert part in there.last_alert()


async def test_a_comment_its_author_deleted_counts_as_deleted(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    there.telegram.refuse("deleteMessage", Refusal(400, "Bad Request: message to delete not found"))
    await there.press(RITA, "c:1:1:delete")
    assert "✓ Kommentar gelöscht" in there.last_alert()


async def test_an_alert_someone_deleted_is_sent_again(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    there.telegram.refuse("editMessageText", Refusal(400, "Bad Request: message to edit not found"))
    await there.press(RITA, "c:1:1:claim")
    assert len(there.sent(EDITORS)) == 2
    assert "Übernommen von Rita" in there.last_alert()


async def test_editors_learn_which_right_is_missing(there: World) -> None:
    there.telegram.members[GROUP] = {"status": "member", "user": BOT}
    await there.say(EVA, "Hallo zusammen", GROUP)
    assert "„Diskussion“ fehlt dem Bot" in there.sent(EDITORS)[0]["text"]
    await there.say(EVA, "Hallo nochmal", GROUP)
    assert len(there.sent(EDITORS)) == 1


async def test_a_crash_between_storing_and_judging_loses_no_comment(there: World) -> None:
    message = there.message(EVA, RUDE, GROUP)
    await there.dispatcher.take_in([{"update_id": 5000, "message": message}])
    await there.dispatcher.drain()
    # The program dies here: what it knew only in memory is gone, the stored comment is not.
    assert there.sent(EDITORS) == []
    await there.settle()
    assert len(there.sent(EDITORS)) == 1


async def test_open_cases_are_listed_and_one_comes_again(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    there.clock.forward(hours=3)
    await there.say(RITA, "/faelle", EDITORS)
    listed = there.sent(EDITORS)[-1]["text"]
    assert "Offene Fälle: 1 von 1" in listed
    assert "Fall 1 · Beleidigung · „Diskussion“ · seit 3 Stunden" in listed
    before = len(there.sent(EDITORS))
    await there.say(RITA, "/fall 1", EDITORS)
    again = there.sent(EDITORS)[before]
    assert "Fall 1" in again["text"]
    assert again["reply_markup"]


async def test_statistics_count_flags_and_decisions(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    await there.say(EVA, "Danke für den schönen Radweg!", GROUP)
    there.clock.forward(minutes=30)
    await there.press(RITA, "c:1:1:delete")
    await there.say(OTTO, "/statistik", EDITORS)
    told = there.sent(EDITORS)[-1]["text"]
    assert "2 Kommentare durchgesehen, 1 gemeldet" in told
    assert "Entschieden: 1 (löschen 1)" in told
    assert "30 Minuten" in told


@pytest.mark.parametrize("text", ["/fall", "/fall abc", "/fall 99999999999999999999"])
async def test_a_case_that_cannot_be_meant_is_asked_for(there: World, text: str) -> None:
    await there.say(RITA, text, EDITORS)
    assert "zum Beispiel: /fall 12" in there.sent(EDITORS)[-1]["text"]


async def test_a_case_that_is_not_there_is_told(there: World) -> None:
    await there.say(RITA, "/fall 77", EDITORS)
    assert "gibt es nicht mehr" in there.sent(EDITORS)[-1]["text"]


@pytest.mark.parametrize("text", ["/faelle", "/fall 1", "/statistik"])
async def test_others_learn_nothing_about_cases(there: World, text: str) -> None:
    await there.say(EVA, text)
    assert "Redakteurinnen und Redakteure" in there.sent(EVA)[-1]["text"]


async def test_in_a_watched_group_a_desk_command_is_a_comment(there: World) -> None:
    await there.say(EVA, "/faelle ihr Vollidioten", GROUP)
    assert there.sent(GROUP) == []
    assert await there.case(1) is not None
