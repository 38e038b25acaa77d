"""Which of the known languages is a question in?

A naive Bayes guess over whole words, learned from the phrasings of all languages, after a look at the alphabet (Manning,
Raghavan, Schütze, "Introduction to Information Retrieval", chapter 13.2). German is assumed until something speaks clearly
against it: dialect, slang and typing errors must not be taken for another language. General detectors (langid, lingua) cost a
hundred megabytes and call "hallo" English; here only the words people use for this authority's matters need to be known.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

from knowledge.models import HOME

_WORD = re.compile(r"[^\W\d_]+")
FEWEST_WORDS = 3
"""One or two Latin words are too few to leave German for: "Instagram", "hello team"."""
CLEARLY = 4.0
"""By how much (natural logarithm) another language must be likelier than German."""
_USUAL = 100
"""Words that tell a language's alphabet."""
_KNOWN = 0.9
_UNKNOWN = 1e-6
"""The share of a word nobody used; the same in every language, or the one with fewer phrasings would win by it."""


class LanguageGuesser:
    """Built from the phrasings of every language; deterministic."""

    def __init__(self, phrasings: Mapping[str, Iterable[str]]) -> None:
        self._shares: dict[str, dict[str, float]] = {}
        self._scripts: dict[str, str] = {}
        for language, texts in sorted(phrasings.items()):
            counts = Counter(chain.from_iterable(map(_words, texts)))
            total = max(1, counts.total())
            self._shares[language] = {word: count / total for word, count in counts.items()}
            scripts = Counter(_script(word) for word, _ in counts.most_common(_USUAL))
            self._scripts[language] = max(scripts, key=lambda name: (scripts[name], name), default="")

    def guess(self, text: str) -> str:
        """The code of the likeliest language."""
        words = _words(text)
        if not words:
            return HOME
        scripts = Counter(_script(word) for word in words)
        script = max(scripts, key=lambda name: (scripts[name], name))
        candidates = [language for language, own in self._scripts.items() if own == script]
        if not candidates:
            return HOME
        scores = {language: self._score(words, language) for language in candidates}
        best = max(candidates, key=lambda language: (scores[language], language))
        if HOME not in candidates or best == HOME:
            return best
        is_clear = len(words) >= FEWEST_WORDS and scores[best] - scores[HOME] > CLEARLY
        return best if is_clear else HOME

    def _score(self, words: list[str], language: str) -> float:
        shares = self._shares[language]
        return sum(math.log(_KNOWN * shares.get(word, 0.0) + _UNKNOWN) for word in words)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _script(word: str) -> str:
    """The alphabet of a word, by its first letter: ``LATIN``, ``CYRILLIC``, ``ARABIC`` …"""
    return unicodedata.name(word[0], "?").split(" ")[0]
