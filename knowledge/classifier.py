"""A classifier over topics, trained on the phrasings.

Kernel ridge regression on one-hot topics (Saunders, Gammerman, Vovk 1998, "Ridge Regression Learning Algorithm in Dual
Variables"; Rasmussen, Williams, "Gaussian Processes for Machine Learning", chapter 2.3): the score of a topic is a weighted
sum of the similarities between the question and *all* phrasings, so that what tells two topics apart counts more than what
they share. Training solves one linear system of the phrasings' size; it is deterministic, and its result may be kept
(:mod:`knowledge.learned`), since it depends on phrasings and vocabulary only, not on answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.index import Arrays, Floats, Halves, PhrasingIndex, Vector

RIDGE = 0.3
"""How much a phrasing may disagree with its own topic before the classifier bends; chosen on questions of other authors."""

_BLOCK = 1024
PER_FEATURE_FROM = 5000
"""From this many phrasings on, summing per feature is worth its memory."""


class TopicClassifier:
    """Scores every topic for a question; about 1 for its own phrasings, about 0 for all others.

    The weighted sum over all phrasings is linear in the question's features, so where there are many phrasings it is kept per
    feature: a question has a hundred of these. A feature of a single phrasing needs no row of its own.
    """

    def __init__(
        self, by_feature: Halves, places: NDArray[np.int32], by_phrasing: Halves, index: PhrasingIndex
    ) -> None:
        self._by_feature = by_feature
        self._places = places
        self._by_phrasing = by_phrasing
        self._index = index
        self._few = by_phrasing.astype(np.float32) if not len(by_feature) else None

    @classmethod
    def of(cls, weights: Floats, index: PhrasingIndex) -> Self:
        """From the weights of :func:`train` and the index of the phrasings trained on (others may stand behind them)."""
        if len(weights) < PER_FEATURE_FROM:
            nothing = np.zeros((0, weights.shape[1]), dtype=np.float16)
            return cls(nothing, np.zeros(0, dtype=np.int32), weights.astype(np.float16), index)
        common = index.columns_of_several(len(weights))
        places = np.full(index.size, -1, dtype=np.int32)
        places[common] = np.arange(len(common), dtype=np.int32)
        rows = [index.combined(int(column), weights) for column in common]
        by_feature = np.stack(rows).astype(np.float16) if rows else np.zeros((0, weights.shape[1]), dtype=np.float16)
        return cls(by_feature, places, weights.astype(np.float16), index)

    def arrays(self) -> Arrays:
        """Everything but the index needed to make this classifier again."""
        return {"by_feature": self._by_feature, "places": self._places, "by_phrasing": self._by_phrasing}

    @classmethod
    def from_arrays(cls, arrays: Arrays, index: PhrasingIndex) -> Self:
        """The classifier that :meth:`arrays` was taken from."""
        return cls(arrays["by_feature"], arrays["places"], arrays["by_phrasing"], index)

    def scores(self, vector: Vector, similarities: Floats) -> Floats:
        """One score a topic, for a text and its similarities to all phrasings."""
        if self._few is not None:
            return np.asarray(similarities[: len(self._few)] @ self._few, dtype=np.float32)
        places = self._places[vector.columns]
        is_common = places >= 0
        result = vector.values[is_common] @ self._by_feature[places[is_common]].astype(np.float32)
        phrasings, values = self._index.only_phrasings(vector.columns[~is_common])
        trained = phrasings < len(self._by_phrasing)
        rare = (vector.values[~is_common] * values)[trained]
        return np.asarray(result + rare @ self._by_phrasing[phrasings[trained]].astype(np.float32), dtype=np.float32)


def train(similarities: Floats, topics: Sequence[int]) -> Floats:
    """The weight of every phrasing for every topic, shape (phrasings, topics).

    ``similarities`` are those of all phrasings with each other.
    """
    targets = np.zeros((len(topics), max(topics) + 1), dtype=np.float32)
    targets[np.arange(len(topics)), topics] = 1.0
    system = similarities.copy()
    system[np.diag_indices(len(topics))] += RIDGE
    return _solve_positive(system, targets)


def _solve_positive(system: Floats, right: Floats) -> Floats:
    """Solve a symmetric positive definite system, overwriting both.

    Cholesky's method in blocks (Golub, Van Loan, "Matrix Computations", chapter 4.2.9): half the work and memory of numpy's
    general solver, which matters for ten thousand phrasings.
    """
    size = len(system)
    blocks = [slice(start, min(start + _BLOCK, size)) for start in range(0, size, _BLOCK)]
    inverses = []
    for block in blocks:
        below = slice(block.stop, size)
        inverse = np.linalg.inv(np.linalg.cholesky(system[block, block]))
        inverses.append(inverse)
        right[block] = inverse @ right[block]
        panel = system[below, block] @ inverse.T
        system[below, block] = panel
        right[below] -= panel @ right[block]
        for other in blocks:
            if other.start >= block.stop:
                rest = slice(other.start, size)
                system[rest, other] -= system[rest, block] @ system[other, block].T
    for block, inverse in zip(reversed(blocks), reversed(inverses), strict=True):
        right[block] = inverse.T @ (right[block] - system[block.stop :, block].T @ right[block.stop :])
    return right
