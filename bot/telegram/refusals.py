"""What Telegram means when it refuses. The Bot API has one error code for many reasons, so this one place reads words."""

from __future__ import annotations

import structlog
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.worker import TryLater

log = structlog.get_logger(__name__)

# Parts of descriptions, as in the open source Bot API server, lower case.
_ALREADY_SO = ("message is not modified", "message to delete not found", "message to be deleted not found", "user not found",
               "participant_id_invalid", "member not found")  # fmt: skip
_MISSING_RIGHT = ("not enough rights", "chat_admin_required", "need administrator rights", "have no rights")
_TOO_OLD = ("message can't be deleted",)
_PROTECTED = ("user is an administrator of the chat", "can't remove chat owner", "can't restrict self", "user_admin_invalid",
              "can't restrict chat owner")  # fmt: skip
_NO_GROUP_POWERS = ("method is available for supergroup", "method is available only for supergroups", "chat not found")
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_STALE_PRESS = ("query is too old", "query id is invalid")


def is_already_so(error: TelegramError) -> bool:
    """Whether what we wanted is the case already."""
    return _says(error, _ALREADY_SO)


def is_message_gone(error: TelegramError) -> bool:
    """Whether a message we wanted to edit does not exist any more."""
    return _says(error, _GONE)


def is_stale_press(error: TelegramError) -> bool:
    """Whether a press is too old to be answered; nothing is lost then but a small notice."""
    return _says(error, _STALE_PRESS)


def reason_for_good(error: TelegramError) -> str | None:
    """Why a call will never succeed, as the code of a text; None if trying again may help."""
    if isinstance(error, Forbidden):
        return "action.error.not_in_chat"
    if not isinstance(error, BadRequest):
        return None
    if _says(error, _MISSING_RIGHT):
        return "action.error.missing_right"
    if _says(error, _TOO_OLD):
        return "action.error.too_old"
    if _says(error, _PROTECTED):
        return "action.error.protected"
    if _says(error, _NO_GROUP_POWERS):
        return "action.error.no_supergroup"
    return "action.error.refused"


def may_pass(error: TelegramError) -> bool:
    """Whether trying again later may help. BadRequest is a NetworkError for PTB, but no retry mends it."""
    if isinstance(error, RetryAfter):
        return True
    if isinstance(error, (BadRequest, Forbidden)):
        return False
    # A body that is no JSON (a proxy's page) is a bare TelegramError.
    return isinstance(error, NetworkError) or type(error) is TelegramError


def seconds_to_wait(error: TelegramError) -> float | None:
    """How long Telegram asks us to wait, in seconds."""
    if not isinstance(error, RetryAfter):
        return None
    wait = error.retry_after
    return float(wait) if isinstance(wait, (int, float)) else wait.total_seconds()


def postpone_or_log(error: TelegramError, what: str) -> None:
    """Log what Telegram refuses for good.

    Raises:
        TryLater: trying again may help.
    """
    if may_pass(error):
        raise TryLater(type(error).__name__, seconds_to_wait(error)) from error
    log.warning("telegram refused", what=what, reason=error.message)


def _says(error: TelegramError, parts: tuple[str, ...]) -> bool:
    text = error.message.lower()
    return any(part in text for part in parts)
