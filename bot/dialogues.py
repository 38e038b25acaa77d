"""What a citizen said before, for follow-up questions. In memory only: question texts are never stored."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

_KEPT_FOR = timedelta(minutes=30)
_MOST_PEOPLE = 10_000
_MOST_TURNS = 4


class Dialogues:
    """The last turns of each chat, for half an hour. Losing them in a restart costs a citizen one repeated word."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._turns: OrderedDict[int, tuple[datetime, tuple[str, ...]]] = OrderedDict()
        self._languages: OrderedDict[int, str] = OrderedDict()

    def earlier(self, chat: int) -> tuple[str, ...]:
        """The turns before this one, oldest first."""
        time, turns = self._turns.get(chat, (None, ()))
        if time is None or self._clock() - time > _KEPT_FOR:
            self._turns.pop(chat, None)
            return ()
        return turns

    def add(self, chat: int, text: str) -> None:
        """Remember a turn."""
        turns = (*self.earlier(chat), text)[-_MOST_TURNS:]
        self._turns[chat] = (self._clock(), turns)
        self._turns.move_to_end(chat)
        while len(self._turns) > _MOST_PEOPLE:
            self._turns.popitem(last=False)

    def language(self, chat: int) -> str | None:
        """The language chosen in a chat; None if each question speaks for itself."""
        return self._languages.get(chat)

    def speak(self, chat: int, language: str) -> None:
        """Answer a chat in a language from now on."""
        self._languages[chat] = language
        self._languages.move_to_end(chat)
        while len(self._languages) > _MOST_PEOPLE:
            self._languages.popitem(last=False)

    def forget(self, chat: int) -> None:
        """Forget a chat at once."""
        self._turns.pop(chat, None)
        self._languages.pop(chat, None)
