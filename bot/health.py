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
    """Collects the state of the parts. A channel that is not configured is not a part.

    ``instagram_silence`` is how long Instagram may stay silent; None where it is not configured. It is shown, but the program
    is ready without it: what Meta delivers is stored, and page and Telegram do not need it.
    """

    def __init__(
        self,
        ping: Callable[[], Awaitable[bool]],
        clock: Callable[[], datetime],
        *,
        expects_telegram: bool,
        instagram_silence: timedelta | None = None,
    ) -> None:
        self._ping = ping
        self._clock = clock
        self._expects_telegram = expects_telegram
        self._telegram_at: datetime | None = None
        self._instagram_silence = instagram_silence
        self._instagram_at: datetime | None = None

    def telegram_answered(self) -> None:
        """Telegram was reached just now."""
        self._telegram_at = self._clock()

    def instagram_answered(self) -> None:
        """Instagram was reached just now."""
        self._instagram_at = self._clock()

    async def readiness(self) -> Readiness:
        """The state of all parts; ``ok``, or why not."""
        parts = {"knowledge": "ok", "netiquette": "ok", "database": "ok" if await self._ping() else "unreachable"}
        if self._expects_telegram:
            parts["telegram"] = self._state(self._telegram_at, _SILENCE)
        is_ready = all(state == "ok" for state in parts.values())
        if self._instagram_silence is not None:
            parts["instagram"] = self._state(self._instagram_at, self._instagram_silence)
        return Readiness(is_ready, parts)

    def _state(self, heard_at: datetime | None, silence: timedelta) -> str:
        return "ok" if heard_at is not None and self._clock() - heard_at < silence else "unreachable"
