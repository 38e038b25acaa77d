"""A citizen on Telegram."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram.error import NetworkError

from bot.answering import Answering
from bot.storage.database import Database
from bot.texts import Texts
from moderation.engine import Moderator
from tests.acceptance.telegram_world import EVA, GROUP, World, world
from tests.conftest import Clock
from tests.fakes import Refusal

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # dialogues store next to nothing


@pytest.fixture
async def there(
    database: Database, answering: Answering, moderator: Moderator, texts: Texts, clock: Clock
) -> AsyncIterator[World]:
    async with world(database, answering, moderator, texts, clock) as made:
        yield made


async def test_the_command_menu_is_set(there: World) -> None:
    commands = there.telegram.made("setMyCommands")[0]["commands"]
    assert [command["command"] for command in commands] == [
        "start",
        "hilfe",
        "kontakt",
        "netiquette",
        "datenschutz",
        "sprache",
    ]


async def test_start_says_that_a_machine_answers_and_where_the_way_without_telegram_is(there: World) -> None:
    await there.say(EVA, "/start")
    sent = there.sent(EVA)[0]
    assert "Maschine" in sent["text"]
    assert "www.landkreis-goeppingen.de" in sent["text"]
    assert sent["reply_markup"]["inline_keyboard"]


async def test_a_deep_link_leads_to_an_entry(there: World) -> None:
    await there.say(EVA, "/start instagram-since")
    assert "Januar 2022" in there.sent(EVA)[0]["text"]


async def test_a_question_is_answered_with_its_source(there: World) -> None:
    await there.say(EVA, "Seit wann seid ihr auf Instagram?")
    assert len(there.sent(EVA)) == 1
    assert "Januar 2022" in there.sent(EVA)[0]["text"]
    assert "Kapitel 5" in there.sent(EVA)[0]["text"]


async def test_a_choice_is_answered_and_a_follow_up_understood(there: World) -> None:
    await there.say(EVA, "Wie erreiche ich den Datenschutzbeauftragten?")
    await there.say(EVA, "und per Telefon?")
    assert "202-1077" in there.sent(EVA)[-1]["text"]
    await there.press(EVA, "e:goals", EVA)
    assert "Personalgewinnung" in there.sent(EVA)[-1]["text"]


async def test_a_vote_is_counted_and_its_buttons_go(there: World) -> None:
    answer = await there.press(EVA, "r:1:goals", EVA)
    assert "Danke" in answer["text"]
    assert await there.counters.of("helpful") == {"goals": 1}
    assert there.telegram.made("editMessageReplyMarkup")


@pytest.mark.parametrize(
    "command", ["/hilfe", "/kontakt", "/netiquette", "/datenschutz", "/help", "/unbekannt", "/start@kreislotse_bot"]
)
async def test_every_command_is_answered(there: World, command: str) -> None:
    await there.say(EVA, command)
    assert len(there.sent(EVA)) == 1


@pytest.mark.parametrize("data", ["e:gibt-es-nicht", "quatsch", "r:1:gibt-es-nicht", "c:1:1:delete"])
async def test_stale_and_forged_buttons_are_answered_and_do_nothing(there: World, data: str) -> None:
    answer = await there.press(EVA, data, EVA)
    assert answer["text"]
    assert there.sent(EVA) == []


@pytest.mark.parametrize("text", ["😀😀", "\u200b", "ж" * 4000, "?" * 100])
async def test_strange_messages_are_answered(there: World, text: str) -> None:
    await there.say(EVA, text)
    assert len(there.sent(EVA)) == 1


async def test_a_picture_is_answered(there: World) -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    message = there.message(EVA, "x", photo=photo)
    del message["text"]
    await there._deliver({"message": message})
    assert "nur Text" in there.sent(EVA)[0]["text"]


async def test_an_update_delivered_twice_is_answered_once(there: World) -> None:
    message = there.message(EVA, "Hallo")
    number = await there._deliver({"message": message})
    await there._deliver({"message": message}, number)
    assert len(there.sent(EVA)) == 1


async def test_an_outage_delays_the_answer_and_keeps_the_order(there: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.dispatch._LONGEST_PAUSE", 0.01)
    there.telegram.refuse("sendMessage", NetworkError("away"), Refusal(502, "Bad Gateway"), NetworkError("away"))
    await there.dispatcher.take_in(
        [
            {"update_id": n, "message": there.message(EVA, text)}
            for n, text in ((901, "Was kostet Instagram?"), (902, "Danke"))
        ]
    )
    await there.settle()
    assert ["kostenlos" in sent["text"] for sent in there.sent(EVA)] == [True, False]


async def test_who_blocked_the_bot_holds_nobody_up(there: World) -> None:
    there.telegram.refuse("sendMessage", Refusal(403, "Forbidden: bot was blocked by the user"))
    await there.say(EVA, "Hallo")
    await there.say(EVA, "Hallo")
    assert len(there.sent(EVA)) == 1


async def test_an_unreadable_update_does_not_block_the_others(there: World) -> None:
    await there._deliver({"message": {"message_id": "x"}})
    await there.say(EVA, "Hallo")
    assert len(there.sent(EVA)) == 1


async def test_in_a_group_the_bot_answers_only_when_addressed(there: World) -> None:
    await there.say(EVA, "Seit wann seid ihr auf Instagram?", GROUP)
    assert there.sent(GROUP) == []
    await there.say(EVA, "@kreislotse_bot Seit wann seid ihr auf Instagram?", GROUP)
    assert "Januar 2022" in there.sent(GROUP)[0]["text"]


async def test_a_mistake_of_ours_is_told_with_its_number_and_never_with_a_trace(
    there: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("geheimes Detail")

    monkeypatch.setattr("bot.telegram.questions.render.reply", broken)
    await there.say(EVA, "Was kostet Instagram?")
    text = there.sent(EVA)[0]["text"]
    assert "Vorfall" in text
    assert "geheim" not in text


async def test_a_question_in_another_language_is_answered_in_it(there: World) -> None:
    await there.say(EVA, "Since when have you been on Instagram?")
    assert "January 2022" in there.sent(EVA)[-1]["text"]


async def test_a_chosen_language_holds_until_another_is_chosen(there: World) -> None:
    await there.say(EVA, "/sprache")
    assert "l:de-leicht" in str(there.sent(EVA)[-1]["reply_markup"])
    assert (await there.press(EVA, "l:de-leicht", chat=EVA))["text"] == "Leichte Sprache"
    await there.say(EVA, "Seit wann seid ihr auf Instagram?")
    assert "Das steht hier:" in there.sent(EVA)[-1]["text"]
    await there.press(EVA, "l:de", chat=EVA)
    await there.say(EVA, "Seit wann seid ihr auf Instagram?")
    assert "Quelle:" in there.sent(EVA)[-1]["text"]
    await there.press(EVA, "l:xx", chat=EVA)
    await there.say(EVA, "Seit wann seid ihr auf Instagram?")
    assert "Quelle:" in there.sent(EVA)[-1]["text"]
