"""Text -> weighted features, the common ground of all matching signals.

Four kinds: ``c:`` concepts (citizens' words united by ``vocabulary.yaml``), ``f:`` function words (who, where, not …),
``b:`` pairs of neighbouring stems, ``g:`` character n-grams inside words. The n-grams carry inflection, compounds and
typing errors; the concepts carry what words alone cannot know.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from knowledge.compounds import CompoundSplitter
from knowledge.concepts import ConceptReader
from knowledge.german import stem, words
from knowledge.spelling import Speller

CONCEPT = 1.4
FUNCTION_WORD = 0.4
QUESTION_WORD = 0.8
PAIR = 0.4
N_GRAM = 0.25
CORRECTED = 0.7
"""Share of the weight that a feature has which rests on a corrected spelling."""

_N_GRAM_LENGTHS = (3, 4, 5)
_QUESTION_WORDS = frozenset(
    words(
        "wer wem wen wessen wo woher wohin wann wie was welche welcher welches warum wozu viel viele oft lange nicht "
        "kein keine ohne"
    )
)
_CACHE = 50_000

Features = dict[str, float]


class FeatureReader:
    """Turns text into features; ``spell`` is None while the known words are still being gathered."""

    def __init__(
        self, concepts: ConceptReader, speller: Speller | None = None, splitter: CompoundSplitter | None = None
    ) -> None:
        self.concepts = concepts
        self._speller = speller
        self._splitter = splitter

    def read(self, text: str) -> Features:
        """The features of a text with their weights, before any weighting by rarity."""
        features: Features = {}
        tokens = self.concepts.standard(text)
        self._add(tokens, features, 1.0)
        corrected = [word for token in tokens for word in self._corrected(token)]
        if corrected != tokens:
            self._add(corrected, features, CORRECTED)
        return features

    def _corrected(self, token: str) -> tuple[str, ...]:
        """What a word probably means: itself, a known word, or the known words it is composed of."""
        if self._speller is not None and (correct := self._speller.correct(token)) is not None:
            return (correct,)
        parts = self._splitter.split(token) if self._splitter is not None else None
        return parts or (token,)

    def _add(self, tokens: list[str], features: Features, share: float) -> None:
        stems = [stem(token) for token in tokens]
        for concept in sorted(self.concepts.concepts(stems)):
            _raise(features, f"c:{concept}", CONCEPT * share)
        for first, second in pairwise(stems):
            _raise(features, f"b:{first} {second}", PAIR * share)
        for token in tokens:
            if token in _QUESTION_WORDS:
                _raise(features, f"f:{token}", QUESTION_WORD * share)
            elif self.concepts.is_stop_word(token):
                _raise(features, f"f:{token}", FUNCTION_WORD * share)
            else:
                for gram in _n_grams(token):
                    _raise(features, gram, N_GRAM * share)


def _raise(features: Features, name: str, weight: float) -> None:
    if features.get(name, 0.0) < weight:
        features[name] = weight


@lru_cache(maxsize=_CACHE)
def _n_grams(token: str) -> tuple[str, ...]:
    bounded = f"^{token}$"
    return tuple(
        f"g:{bounded[start : start + length]}"
        for length in _N_GRAM_LENGTHS
        for start in range(len(bounded) - length + 1)
    )


def blend(parts: Iterable[tuple[Features, float]]) -> Features:
    """Several texts as one, each with its own weight."""
    blended: Features = {}
    for features, weight in parts:
        for name, value in features.items():
            _raise(blended, name, value * weight)
    return blended
