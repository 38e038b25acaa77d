"""Misspelt words -> the word of the knowledge base they probably are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 5
"""Shorter words are too easily another word."""
_TWO_EDITS_FROM = 8
_CACHE = 20_000


class Speller:
    """Finds the nearest known word by optimal string alignment (insert, delete, replace, swap neighbours).

    The first letter must be right: people rarely miss it, and it keeps the search small. Among equally near words the
    more frequent wins, then the alphabet, so the result never depends on order.
    """

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._known = frozenset(frequencies)
        self._by_initial: dict[str, list[str]] = defaultdict(list)
        ordered: Iterable[str] = sorted(frequencies, key=lambda word: (-frequencies[word], word))
        for word in ordered:
            if len(word) >= _SHORTEST - 1:
                self._by_initial[word[0]].append(word)
        self.correct = lru_cache(maxsize=_CACHE)(self._correct)

    def _correct(self, word: str) -> str | None:
        if len(word) < _SHORTEST or word in self._known or not word.isalpha():
            return None
        limit = 2 if len(word) >= _TWO_EDITS_FROM else 1
        match = process.extractOne(word, self._by_initial[word[0]], scorer=OSA.distance, score_cutoff=limit)
        return match[0] if match else None
