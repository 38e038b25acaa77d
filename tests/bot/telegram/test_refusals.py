"""What Telegram means when it refuses."""

from __future__ import annotations

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.telegram.refusals import (
    is_already_so,
    is_message_gone,
    is_stale_press,
    may_pass,
    reason_for_good,
    seconds_to_wait,
)


@pytest.mark.parametrize(
    "error",
    [NetworkError("x"), TimedOut(), RetryAfter(3), TelegramError("Invalid server response")],
)
def test_what_may_pass_is_tried_again(error: TelegramError) -> None:
    assert may_pass(error)
    assert reason_for_good(error) is None


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), "action.error.not_in_chat"),
        (BadRequest("Not enough rights to restrict/unrestrict chat member"), "action.error.missing_right"),
        (BadRequest("Message can't be deleted for everyone"), "action.error.too_old"),
        (BadRequest("User is an administrator of the chat"), "action.error.protected"),
        (BadRequest("Method is available for supergroup and channel chats only"), "action.error.no_supergroup"),
        (BadRequest("Something new"), "action.error.refused"),
    ],
)
def test_what_never_will_has_a_reason(error: TelegramError, reason: str) -> None:
    assert not may_pass(error)
    assert reason_for_good(error) == reason


def test_what_is_so_already_counts_as_done() -> None:
    assert is_already_so(BadRequest("Message to delete not found"))
    assert is_already_so(BadRequest("Message is not modified: specified new message content"))
    assert not is_already_so(BadRequest("Message can't be deleted"))


def test_an_alert_someone_deleted_is_gone() -> None:
    assert is_message_gone(BadRequest("Message to edit not found"))


def test_a_press_too_old_to_answer_is_recognised() -> None:
    assert is_stale_press(BadRequest("Query is too old and response timeout expired or query id is invalid"))


def test_the_wait_telegram_asks_for_is_kept() -> None:
    assert seconds_to_wait(RetryAfter(7)) == 7
    assert seconds_to_wait(TimedOut()) is None
