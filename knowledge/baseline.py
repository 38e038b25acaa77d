"""The plain search an authority's website has, to compare with: BM25 over titles and answers.

Robertson, Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond". It knows no phrasings and never says
that it does not know.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from knowledge.german import stem, words
from knowledge.models import Entry

_SATURATION = 1.2
_LENGTH = 0.75


class PlainSearch:
    """Ranks entries by the words they share with a question."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(sorted(entries, key=lambda entry: entry.id))
        self._counts = [Counter(_stems(f"{entry.title} {entry.answer}")) for entry in self._entries]
        self._mean = sum(counts.total() for counts in self._counts) / max(1, len(self._counts))
        self._in_entries = Counter(name for counts in self._counts for name in counts)

    def best(self, text: str) -> Entry | None:
        """The entry that shares most with a text; None if there is none that shares anything."""
        scores = [self._score(counts, _stems(text)) for counts in self._counts]
        best = max(range(len(scores)), key=lambda number: (scores[number], -number), default=None)
        return self._entries[best] if best is not None and scores[best] > 0 else None

    def _score(self, counts: Counter[str], names: list[str]) -> float:
        length = 1 - _LENGTH + _LENGTH * counts.total() / self._mean
        return sum(
            self._rarity(name) * counts[name] * (_SATURATION + 1) / (counts[name] + _SATURATION * length)
            for name in names
            if name in counts
        )

    def _rarity(self, name: str) -> float:
        found = self._in_entries[name]
        return math.log(1 + (len(self._entries) - found + 0.5) / (found + 0.5))


def _stems(text: str) -> list[str]:
    return [stem(word) for word in words(text)]
