"""A classifier over topics, trained on the phrasings.

Kernel ridge regression on one-hot topics (Saunders, Gammerman, Vovk 1998, "Ridge Regression Learning Algorithm in Dual
Variables"; Rasmussen, Williams, "Gaussian Processes for Machine Learning", chapter 2.3): the score of a topic is a weighted
sum of the similarities between the question and *all* phrasings, so that what tells two topics apart counts more than what
they share. Training solves one linear system of the phrasings' size; it is deterministic, and its result may be kept
(:mod:`knowledge.learned`), since it depends on phrasings and vocabulary only, not on answers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.index import Floats

RIDGE = 0.3
"""How much a phrasing may disagree with its own topic before the classifier bends; chosen on questions of other authors."""

_BLOCK = 1024


class TopicClassifier:
    """Scores every topic for a question; about 1 for its own phrasings, about 0 for all others."""

    def __init__(self, weights: Floats) -> None:
        self.weights: Floats = np.ascontiguousarray(weights, dtype=np.float32)

    def scores(self, similarities: Floats) -> Floats:
        """One score a topic, from the similarities to all phrasings (those behind the trained ones do not count)."""
        return np.asarray(similarities[: len(self.weights)] @ self.weights, dtype=np.float32)


def train(similarities: Floats, topics: Sequence[int]) -> Floats:
    """The weight of every phrasing for every topic, shape (phrasings, topics).

    ``similarities`` are those of all phrasings with each other. The result is rounded to half precision, so that it is the
    same whether it was trained just now or kept.
    """
    targets = np.zeros((len(topics), max(topics) + 1), dtype=np.float32)
    targets[np.arange(len(topics)), topics] = 1.0
    system = similarities.copy()
    system[np.diag_indices(len(topics))] += RIDGE
    return _solve_positive(system, targets).astype(np.float16).astype(np.float32)


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
