"""Editors, lead editors and authors: two people for a ban, objections, notices."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from bot.answering import Answering
from bot.storage.database import Database
from bot.texts import Texts
from moderation.engine import Moderator
from tests.acceptance.telegram_world import ADA, EDITORS, EVA, GROUP, OTTO, RITA, World, world
from tests.conftest import Clock
from tests.fakes import BOT

RUDE = "Ihr Vollidioten!"


@pytest.fixture(params=[False])
async def there(
    request: pytest.FixtureRequest,
    database: Database,
    answering: Answering,
    moderator: Moderator,
    texts: Texts,
    clock: Clock,
) -> AsyncIterator[World]:
    async with world(database, answering, moderator, texts, clock, second_person=request.param) as made:
        made.telegram.members[GROUP] = {"status": "creator", "user": BOT, "is_anonymous": False}
        yield made


by_two = pytest.mark.parametrize("there", [True], indirect=True)


@by_two
async def test_where_two_people_are_wanted_the_first_press_only_proposes_a_ban(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    answer = await there.press(RITA, "c:1:1:ask_block")
    assert "Vorgeschlagen: löschen und sperren" in answer["text"]
    assert "Vorgeschlagen: löschen und sperren – Rita" in there.last_alert()
    assert not there.telegram.made("banChatMember")
    buttons = there.last_buttons()
    assert buttons["Bestätigen (zweite Person)"] == "c:1:1:confirm"
    assert "Sperren" not in buttons
    same = await there.press(RITA, buttons["Bestätigen (zweite Person)"])
    assert "Das muss eine andere Person tun" in same["text"]
    assert not there.telegram.made("banChatMember")
    await there.press(OTTO, buttons["Bestätigen (zweite Person)"])
    assert len(there.telegram.made("banChatMember")) == 1
    assert "Entschieden: löschen und sperren – Otto" in there.last_alert()
    assert "Vorgeschlagen von Rita" in there.last_alert()


@by_two
@pytest.mark.parametrize("verb", ["ask_block", "block"])
async def test_no_forged_press_gets_around_the_second_person(there: World, verb: str) -> None:
    await there.say(EVA, RUDE, GROUP)
    await there.press(RITA, f"c:1:1:{verb}")
    await there.press(RITA, f"c:1:1:{verb}")
    await there.press(RITA, "c:1:1:confirm")
    await there.press(EVA, "c:1:1:confirm")
    assert not there.telegram.made("banChatMember")
    assert (await there.case(1)).is_open


@by_two
async def test_other_measures_need_one_person_only(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    await there.press(RITA, "c:1:1:delete")
    assert len(there.telegram.made("deleteMessage")) == 1


@pytest.mark.parametrize(
    ("measure", "undone"), [("restrict", "restrictChatMember"), ("block", "unbanChatMember"), ("delete", None)]
)
async def test_an_objection_that_is_right_undoes_what_can_be_undone(
    there: World, measure: str, undone: str | None
) -> None:
    await there.say(EVA, RUDE, GROUP)
    await there.press(RITA, f"c:1:1:{measure}")
    await there.say(OTTO, "/widerspruch 1 Das war ein Zitat <b>", EDITORS)
    assert there.sent(EDITORS)[-1]["text"] == "Der Widerspruch ist eingetragen."
    alert = there.last_alert()
    assert "Grund: Das war ein Zitat &lt;b&gt;" in alert
    assert {"Entscheidung bleibt", "Entscheidung aufheben"} <= set(there.last_buttons())
    answer = await there.press(OTTO, there.last_buttons()["Entscheidung aufheben"])
    assert "aufgehoben" in answer["text"]
    assert "Die Entscheidung ist aufgehoben – Otto" in there.last_alert()
    assert "das lässt sich nicht rückgängig machen" in there.last_alert()
    assert "Entscheidung aufheben" not in there.last_buttons()
    if undone is not None:
        call = there.telegram.made(undone)[-1]
        assert (call["chat_id"], call["user_id"]) == (GROUP, EVA)
    if measure == "restrict":
        assert all(call["permissions"].values())
        assert "✓ Stummschaltung aufgehoben" in there.last_alert()
    if measure == "block":
        assert call["only_if_banned"] is True
        assert "✓ Sperre aufgehoben" in there.last_alert()


async def test_a_channel_that_was_banned_is_let_in_again(there: World) -> None:
    sender = {"id": -100777, "type": "channel", "title": "Krawall"}
    await there.say(EVA, RUDE, GROUP, sender_chat=sender)
    await there.press(RITA, "c:1:1:block")
    await there.say(OTTO, "/widerspruch 1", EDITORS)
    await there.press(OTTO, "o:1:overturn")
    assert there.telegram.made("unbanChatSenderChat") == [{"chat_id": GROUP, "sender_chat_id": -100777}]


async def test_an_objection_may_be_turned_down_and_nothing_is_undone(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    await there.press(RITA, "c:1:1:block")
    await there.say(OTTO, "/widerspruch Fall #1", OTTO)
    await there.press(ADA, "o:1:uphold")
    assert "Die Entscheidung bleibt – Ada" in there.last_alert()
    assert not there.telegram.made("unbanChatMember")
    assert "schon entschieden" in (await there.press(OTTO, "o:1:overturn"))["text"]
    assert not there.telegram.made("unbanChatMember")


async def test_whoever_decided_does_not_answer_the_objection(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    await there.press(OTTO, "c:1:1:block")
    await there.say(OTTO, "/widerspruch 1", EDITORS)
    with capture_logs() as logs:
        answer = await there.press(OTTO, "o:1:overturn")
    assert "Das muss eine andere Person tun" in answer["text"]
    refused = [entry for entry in logs if entry["event"] == "refused"]
    assert [(e["person"], e["act"], e["reason"]) for e in refused] == [(OTTO, "answer_objection", "same_person")]
    assert (await there.case(1)).objection.outcome is None


async def test_objections_are_for_leads_and_admins(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    await there.press(OTTO, "c:1:1:block")
    await there.say(RITA, "/widerspruch 1", EDITORS)
    assert "nur die Leitung" in there.sent(EDITORS)[-1]["text"]
    await there.say(EVA, "/widerspruch 1", EVA)
    assert "nur die Leitung" in there.sent(EVA)[-1]["text"]
    assert (await there.case(1)).objection is None
    await there.say(ADA, "/widerspruch 1", EDITORS)
    for person, chat in ((RITA, EDITORS), (EVA, EDITORS), (ADA, GROUP)):
        await there.press(person, "o:1:overturn", chat=chat)
    assert (await there.case(1)).objection.outcome is None


@pytest.mark.parametrize("command", ["/widerspruch", "/widerspruch abc", "/widerspruch 1234567890123456"])
async def test_an_objection_needs_the_number_of_a_case(there: World, command: str) -> None:
    await there.say(OTTO, command, EDITORS)
    assert "Nummer des Falls" in there.sent(EDITORS)[-1]["text"]


async def test_an_objection_to_nothing_is_explained(there: World) -> None:
    await there.say(OTTO, "/widerspruch 7", EDITORS)
    assert "gibt es nicht mehr" in there.sent(EDITORS)[-1]["text"]
    await there.say(EVA, RUDE, GROUP)
    await there.say(OTTO, "/widerspruch 1", EDITORS)
    assert "noch nichts entschieden" in there.sent(EDITORS)[-1]["text"]
    await there.press(RITA, "c:1:1:leave")
    await there.say(OTTO, "/widerspruch 1", EDITORS)
    assert "ist nichts geschehen" in there.sent(EDITORS)[-1]["text"]


async def test_in_a_watched_group_the_command_is_a_comment(there: World) -> None:
    await there.say(EVA, f"/widerspruch 1 {RUDE}", GROUP)
    assert there.sent(GROUP) == []
    assert await there.case(1) is not None


async def test_the_notice_for_the_author_is_shown_to_copy_and_recorded_but_not_sent(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    await there.press(RITA, "c:1:1:delete")
    await there.press(RITA, there.last_buttons()["Hinweis senden"])
    given = next(call["text"] for call in there.sent(EDITORS) if "zum Kopieren" in call["text"])
    for part in ("löschen", "Regel „Beleidigung“", "Bitte bleiben Sie sachlich", "widersprechen", "Nummer 1"):
        assert part in given
    assert "noch eine Vorlage" in given
    assert RUDE not in given
    assert "Hinweis für die Person ausgegeben an Rita" in there.last_alert()
    assert there.sent(GROUP) == []
    assert there.sent(EVA) == []


async def test_after_an_objection_the_notice_tells_the_outcome(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    await there.press(RITA, "c:1:1:delete")
    await there.say(OTTO, "/widerspruch 1", EDITORS)
    await there.press(OTTO, "o:1:overturn")
    await there.press(RITA, "c:1:1:notice")
    given = next(call["text"] for call in there.sent(EDITORS) if "zum Kopieren" in call["text"])
    assert "Die Entscheidung ist aufgehoben" in given
    assert "nicht wiederherstellen" in given


@pytest.mark.parametrize("person", [RITA, EVA])
async def test_there_is_no_notice_before_a_decision_and_none_for_others(there: World, person: int) -> None:
    await there.say(EVA, RUDE, GROUP)
    answer = await there.press(person, "c:1:1:notice")
    assert ("noch nichts entschieden" if person == RITA else "Das dürfen nur") in answer["text"]
    assert not any("zum Kopieren" in call["text"] for call in there.sent(EDITORS))


async def test_the_mildest_measure_is_proposed_and_a_graver_one_for_those_who_go_on(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    assert "Vorschlag: löschen; erste Maßnahme bei dieser Person" in there.last_alert()
    for number in range(1, 4):
        await there.press(RITA, f"c:{number}:1:delete")
        await there.say(EVA, f"{RUDE} {number}", GROUP)
    assert "Vorschlag: löschen und stummschalten; bisher bei dieser Person: 3 × löschen" in there.last_alert()


async def test_a_press_in_another_chat_is_logged(there: World) -> None:
    await there.say(EVA, RUDE, GROUP)
    with capture_logs() as logs:
        await there.press(RITA, "c:1:1:delete", chat=GROUP)
    refused = [entry for entry in logs if entry["event"] == "refused"]
    assert [(e["person"], e["act"], e["reason"]) for e in refused] == [(RITA, "delete", "other chat")]
