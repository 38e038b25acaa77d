"""The Telegram channel as a whole: build, connect, run, stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import structlog
from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ContextTypes, ExtBot
from telegram.request import BaseRequest, HTTPXRequest

from bot.config import Telegram
from bot.errors import OperatorError
from bot.telegram import routes
from bot.telegram.context import Context, Services, context_type
from bot.telegram.dispatch import Dispatcher, Journal
from bot.telegram.pace import Pace, PacedLimiter
from bot.telegram.refusals import seconds_to_wait
from bot.texts import Texts
from bot.worker import pause_before

log = structlog.get_logger(__name__)

_CONNECTIONS = 64
_TIMEOUT = 15.0
_LONGEST_PAUSE = 15.0

TelegramApplication = Application[Any, Context, Any, Any, Any, Any]


def build_application(
    settings: Telegram, services: Services, pace: Pace, request: BaseRequest | None = None
) -> TelegramApplication:
    """PTB's application with our handlers; ``pace`` counts its calls, ``request`` replaces the network in tests."""
    token = settings.token.get_secret_value() if settings.token is not None else ""
    limits = settings.limits
    builder = (
        Application.builder()
        .token(token)
        .base_url(settings.base_url)
        .base_file_url(settings.base_file_url)
        .rate_limiter(PacedLimiter(pace, limits.messages_per_second, limits.per_group_per_minute))
        .context_types(ContextTypes(context=context_type(services)))
        .updater(None)
        .request(request or _request())
        .get_updates_request(request or _request())
    )
    application: TelegramApplication = builder.build()
    routes.add_to(application)
    return application


def _request() -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=_CONNECTIONS,
        connect_timeout=_TIMEOUT,
        read_timeout=_TIMEOUT,
        write_timeout=_TIMEOUT,
        pool_timeout=_TIMEOUT,
    )


def build_dispatcher(
    application: TelegramApplication, journal: Journal, texts: Texts, clock: Callable[[], datetime]
) -> Dispatcher:
    """The dispatcher; its apology carries the incident's number to the person concerned."""

    async def apologise(update: Update, incident: str) -> None:
        text = texts("error.incident", incident=incident)
        if update.callback_query is not None:
            await update.callback_query.answer(text, show_alert=True)
        elif update.effective_chat is not None and update.effective_chat.type == "private":
            await application.bot.send_message(update.effective_chat.id, text)

    return Dispatcher(application, journal, clock, apologise)


@asynccontextmanager
async def connected(application: TelegramApplication, texts: Texts) -> AsyncIterator[ExtBot[Any]]:
    """The bot, signed in, with its menu set. Waits for Telegram as long as it takes.

    Raises:
        OperatorError: Telegram does not know the token.
    """
    failures = 0
    while True:
        try:
            await application.initialize()
            break
        except InvalidToken as error:
            raise OperatorError("error.telegram_token", is_configuration=True) from error
        except TelegramError as error:
            failures += 1
            wait = seconds_to_wait(error)
            pause = wait if wait is not None else min(_LONGEST_PAUSE, pause_before(failures))
            log.warning("telegram unreachable", reason=type(error).__name__, seconds=round(pause, 1))
            await asyncio.sleep(pause)
    try:
        await _introduce(application.bot, texts)
        yield application.bot
    finally:
        await application.shutdown()


async def _introduce(bot: ExtBot[Any], texts: Texts) -> None:
    """Set the command menu; the bot works without it, so a refusal is only logged."""
    try:
        await bot.set_my_commands([(name, texts(f"command.{name}")) for name in routes.COMMANDS])
    except TelegramError as error:
        log.warning("command menu refused", reason=error.message)
