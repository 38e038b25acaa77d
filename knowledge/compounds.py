"""German compounds -> the known words they are made of.

Splits only into words the knowledge base itself knows, with the usual letters between them, so that nothing is torn apart
that has nothing to do with its content ("Datenschutzansprechperson" is Datenschutz and Ansprechperson; "Kanäle" stays whole).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

_SHORTEST_PART = 4
_SHORTEST_COMPOUND = 9
_LINKS = ("", "s", "es", "n", "en", "er", "e")
"""Letters that join the parts of a German compound (Duden, Die Grammatik, "Fugenelemente")."""
_MOST_PARTS = 3
_CACHE = 20_000


class CompoundSplitter:
    """Splits words into known ones; the longest first part wins."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = frozenset(word for word in known if len(word) >= _SHORTEST_PART)
        self.split = lru_cache(maxsize=_CACHE)(self._split)

    def _split(self, word: str) -> tuple[str, ...] | None:
        """The parts of a folded word that is not known as a whole; None if it does not fall into known words."""
        if len(word) < _SHORTEST_COMPOUND or word in self._known:
            return None
        return self._parts(word, _MOST_PARTS)

    def _parts(self, rest: str, most: int) -> tuple[str, ...] | None:
        if rest in self._known:
            return (rest,)
        if most == 1:
            return None
        for end in range(len(rest) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            if rest[:end] not in self._known:
                continue
            for link in _LINKS:
                if rest.startswith(link, end) and (tail := self._parts(rest[end + len(link) :], most - 1)):
                    return (rest[:end], *tail)
        return None
