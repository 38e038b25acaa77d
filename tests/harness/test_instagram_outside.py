"""The finished program on a strict Instagram on loopback: notifications, forgeries, faults, kill -9, lost notifications.

Runs where the tests of :mod:`tests.harness.test_outside` run.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.harness.test_outside import CONFIG, RUDE, drive, harness

pytestmark = [pytest.mark.timeout(300), pytest.mark.filterwarnings("default")]

INSTAGRAM = {
    **CONFIG,
    "instagram": {
        "account_id": "${instagram_account_id}",
        "access_token": "${instagram_access_token}",
        "app_secret": "${instagram_app_secret}",
        "verify_token": "${instagram_verify_token}",
        "graph_url": "${instagram_graph_url}",
        "poll_seconds": 5,
    },
}
NET_OFF = {**INSTAGRAM, "instagram": {**INSTAGRAM["instagram"], "poll_seconds": 3600}}  # type: ignore[dict-item]
FORGERIES = ("wrong_secret", "missing_signature", "sha1_only", "tampered", "uppercase_prefix", "truncated",
             "empty_signature", "not_json", "wrong_object", "huge")  # fmt: skip


class Desk(NamedTuple):
    """The program at work, and who deals with it."""

    h: Any
    editor: Any
    editors: Any
    media: str

    def alerts(self, contains: str) -> list[Any]:
        return [message for message in self.editors.bot_messages() if contains in message.text]

    def alert(self, since: int, contains: str, timeout: float = 20) -> Any:
        return self.editors.wait_bot_message(since, contains=contains, timeout=timeout)


def desk_of(config: dict[str, Any]) -> Iterator[Desk]:
    with harness(config, drive.Ready.polling(), instagram=True) as h:
        editor = h.tg.citizen("Rita")
        editors = h.tg.group("Redaktion", members=[editor])
        media = h.ig.media("Radweg")
        h.start(editors_chat_id=editors.id, editor_id=editor.id)
        assert h.ig.subscribe(f"http://127.0.0.1:{h.values['web_port']}/webhooks/instagram")["ok"]
        yield Desk(h, editor, editors, media)
        assert h.values["instagram_access_token"] not in h.product.output()


@pytest.fixture
def desk() -> Iterator[Desk]:
    """Without the safety net: what comes, comes by notification."""
    yield from desk_of(NET_OFF)


@pytest.fixture
def polling_desk() -> Iterator[Desk]:
    yield from desk_of(INSTAGRAM)


def test_a_notified_comment_becomes_an_alert_and_only_a_press_hides_it(desk: Desk) -> None:
    since = desk.h.tg.mark()
    fine = desk.h.ig.comment(desk.media, "eva", "Schöner Radweg @kreis / äöü!")
    rude = desk.h.ig.comment(desk.media, "max", RUDE[0], copies=3, spacing=0.2)
    alert = desk.alert(since, RUDE[0])
    assert "Instagram" in alert.text
    assert "landkreis_test" in alert.text
    assert "max" in alert.text
    wanted = ["In Ordnung", "Ausblenden", "Löschen", "Sperren", "Übernehmen", "Eskalieren"]
    assert alert.button_texts == wanted
    time.sleep(2)
    assert not desk.h.ig.state(rude)["hidden"]
    desk.editor.press(alert, text="Ausblenden").answer()
    desk.h.ig.wait_hidden(rude)
    desk.alert(since, "Kommentar ausgeblendet")
    assert len(desk.alerts(RUDE[0])) == 1
    assert not desk.h.ig.state(fine)["hidden"]
    assert desk.h.problems() == []


def test_deleting_meets_a_rate_limit_and_a_cut_line_and_still_happens_once(desk: Desk) -> None:
    since = desk.h.tg.mark()
    rude = desk.h.ig.comment(desk.media, "max", RUDE[2])
    alert = desk.alert(since, RUDE[2])
    desk.h.ig.fault("code", match="DELETE /*", code=4, times=2)
    desk.h.ig.fault("drop_after", match="DELETE /*", skip=2, times=1)
    desk.editor.press(alert, text="Löschen").answer()
    desk.h.ig.wait_deleted(rude, timeout=30)
    desk.alert(since, "Kommentar gelöscht", timeout=30)
    assert len(desk.h.ig.events("deleted")) == 1


@pytest.mark.parametrize("kind", ["drop", "http", "garbage", "code"])
def test_a_fault_while_reading_costs_no_comment(desk: Desk, kind: str) -> None:
    since = desk.h.tg.mark()
    desk.h.ig.fault(kind, match="GET /*", times=3, code=2)
    desk.h.ig.comment(desk.media, "max", RUDE[1])
    desk.alert(since, RUDE[1], timeout=30)
    time.sleep(1)
    assert len(desk.alerts(RUDE[1])) == 1


def test_blocking_is_a_guided_step_by_hand(desk: Desk) -> None:
    since = desk.h.tg.mark()
    rude = desk.h.ig.comment(desk.media, "max", RUDE[0])
    alert = desk.alert(since, RUDE[0])
    desk.editor.press(alert, text="Sperren").answer()
    guide = desk.alert(since, "Blockieren")
    assert not desk.h.ig.state(rude)["deleted"]
    desk.editor.press(guide, text="Erledigt").answer()
    desk.h.ig.wait_deleted(rude)
    desk.alert(since, "bestätigt von Rita")


def test_forged_notifications_are_refused(desk: Desk) -> None:
    assert desk.h.ig.post("verify", token="falsch")["status"] == 403
    assert desk.h.ig.post("verify", omit=["hub.mode"])["status"] == 403
    for kind in FORGERIES:
        result = desk.h.ig.forge(kind, desk.media, text="Ihr gefälschten Vollidioten")
        assert (result["status"] or 0) >= 400 or result["error"], kind
    time.sleep(1)
    assert desk.alerts("gefälscht") == []


@pytest.mark.parametrize("shape", ["changes", "flat"])
def test_kill_9_loses_no_comment_and_doubles_no_alert(desk: Desk, shape: str) -> None:
    desk.h.ig.post("settings", shape=shape, retry_delays=[0.5, 1, 2, 4, 8])
    texts = [f"{RUDE[number % len(RUDE)]} Nummer {number:02d}!" for number in range(40)]
    desk.h.ig.post("burst", media_id=desk.media, texts=texts[:20], order="shuffled")
    desk.h.restart()
    desk.h.kill9()
    desk.h.ig.post("burst", media_id=desk.media, texts=texts[20:], batched=True)
    time.sleep(0.3)
    desk.h.run()
    drive.eventually(lambda: all(desk.alerts(text) for text in texts), 90, "an alert a comment", 0.2)
    time.sleep(1.5)
    counts = [len(desk.alerts(text)) for text in texts]
    print(f"comments 40, alerts {sum(counts)}, kills 2")
    # Telegram has no idempotency key: the alert being sent at a kill may come twice, never more of them.
    assert sum(counts) <= 40 + 2


def test_a_comment_without_notification_is_found_by_polling_once(polling_desk: Desk) -> None:
    since = polling_desk.h.tg.mark()
    texts = [f"{RUDE[0]} Nummer {number:03d}" for number in range(60)]
    for text in texts:
        polling_desk.h.ig.comment(polling_desk.media, "max", text, notify=False)
    top = polling_desk.h.ig.comment(polling_desk.media, "eva", "Schön!", notify=False)
    polling_desk.h.ig.comment(polling_desk.media, "otto", RUDE[3], notify=False, parent_id=top)
    polling_desk.alert(since, RUDE[3], timeout=40)
    drive.eventually(lambda: all(polling_desk.alerts(text) for text in texts), 60, "an alert a comment", 0.5)
    time.sleep(6)
    assert all(len(polling_desk.alerts(text)) == 1 for text in texts)


def test_what_was_missed_while_stopped_is_found_at_the_start(desk: Desk) -> None:
    desk.h.kill9()
    since = desk.h.tg.mark()
    desk.h.ig.comment(desk.media, "max", RUDE[1], notify=False)
    desk.h.run()
    desk.alert(since, RUDE[1], timeout=30)
    assert len(desk.alerts(RUDE[1])) == 1
