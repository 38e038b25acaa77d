"""Use case: was this answer helpful? Counted a day and an entry, never with a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from bot.answering import Answering


class CounterStore(Protocol):
    """What counting needs."""

    async def add(self, day: date, name: str, label: str) -> None: ...


class Feedback:
    """Counts votes for entries that exist."""

    def __init__(self, store: CounterStore, answering: Answering, today: Callable[[], date]) -> None:
        self._store = store
        self._answering = answering
        self._today = today

    async def record(self, entry_id: str, *, is_helpful: bool) -> bool:
        """Count a vote; False if there is no such entry (any more)."""
        reply = self._answering.about(entry_id)
        if reply is None:
            return False
        await self._store.add(self._today(), "helpful" if is_helpful else "unhelpful", entry_id)
        return True
