"""What was said before is kept for half an hour, in memory."""

from __future__ import annotations

from bot.dialogues import Dialogues
from tests.conftest import Clock


def test_turns_come_back_in_order_and_are_bounded(clock: Clock) -> None:
    dialogues = Dialogues(clock)
    for number in range(6):
        dialogues.add(1, f"Frage {number}")
    assert dialogues.earlier(1) == ("Frage 2", "Frage 3", "Frage 4", "Frage 5")
    assert dialogues.earlier(2) == ()


def test_turns_are_forgotten_after_half_an_hour(clock: Clock) -> None:
    dialogues = Dialogues(clock)
    dialogues.add(1, "Frage")
    clock.forward(minutes=31)
    assert dialogues.earlier(1) == ()


def test_a_chat_can_be_forgotten_at_once(clock: Clock) -> None:
    dialogues = Dialogues(clock)
    dialogues.add(1, "Frage")
    dialogues.forget(1)
    assert dialogues.earlier(1) == ()


def test_memory_is_bounded(clock: Clock) -> None:
    dialogues = Dialogues(clock)
    for chat in range(10_050):
        dialogues.add(chat, "x")
    assert dialogues.earlier(0) == ()
    assert dialogues.earlier(10_049) == ("x",)
