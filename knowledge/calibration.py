"""Scores -> probabilities.

A softmax over all topics and "none of them" (multinomial logistic regression in which all topics share their coefficients;
Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", chapter 4.4). The coefficients are fitted on the
sample questions stored with the content, which are worded differently from all phrasings, as real questions are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.index import Floats

_STEPS = 60
_SMALLEST = 1e-4
_TINY = 1e-12
_PRIOR = 0.05
"""How firmly the coefficients keep to the shipped ones; a few hundred questions outweigh it."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The coefficients: weight of the classifier's score, of the nearest phrasing's similarity, "none"'s own value, and
    what it gains with the share of the question that the knowledge base knows.
    """

    classifier: float = 14.3
    similarity: float = 9.5
    none: float = 8.0
    none_by_known: float = -1.5

    def as_array(self) -> NDArray[np.float64]:
        """The coefficients in the order of the columns of :func:`traits`."""
        return np.array([self.classifier, self.similarity, self.none, self.none_by_known])


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """A question whose right topics are known: its :func:`traits`, and which rows of them are right."""

    traits: Floats
    right: NDArray[np.bool_]


def traits(scores: Floats, similarities: Floats, known: float) -> Floats:
    """What speaks for every topic and, in the last row, for "none of them"; columns as in :class:`Calibration`."""
    result = np.zeros((len(scores) + 1, 4), dtype=np.float32)
    result[:-1, 0] = scores
    result[:-1, 1] = similarities
    result[-1, 2:] = 1.0, known
    return result


def probabilities(rows: Floats, by: Calibration) -> Floats:
    """One probability a topic, and a last one for "none of them"; they sum to 1."""
    return _softmax(rows @ by.as_array()).astype(np.float32)


def fit(observations: Sequence[Observation], start: Calibration) -> Calibration:
    """The likeliest coefficients given the observations and, as a prior, ``start``.

    Newton's method with halved steps where a full one would lead uphill (Boyd, Vandenberghe, "Convex Optimization",
    chapter 9.5); deterministic.
    """
    if not observations:
        return start
    rows = np.stack([seen.traits for seen in observations]).astype(np.float64)
    right = np.stack([seen.right for seen in observations])
    origin = start.as_array()
    coefficients = origin.copy()
    for _ in range(_STEPS):
        step = _newton_step(rows, right, coefficients, origin)
        before = _loss(rows, right, coefficients, origin)
        size = 1.0
        while size > _SMALLEST and _loss(rows, right, coefficients - size * step, origin) > before:
            size /= 2
        coefficients = coefficients - size * step
        if np.abs(step).max() < _SMALLEST:
            break
    return Calibration(*(round(float(value), 3) for value in coefficients))


def _newton_step(
    rows: NDArray[np.float64], right: NDArray[np.bool_], at: NDArray[np.float64], origin: NDArray[np.float64]
) -> NDArray[np.float64]:
    shares = _softmax(rows @ at)
    wanted = np.where(right, shares + _TINY, 0.0)
    wanted /= wanted.sum(axis=1, keepdims=True)
    gradient = np.einsum("qt,qtk->k", shares - wanted, rows) + _PRIOR * (at - origin)
    # The curvature as if one topic were right: always positive, which the true one need not be where several are.
    means = np.einsum("qt,qtk->qk", shares, rows)
    curvature = np.einsum("qt,qtk,qtl->kl", shares, rows, rows) - means.T @ means + _PRIOR * np.eye(len(at))
    return np.asarray(np.linalg.solve(curvature, gradient))


def _loss(
    rows: NDArray[np.float64], right: NDArray[np.bool_], at: NDArray[np.float64], origin: NDArray[np.float64]
) -> float:
    """What is to be made small: the surprise at the right topics, and the distance from the prior."""
    seen = np.log((_softmax(rows @ at) * right).sum(axis=1) + _TINY).sum()
    return float(_PRIOR / 2 * np.square(at - origin).sum() - seen)


def _softmax(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Shares along the last axis; they sum to 1."""
    weights = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True), dtype=np.float64)
