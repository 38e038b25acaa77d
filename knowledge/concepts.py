"""Citizens' words -> concepts of the knowledge base, by the lists of ``vocabulary.yaml``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from knowledge.german import stem, words
from knowledge.models import Vocabulary


class ConceptReader:
    """Translates dialect and finds concepts; words and lists meet as stems, so inflection does not matter."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._dialect = {words(word)[0]: words(meaning) for word, meaning in vocabulary.dialect.items() if words(word)}
        self._stop_words = frozenset(word for entry in vocabulary.stop_words for word in words(entry))
        self._markers = frozenset(word for entry in vocabulary.follow_up_markers for word in words(entry))
        self._slots = {word: slot for slot, names in vocabulary.slots.items() for name in names for word in words(name)}
        self._phrases: dict[tuple[str, ...], set[str]] = {}
        for concept, names in vocabulary.concepts.items():
            for name in names:
                phrase = tuple(stem(word) for word in words(name))
                if phrase:
                    self._phrases.setdefault(phrase, set()).add(concept)
        self._longest = max((len(phrase) for phrase in self._phrases), default=1)
        self.known_words = frozenset(
            word
            for group in (vocabulary.concepts.values(), [vocabulary.stop_words], [vocabulary.dialect.values()])
            for names in group
            for name in names
            for word in words(name)
        ) | frozenset(self._dialect)

    def standard(self, text: str) -> list[str]:
        """The folded words of a text with dialect replaced by standard German."""
        return self.standard_words(words(text))

    def standard_words(self, folded: Iterable[str]) -> list[str]:
        """Folded words with dialect replaced by standard German."""
        return [meaning for word in folded for meaning in self._dialect.get(word, (word,))]

    def is_stop_word(self, word: str) -> bool:
        """Whether a folded word has no content of its own."""
        return word in self._stop_words

    def is_marker(self, word: str) -> bool:
        """Whether a folded word points back to what was said before."""
        return word in self._markers

    def slots(self, tokens: Iterable[str]) -> set[str]:
        """The kinds of things named by folded words, as far as such words replace each other in follow-ups."""
        return {self._slots[token] for token in tokens if token in self._slots}

    def without_slots(self, tokens: Iterable[str], slots: Collection[str]) -> list[str]:
        """The folded words that do not name a thing of these kinds."""
        return [token for token in tokens if self._slots.get(token) not in slots]

    def concepts(self, stems: Sequence[str]) -> set[str]:
        """All concepts named by a sequence of stems; words in a row may name one together."""
        found: set[str] = set()
        for start in range(len(stems)):
            for length in range(1, min(self._longest, len(stems) - start) + 1):
                found |= self._phrases.get(tuple(stems[start : start + length]), set())
        return found
