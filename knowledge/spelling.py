"""Misspelt and dialect words -> the word of the knowledge base they probably are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 5
"""Shorter words are too easily another word."""
_TWO_EDITS_FROM = 8
_SHORTEST_STEM = 3
_CANDIDATES = 5
_MORE_USUAL = 3
"""A known word is taken for dialect only where the standard form is this many times as frequent."""
_CACHE = 20_000


class Speller:
    """Finds the nearest known word by optimal string alignment (insert, delete, replace, swap neighbours).

    The first letter must be right: people rarely miss it, and it keeps the search small. Among equally near words the
    more frequent wins, then the alphabet, so the result never depends on order. ``endings`` maps the endings of a dialect to
    those of the standard language that may stand for them.
    """

    def __init__(self, frequencies: Mapping[str, int], endings: Mapping[str, Sequence[str]] | None = None) -> None:
        self._endings = tuple((ending, tuple(standard)) for ending, standard in sorted((endings or {}).items()))
        self._known = dict(frequencies)
        self._by_initial: dict[str, list[str]] = defaultdict(list)
        ordered: Iterable[str] = sorted(frequencies, key=lambda word: (-frequencies[word], word))
        for word in ordered:
            if len(word) >= _SHORTEST - 1:
                self._by_initial[word[0]].append(word)
        self.correct = lru_cache(maxsize=_CACHE)(self._correct)

    def knows(self, word: str) -> bool:
        """Whether a folded word is known, or a misspelling of a known one."""
        return word in self._known or self.correct(word) is not None

    def _correct(self, word: str) -> str | None:
        if not word.isalpha():
            return None
        if standard := self._with_standard_ending(word):
            return standard
        if word in self._known or len(word) < _SHORTEST:
            return None
        limit = 2 if len(word) >= _TWO_EDITS_FROM else 1
        near = process.extract(
            word, self._by_initial[word[0]], scorer=OSA.distance, score_cutoff=limit, limit=_CANDIDATES
        )
        # Candidates come nearest first, then the more frequent: a slip to a neighbouring key decides between equals.
        return min(near, key=lambda match: (match[1], _far_slips(word, match[0])), default=(None,))[0]

    def _with_standard_ending(self, word: str) -> str | None:
        """The standard form of a dialect word whose stem is known: "kommentiera" is "kommentieren"."""
        for ending, standards in self._endings:
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= _SHORTEST_STEM:
                for standard in standards:
                    if self._known.get(stem + standard, 0) > _MORE_USUAL * self._known.get(word, 0):
                        return stem + standard
        return None


def _far_slips(typed: str, meant: str) -> int:
    """How many letters were replaced by one that does not lie beside them on a German keyboard."""
    if len(typed) != len(meant):
        return 0
    return sum(one != other and one not in _NEIGHBOURS.get(other, "") for one, other in zip(typed, meant, strict=True))


def _neighbours() -> dict[str, str]:
    rows = ("qwertzuiop", "asdfghjkl", "yxcvbnm")
    found: dict[str, str] = defaultdict(str)
    for number, row in enumerate(rows):
        for place, letter in enumerate(row):
            near = [row[max(0, place - 1) : place], row[place + 1 : place + 2]]
            near += [
                rows[other][max(0, place - 1) : place + 2]
                for other in (number - 1, number + 1)
                if 0 <= other < len(rows)
            ]
            found[letter] = "".join(near)
    return dict(found)


_NEIGHBOURS = _neighbours()
"""Key -> the keys around it (QWERTZ)."""
