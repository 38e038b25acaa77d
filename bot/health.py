"""Alive, and ready for work?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

_SILENCE = timedelta(seconds=90)
"""Longer than a long poll with its patience."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the program can do its work, and the state of each part."""

    is_ready: bool
    parts: dict[str, str]


class Health:
    """Collects the state of the parts. A channel that is not configured is not a part."""

    def __init__(
        self, ping: Callable[[], Awaitable[bool]], clock: Callable[[], datetime], *, expects_telegram: bool
    ) -> None:
        self._ping = ping
        self._clock = clock
        self._expects_telegram = expects_telegram
        self._telegram_at: datetime | None = None

    def telegram_answered(self) -> None:
        """Telegram was reached just now."""
        self._telegram_at = self._clock()

    async def readiness(self) -> Readiness:
        """The state of all parts; ``ok``, or why not."""
        parts = {"knowledge": "ok", "netiquette": "ok", "database": "ok" if await self._ping() else "unreachable"}
        if self._expects_telegram:
            seen = self._telegram_at
            parts["telegram"] = "ok" if seen is not None and self._clock() - seen < _SILENCE else "unreachable"
        return Readiness(all(state == "ok" for state in parts.values()), parts)
