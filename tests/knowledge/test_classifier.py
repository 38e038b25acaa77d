"""The classifier: right on its own phrasings, and it weighs what tells topics apart."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.classifier import RIDGE, TopicClassifier, train
from knowledge.index import FeatureSpace, Floats, PhrasingIndex, Vector
from tests.knowledge.conftest import TOPICS


@pytest.fixture
def gram(index: PhrasingIndex, vectors: list[Vector]) -> Floats:
    return np.stack([index.similarities(vector) for vector in vectors])


def test_phrasings_score_highest_for_their_own_topic(gram: Floats, index: PhrasingIndex, vectors: list[Vector]) -> None:
    classifier = TopicClassifier.of(train(gram, TOPICS), index)
    assert [int(classifier.scores(vector, index.similarities(vector)).argmax()) for vector in vectors] == TOPICS


@pytest.mark.parametrize("per_feature_from", [0, 5000])
def test_scores_are_the_weighted_sum_of_all_similarities(
    gram: Floats,
    index: PhrasingIndex,
    vectors: list[Vector],
    space: FeatureSpace,
    per_feature_from: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Kept in either way, they must be what the definition says; the last phrasing is indexed but was not trained on."""
    monkeypatch.setattr("knowledge.classifier.PER_FEATURE_FROM", per_feature_from)
    weights = train(gram[:3, :3].copy(), TOPICS[:3])
    classifier = TopicClassifier.of(weights, index)
    for vector in [*vectors, space.vector({"c:a": 1.0, "g:qq": 0.5, "g:zz": 0.2})]:
        expected = index.similarities(vector)[:3] @ weights
        np.testing.assert_allclose(classifier.scores(vector, index.similarities(vector)), expected, atol=2e-3)


def test_training_solves_the_regularised_system(gram: Floats) -> None:
    targets = np.eye(2, dtype=np.float32)[TOPICS]
    left = (gram + RIDGE * np.eye(len(gram))) @ train(gram, TOPICS)
    np.testing.assert_allclose(left, targets, atol=5e-3)


def test_what_topics_share_counts_less_than_what_tells_them_apart() -> None:
    # Both share the first feature; only the second differs. A question with it must lean to its topic clearly.
    vectors = np.array([[0.9, 0.4, 0.0], [0.9, 0.0, 0.4]], dtype=np.float32)
    scores = (vectors @ vectors[0]) @ train(vectors @ vectors.T, [0, 1])
    assert scores[0] - scores[1] > 0.3


def test_large_systems_are_solved_block_by_block() -> None:
    random = np.random.default_rng(3)
    points = random.random((2500, 40), dtype=np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    topics = sorted(int(n) for n in random.integers(0, 7, 2500))
    gram = points @ points.T
    expected = np.linalg.solve(gram + RIDGE * np.eye(2500), np.eye(7)[topics])
    np.testing.assert_allclose(train(gram, topics), expected, atol=2e-2)
