"""From scores to probabilities, and the coefficients behind them."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.calibration import Calibration, Observation, fit, probabilities, traits

TOPICS = 3


def rows(*scores: float, known: float = 1.0) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    values = np.array(scores, dtype=np.float32)
    return traits(values, values, known)


def test_probabilities_sum_to_one_and_follow_the_scores() -> None:
    shares = probabilities(rows(0.9, 0.3, 0.1), Calibration())
    assert shares.shape == (TOPICS + 1,)
    assert shares.sum() == pytest.approx(1.0)
    assert list(shares[:TOPICS]) == sorted(shares[:TOPICS], reverse=True)


def test_nothing_similar_means_none_of_them() -> None:
    shares = probabilities(rows(0.02, 0.01, 0.0, known=0.1), Calibration())
    assert shares[-1] > 0.9


def test_fitting_recovers_what_made_the_observations() -> None:
    """Questions drawn from known coefficients lead back to them."""
    random = np.random.default_rng(7)
    true = Calibration(6.0, 3.0, 4.0, -1.0)
    observations = []
    for _ in range(1500):
        seen = traits(random.random(TOPICS, dtype=np.float32), random.random(TOPICS, dtype=np.float32), random.random())
        drawn = random.choice(TOPICS + 1, p=_exactly(probabilities(seen, true)))
        observations.append(Observation(seen, np.arange(TOPICS + 1) == drawn))
    fitted = fit(observations, Calibration())
    np.testing.assert_allclose(fitted.as_array(), true.as_array(), atol=0.9)


def _exactly(shares: np.ndarray[tuple[int], np.dtype[np.float32]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    wide = shares.astype(np.float64)
    return np.asarray(wide / wide.sum())


def test_without_observations_the_coefficients_stay() -> None:
    assert fit([], Calibration()) == Calibration()
