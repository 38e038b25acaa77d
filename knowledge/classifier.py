"""A linear classifier over topics, trained on the phrasings when content is loaded.

Ridge regression on one-hot topics (least-squares classification: Hastie, Tibshirani, Friedman, "The Elements of
Statistical Learning", chapter 4.2), in a space of fixed size: features are hashed with a sign (Weinberger et al. 2009,
"Feature Hashing for Large Scale Multitask Learning"), concepts keep a column of their own. Training is one linear system,
so it is deterministic and takes a fraction of a second; its leave-one-out predictions come in closed form (same book,
chapter 7.10), which is what calibration needs.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from knowledge.index import Floats, Ints, Vector

_BUCKETS = 2048
_RIDGE = 1.0


class TopicClassifier:
    """Scores every topic for a text; about 1 for its own phrasings, about 0 for all others."""

    def __init__(self, names: Sequence[str], vectors: Sequence[Vector], topics: Sequence[int]) -> None:
        self._places, self._signs, width = _places(names)
        samples = np.zeros((len(vectors), width), dtype=np.float32)
        for row, vector in enumerate(vectors):
            np.add.at(samples[row], self._places[vector.columns], vector.values * self._signs[vector.columns])
        targets = np.zeros((len(vectors), max(topics) + 1), dtype=np.float32)
        targets[np.arange(len(vectors)), topics] = 1.0
        gram: Floats = samples.T @ samples
        gram[np.diag_indices(width)] += _RIDGE
        inverse: Floats = np.linalg.inv(gram).astype(np.float32)
        self._weights: Floats = (inverse @ (samples.T @ targets)).astype(np.float32)
        fitted = samples @ self._weights
        leverage = np.einsum("ij,ij->i", samples @ inverse, samples)
        self.left_out: Floats = (targets - (targets - fitted) / (1.0 - leverage)[:, None]).astype(np.float32)
        """For each phrasing, the scores it would get had it not been trained on."""

    def scores(self, vector: Vector) -> Floats:
        """One score a topic."""
        weighted = vector.values * self._signs[vector.columns]
        return np.asarray(weighted @ self._weights[self._places[vector.columns]], dtype=np.float32)


def _places(names: Sequence[str]) -> tuple[Ints, Floats, int]:
    """For every feature its bucket and sign; concepts come behind the shared buckets, one each."""
    places = np.zeros(len(names), dtype=np.int64)
    signs = np.ones(len(names), dtype=np.float32)
    own = _BUCKETS
    for column, name in enumerate(names):
        if name.startswith("c:"):
            places[column] = own
            own += 1
        else:
            code = zlib.crc32(name.encode())
            places[column] = code % _BUCKETS
            signs[column] = 1.0 if code & 0x8000_0000 else -1.0
    return places, signs, own
