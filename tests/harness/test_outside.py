"""The finished program, driven from outside by a strict Telegram on loopback: people who write and press, faults, kill -9.

Runs where ``HARNESS_DIR`` names the folder of the harness (``drive.py``); ``HARNESS_PYTHON`` is an interpreter that has its
requirements (default: this one). Elsewhere all of it is skipped.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

HARNESS = os.environ.get("HARNESS_DIR")
if HARNESS is None:
    pytest.skip("HARNESS_DIR names no harness", allow_module_level=True)
sys.path.insert(0, HARNESS)
drive: Any = pytest.importorskip("drive")

pytestmark = [pytest.mark.timeout(300), pytest.mark.filterwarnings("default")]

PROGRAM = str(Path(sys.executable).parent / "kreislotse")
CONFIG = {
    "data_dir": "${data_dir}",
    "web": {"port": "${web_port}"},
    "people": {"editors": ["${editor_id}"]},
    "telegram": {
        "token": "${telegram_token}",
        "base_url": "${telegram_base_url}",
        "base_file_url": "${telegram_base_file_url}",
        "editors_chat_id": "${editors_chat_id}",
        "limits": {"messages_per_second": 0, "per_group_per_minute": 0},
    },
}
QUESTIONS = (
    "Seit wann habt ihr Instagram?",
    "Wie lautet die Webseite des Landratsamts?",
    "Besteht eine Klarnamenpflicht?",
    "Welche Nachteile hat Social Media für das Landratsamt?",
)
RUDE = ("Du dummer Seggl", "Ihr Vollidioten vom Bauamt", "Halt die Fresse, du Arschloch", "So ein Halbdaggl, der Kerl")
FURIOUS = "Eine einzige Zumutung, dieses Amt! Geldmacherei, Trauerspiel, der Dezernent soll gehen!"


class World(NamedTuple):
    """The program at work, and who deals with it."""

    h: Any
    citizen: Any
    editor: Any
    group: Any
    channel: Any
    editors: Any

    def alerts(self, contains: str) -> list[Any]:
        return [message for message in self.editors.bot_messages() if contains in message.text]


def harness(config: dict[str, Any], intake: Any, *, instagram: bool = False) -> Any:
    """The emulators and the program, ready when it says so and takes updates in."""
    return drive.Harness(
        [PROGRAM, "run", "--config", "${config_path}"],
        config,
        ready=[intake, drive.Ready.http("http://127.0.0.1:${web_port}/readyz")],
        emulator_python=os.environ.get("HARNESS_PYTHON", sys.executable),
        instagram=instagram,
    )


@pytest.fixture
def world() -> Iterator[World]:
    with harness(CONFIG, drive.Ready.polling()) as h:
        citizen, editor = h.tg.citizen("Eva"), h.tg.citizen("Rita")
        group = h.tg.group("Diskussion", members=[citizen])
        channel = h.tg.channel("Landkreis", discussion=group, admins=[editor])
        editors = h.tg.group("Redaktion", members=[editor])
        h.start(editors_chat_id=editors.id, editor_id=editor.id)
        yield World(h, citizen, editor, group, channel, editors)


def test_a_citizen_talks_to_the_bot(world: World) -> None:
    hello = world.citizen.ask("/start")
    assert "Maschine" in hello.text
    assert hello.buttons
    answer = world.citizen.ask("Seit wann habt ihr Instagram?")
    assert "Januar 2022" in answer.text
    world.citizen.press(answer, text="Hilfreich").answer()
    # The press edits the message above; "contains" tells the answer from that.
    world.citizen.ask("Wie erreiche ich den Datenschutzbeauftragten?", contains="07161 202-1077")
    world.citizen.ask("und das Social-Media-Team?", contains="07161 202-1016")
    for command in ("/hilfe", "/kontakt", "/netiquette", "/datenschutz", "/quatsch"):
        assert world.citizen.ask(command).text
    for strange in ("😀😀😀", "\u200b\u200b", "x" * 4000):
        assert "07161 202-1016" in world.citizen.ask(strange).text
    assert world.citizen.press(answer, data="c:1:1:delete", force=True).answer()["text"]
    assert world.h.tg.post("commands")[0]["commands"]
    assert world.h.problems() == []


def test_an_editor_decides_and_only_then_it_happens(world: World) -> None:
    post = world.channel.publish(world.editor, "Der neue Radweg ist fertig.")
    since = world.h.tg.mark()
    critic = world.group.post(world.citizen, FURIOUS, reply_to=post)
    rude = world.group.post(world.citizen, RUDE[0], reply_to=post)
    alert = world.editors.wait_bot_message(since, contains=RUDE[0])
    assert any("Löschen" in text for text in alert.button_texts)
    assert not world.group.is_deleted(rude)

    world.editors.join(world.citizen)
    assert "eingetragenen" in world.citizen.press(alert, text="Löschen").answer()["text"]
    assert not world.group.is_deleted(rude)

    world.editor.press(alert, text="Löschen").answer()
    world.group.wait_deleted(rude)
    world.editors.wait_bot_message(since, contains="Entschieden: löschen – Rita")
    assert not world.group.is_deleted(critic)
    assert not world.group.is_deleted(post)
    assert world.alerts("Zumutung") == []

    since = world.h.tg.mark()
    world.group.post(world.citizen, RUDE[2])
    alert = world.editors.wait_bot_message(since, contains=RUDE[2])
    world.editor.press(alert, text="Sperren").answer()
    confirmation = world.editors.wait_bot_message(since, contains="Wirklich")
    world.editor.press(confirmation, text="Bestätigen").answer()
    world.group.wait_status(world.citizen, "kicked")
    assert world.h.problems() == []


def test_an_edit_makes_a_fine_comment_a_case(world: World) -> None:
    since = world.h.tg.mark()
    comment = world.group.post(world.citizen, "Schöner Radweg!")
    world.citizen.edit(comment, RUDE[1])
    alert = world.editors.wait_bot_message(since, contains=RUDE[1])
    world.editor.press(alert, text="In Ordnung").answer()
    world.editors.wait_bot_message(since, contains="Entschieden: in Ordnung")
    assert not world.group.is_deleted(comment)
    assert world.h.problems() == []


@pytest.mark.parametrize("kind", ["429", "500", "502", "drop", "garbage", "hang"])
def test_a_fault_costs_neither_answer_nor_deletion(world: World, kind: str) -> None:
    world.h.tg.fault(kind, "sendMessage", times=3)
    assert "Januar 2022" in world.citizen.ask(QUESTIONS[0], timeout=40).text
    since = world.h.tg.mark()
    rude = world.group.post(world.citizen, RUDE[0])
    world.h.tg.fault(kind, "deleteMessage", times=2)
    alert = world.editors.wait_bot_message(since, contains=RUDE[0], timeout=40)
    world.editor.press(alert, text="Löschen")
    world.group.wait_deleted(rude, timeout=40)
    assert len(world.alerts(RUDE[0])) == 1


def test_an_update_that_comes_twice_is_handled_once(world: World) -> None:
    assert world.citizen.ask(QUESTIONS[0]).text
    world.h.tg.post("duplicate", last=1)
    time.sleep(1.5)
    assert len(world.citizen.replies()) == 1


def test_an_outage_is_survived(world: World) -> None:
    world.h.tg.fault("drop", "*", times=0)
    since = world.h.tg.mark()
    world.citizen.say(QUESTIONS[0])
    time.sleep(6)
    world.h.tg.no_faults()
    assert "Januar 2022" in world.citizen.wait_reply(since, timeout=60).text


def test_kill_9_loses_no_question_and_doubles_none(world: World) -> None:
    world.h.tg.fault("delay", "sendMessage", times=0, seconds=0.05)
    texts = [f"{QUESTIONS[number % len(QUESTIONS)]} ({number})" for number in range(200)]
    result = drive.crash_test(world.h, texts, kills=3, timeout=120)
    print(result)
    assert result.ok, str(result)
    assert len(result.ambiguous) <= 8 * 3


def test_kill_9_loses_no_comment_and_doubles_no_alert(world: World) -> None:
    texts = [f"{RUDE[number % len(RUDE)]} Nummer {number:02d}!" for number in range(60)]
    comments = []
    for number, text in enumerate(texts):
        comments.append(world.group.post(world.citizen, text))
        if number in (15, 30, 45):
            world.h.restart()
    drive.eventually(lambda: all(world.alerts(text) for text in texts), 90, "an alert a comment", 0.2)
    time.sleep(1.5)
    counts = [len(world.alerts(text)) for text in texts]
    # Telegram has no idempotency key: the alert being sent at a kill may come twice, never more of them.
    print(f"comments 60, alerts {sum(counts)}, kills 3")
    assert sum(counts) <= 60 + 3
    for text, comment in zip(texts[::10], comments[::10], strict=True):
        world.editor.press(world.alerts(text)[0], text="Löschen").answer()
        world.group.wait_deleted(comment)


def test_the_editors_are_told_which_right_is_missing(world: World) -> None:
    since = world.h.tg.mark()
    weak = world.h.tg.group("Ohne Rechte", members=[world.citizen], bot="left")
    me = world.h.values["telegram_bot_id"]
    world.h.tg.post("member", chat_id=weak.id, user_id=me, by=world.editor.id, status="member")
    assert "Administrator" in world.editors.wait_bot_message(since, contains="Ohne Rechte").text
    since = world.h.tg.mark()
    rights = {"can_delete_messages": True, "can_restrict_members": False}
    world.h.tg.post("member", chat_id=weak.id, user_id=me, by=world.editor.id, status="administrator", rights=rights)
    told = world.editors.wait_bot_message(since, contains="Ohne Rechte").text
    assert "Nutzer sperren" in told
    assert "Nachrichten löschen" not in told


def test_sigterm_ends_cleanly(world: World) -> None:
    assert world.citizen.ask(QUESTIONS[0]).text
    assert world.h.product.stop() == 0


def test_by_webhook_it_works_alike_and_survives_a_kill() -> None:
    config = {
        **CONFIG,
        "web": {"port": "${web_port}", "public_url": "http://127.0.0.1:${web_port}"},
        "telegram": {**CONFIG["telegram"], "mode": "webhook", "webhook_secret": "${webhook_secret}"},  # type: ignore[dict-item]
    }
    with harness(config, drive.Ready.webhook()) as h:
        citizen, editor = h.tg.citizen("Eva"), h.tg.citizen("Rita")
        editors = h.tg.group("Redaktion", members=[editor])
        h.start(editors_chat_id=editors.id, editor_id=editor.id)
        assert "Januar 2022" in citizen.ask(QUESTIONS[0]).text
        h.kill9()
        since = h.tg.mark()
        citizen.say(QUESTIONS[1])
        h.run()
        assert "www.landkreis-goeppingen.de" in citizen.wait_reply(since, timeout=60).text
        forged = h.web.post(
            "/webhooks/telegram", json={"update_id": 1}, headers={"X-Telegram-Bot-Api-Secret-Token": "x"}
        )
        assert forged.status_code == 403
