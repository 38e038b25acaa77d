"""How much was sent to the editors' chat in the last minute: one count for alerts, answers and presses alike."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from telegram.ext import AIORateLimiter

from bot.alerting import Purpose, room
from bot.worker import NotYet

_MINUTE = timedelta(seconds=61)
"""A second more than Telegram counts, since calls do not take equally long to get there."""

_Result = bool | dict[str, Any] | list[dict[str, Any]]


class Pace:
    """Counts the calls to one chat. After a crash it begins anew; Telegram's own count goes on and asks us to wait."""

    def __init__(self, chat_id: int | None, limit: float, clock: Callable[[], datetime]) -> None:
        self.limit = limit
        self._chat = str(chat_id)
        self._clock = clock
        self._calls: deque[datetime] = deque()

    def note(self, chat_id: object) -> None:
        """A call to some chat is being made."""
        if str(chat_id) == self._chat:
            self._calls.append(self._clock())

    def sent(self) -> int:
        """Calls to the chat in the last minute."""
        since = self._clock() - _MINUTE
        while self._calls and self._calls[0] <= since:
            self._calls.popleft()
        return len(self._calls)

    def keep(self, purpose: Purpose) -> None:
        """Go on only if there is room.

        Raises:
            NotYet: there is none; it says when there will be.
        """
        if self.sent() >= room(purpose, self.limit):
            raise self.not_yet(purpose)

    def not_yet(self, purpose: Purpose) -> NotYet:
        """When there will be room, given that there is none."""
        excess = self.sent() - int(room(purpose, self.limit))
        return NotYet((self._calls[excess] + _MINUTE - self._clock()).total_seconds())


class PacedLimiter(AIORateLimiter):
    """PTB's limiter, which all calls pass, so that this is the one place to count them."""

    def __init__(self, pace: Pace, per_second: float, per_group_per_minute: float) -> None:
        # Waiting for a 429 is the business of whoever called: it must not hold up all other calls.
        super().__init__(overall_max_rate=per_second, group_max_rate=per_group_per_minute, max_retries=0)
        self._pace = pace

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, _Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> _Result:
        """Count and let PTB do the rest."""
        self._pace.note(data.get("chat_id"))
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
