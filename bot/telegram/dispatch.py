"""Journaled updates -> handlers: each once, in order within a chat, many chats at a time."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import structlog
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application

from bot.telegram.context import Context
from bot.telegram.refusals import is_already_so, is_stale_press, may_pass, seconds_to_wait
from bot.worker import pause_before

log = structlog.get_logger(__name__)

_AT_ONCE = 8
"""Updates handled at the same time. A crash repeats at most these: what was sent but not yet noted down."""
_LONGEST_PAUSE = 3.0
"""Seconds between attempts: an outage must not cost a citizen more than this after it ends."""
_MOST_ATTEMPTS = 10_000


class Journal(Protocol):
    """Where updates are kept until they are handled."""

    async def record(self, payloads: Mapping[int, str], now: datetime) -> list[int]: ...

    async def open_updates(self) -> list[tuple[int, str]]: ...

    async def finish(self, update_id: int, now: datetime) -> None: ...


class Dispatcher:
    """Takes updates in, durably, and hands them to the handlers.

    An update is journaled before Telegram is told that we have it. Its handler may fail because Telegram cannot be
    reached; then it is tried again, and later updates of the same chat wait for it.
    """

    def __init__(
        self,
        application: Application[Any, Context, Any, Any, Any, Any],
        journal: Journal,
        clock: Callable[[], datetime],
        apologise: Callable[[Update, str], Awaitable[None]],
    ) -> None:
        self._application = application
        self._journal = journal
        self._clock = clock
        self._apologise = apologise
        self._waiting: dict[int, deque[tuple[int, str]]] = defaultdict(deque)
        self._running: dict[int, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._errors: dict[int, Exception] = {}
        self._group: asyncio.TaskGroup | None = None
        application.add_error_handler(self._remember_error)

    async def take_in(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """Journal updates and start handling those not seen before."""
        payloads = {int(update["update_id"]): json.dumps(update, ensure_ascii=False) for update in updates}
        fresh = await self._journal.record(payloads, self._clock())
        for update_id in fresh:
            self._put(update_id, payloads[update_id])

    async def resume(self) -> int:
        """Take up what a crash left open; how many there were."""
        left = await self._journal.open_updates()
        for update_id, payload in left:
            self._put(update_id, payload)
        return len(left)

    async def run(self) -> None:
        """Handle until cancelled; what is being handled then is finished first."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            for chat in list(self._waiting):
                self._start(chat)
            try:
                await asyncio.Event().wait()
            finally:
                self._group = None

    async def drain(self) -> None:
        """Wait until nothing is left to do."""
        while self._running:
            await asyncio.gather(*self._running.values())

    def _put(self, update_id: int, payload: str) -> None:
        chat = _chat_of(json.loads(payload))
        self._waiting[chat].append((update_id, payload))
        self._start(chat)

    def _start(self, chat: int) -> None:
        if self._group is not None and chat not in self._running and self._waiting[chat]:
            self._running[chat] = self._group.create_task(self._work(chat))

    async def _work(self, chat: int) -> None:
        """Handle the updates of one chat, one after the other."""
        queue = self._waiting[chat]
        try:
            while queue:
                await self._handle(*queue[0])
                queue.popleft()
        finally:
            del self._running[chat]
            if not queue:
                self._waiting.pop(chat, None)

    async def _handle(self, update_id: int, payload: str) -> None:
        for attempt in range(1, _MOST_ATTEMPTS + 1):
            async with self._slots:
                pause = await self._attempt(update_id, payload, attempt)
                if pause is None or attempt == _MOST_ATTEMPTS:
                    await self._journal.finish(update_id, self._clock())
                    return
            await asyncio.sleep(pause)

    async def _attempt(self, update_id: int, payload: str, attempt: int) -> float | None:
        """Handle an update; the seconds to wait before the next attempt, None if none is needed."""
        try:
            update = Update.de_json(json.loads(payload), self._application.bot)
        except Exception:
            log.exception("unreadable update", update=update_id)
            return None
        await self._application.process_update(update)
        error = self._errors.pop(update_id, None)
        if error is None or (isinstance(error, TelegramError) and (is_already_so(error) or is_stale_press(error))):
            return None
        if isinstance(error, TelegramError) and may_pass(error):
            wait = seconds_to_wait(error)
            log.info("update postponed", update=update_id, attempt=attempt, reason=type(error).__name__)
            return wait if wait is not None else min(_LONGEST_PAUSE, pause_before(attempt))
        await self._give_up(update, error)
        return None

    async def _give_up(self, update: Update, error: Exception) -> None:
        incident = secrets.token_hex(3).upper()
        if isinstance(error, TelegramError):
            # The person blocked us, left, or the chat is gone: there is nobody to tell.
            log.warning("reply refused", update=update.update_id, incident=incident, reason=error.message)
            return
        log.error("handler failed", update=update.update_id, incident=incident, exc_info=error)
        try:
            await self._apologise(update, incident)
        except TelegramError as problem:
            log.warning("apology refused", incident=incident, reason=problem.message)

    async def _remember_error(self, update: object, context: Context) -> None:
        if isinstance(update, Update) and isinstance(context.error, Exception):
            self._errors[update.update_id] = context.error


def _chat_of(update: Mapping[str, Any]) -> int:
    """The chat an update belongs to, so that order is kept there. Presses stand alone: nobody shall wait behind them."""
    for kind in ("message", "edited_message", "my_chat_member"):
        chat = update[kind].get("chat") if isinstance(update.get(kind), dict) else None
        if isinstance(chat, dict) and isinstance(chat.get("id"), int):
            return int(chat["id"])
    return -int(update["update_id"]) - 2**53
