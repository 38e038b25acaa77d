"""Long polling: fetch, journal, and only then confirm."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.errors import OperatorError
from bot.telegram.dispatch import Dispatcher
from bot.telegram.refusals import seconds_to_wait
from bot.telegram.routes import ALLOWED_UPDATES
from bot.worker import pause_before

log = structlog.get_logger(__name__)

# PTB would rather hand us parsed updates; but one it cannot parse would then block all others for ever.
warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", module=__name__)

_LONG_POLL = 5
"""Seconds. Short, because after a crash Telegram may hold the old poll open for this long and refuse the new one."""
_PATIENCE = 10
_LONGEST_PAUSE = 5.0
"""An outage must not cost citizens more than a few seconds after it ends."""
_PAUSE_WHILE_TAKEN = 1.0
"""After a crash the poll of before stands for a moment; the new one should follow it closely."""


class Polling:
    """Fetches updates for ever. ``on_contact`` is told of every successful call, for the readiness page."""

    def __init__(self, bot: ExtBot[Any], dispatcher: Dispatcher, on_contact: Callable[[], None]) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._on_contact = on_contact
        self._is_alone = False

    async def run(self) -> None:
        """Fetch until cancelled.

        Raises:
            OperatorError: the token was revoked.
        """
        offset, failures = 0, 0
        while True:
            try:
                updates = await self._fetch(offset)
            except InvalidToken as error:
                raise OperatorError("error.telegram_token", is_configuration=True) from error
            except TelegramError as error:
                failures += 1
                wait = seconds_to_wait(error)
                is_taken = isinstance(error, Conflict)
                longest = _PAUSE_WHILE_TAKEN if is_taken else _LONGEST_PAUSE
                pause = wait if wait is not None else min(longest, pause_before(failures))
                reason = "another program polls with this token" if is_taken else type(error).__name__
                log.warning("telegram unreachable", reason=reason, seconds=round(pause, 1))
                await asyncio.sleep(pause)
                continue
            failures = 0
            self._on_contact()
            if updates:
                await self._dispatcher.take_in(updates)
                offset = max(int(update["update_id"]) for update in updates) + 1

    async def _fetch(self, offset: int) -> list[dict[str, Any]]:
        if not self._is_alone:
            # While a webhook is set, perhaps from an earlier configuration, Telegram refuses to be polled.
            await self._bot.delete_webhook()
            self._is_alone = True
        # Raw JSON, so that what is journaled is exactly what Telegram sent.
        result = await self._bot.do_api_request(
            "getUpdates",
            {"offset": offset, "timeout": _LONG_POLL, "limit": 100, "allowed_updates": list(ALLOWED_UPDATES)},
            read_timeout=_LONG_POLL + _PATIENCE,
        )
        if not isinstance(result, list):
            raise TelegramError("Invalid server response")
        return result
