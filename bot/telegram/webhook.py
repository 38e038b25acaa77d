"""Webhook: Telegram is told where to deliver, and told again if it forgets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.errors import OperatorError
from bot.telegram.refusals import may_pass, seconds_to_wait
from bot.telegram.routes import ALLOWED_UPDATES
from bot.worker import pause_before

log = structlog.get_logger(__name__)

PATH = "/webhooks/telegram"
_LOOK_EVERY = 30.0
_LONGEST_PAUSE = 15.0


class Webhook:
    """Keeps the webhook set. ``on_contact`` is told of every successful call, for the readiness page."""

    def __init__(self, bot: ExtBot[Any], address: str, secret: str, on_contact: Callable[[], None]) -> None:
        self._bot = bot
        self._address = address
        self._secret = secret
        self._on_contact = on_contact
        self._is_set = False

    async def run(self) -> None:
        """Watch until cancelled.

        Raises:
            OperatorError: the token was revoked, or Telegram refuses the address.
        """
        failures = 0
        while True:
            try:
                await self._ensure()
            except InvalidToken as error:
                raise OperatorError("error.telegram_token", is_configuration=True) from error
            except TelegramError as error:
                if not may_pass(error):
                    facts = {"address": self._address, "reason": error.message}
                    raise OperatorError("error.telegram_webhook", is_configuration=True, **facts) from error
                failures += 1
                wait = seconds_to_wait(error)
                pause = wait if wait is not None else min(_LONGEST_PAUSE, pause_before(failures))
                log.warning("telegram unreachable", reason=type(error).__name__, seconds=round(pause, 1))
                await asyncio.sleep(pause)
                continue
            failures = 0
            self._on_contact()
            await asyncio.sleep(_LOOK_EVERY)

    async def _ensure(self) -> None:
        known = await self._bot.get_webhook_info()
        if known.last_error_message:
            log.warning(
                "telegram could not deliver", reason=known.last_error_message, pending=known.pending_update_count
            )
        # At the start always, for the secret may be new; later if someone took it away.
        if not self._is_set or known.url != self._address:
            await self._bot.set_webhook(self._address, allowed_updates=list(ALLOWED_UPDATES), secret_token=self._secret)
