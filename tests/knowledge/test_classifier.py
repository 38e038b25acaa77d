"""The classifier: right on its own phrasings, honest about those left out."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.classifier import TopicClassifier
from knowledge.index import FeatureSpace, PhrasingIndex, Vector

DOCUMENTS = [{"c:a": 1.0, "g:xy": 0.3}, {"c:a": 1.0, "g:zz": 0.3}, {"c:b": 1.0, "g:xy": 0.3}, {"c:b": 1.0, "g:qq": 0.3}]
TOPICS = [0, 0, 1, 1]


@pytest.fixture
def space() -> FeatureSpace:
    return FeatureSpace(DOCUMENTS)


@pytest.fixture
def vectors(space: FeatureSpace) -> list[Vector]:
    return [space.vector(document) for document in DOCUMENTS]


def test_phrasings_score_highest_for_their_own_topic(space: FeatureSpace, vectors: list[Vector]) -> None:
    classifier = TopicClassifier(space.names, vectors, TOPICS)
    assert [int(classifier.scores(vector).argmax()) for vector in vectors] == TOPICS


def test_leaving_out_in_closed_form_equals_training_without(space: FeatureSpace, vectors: list[Vector]) -> None:
    """The law behind calibration: the shortcut must give what really leaving a phrasing out gives."""
    whole = TopicClassifier(space.names, vectors, TOPICS)
    for row, vector in enumerate(vectors):
        rest = [v for number, v in enumerate(vectors) if number != row]
        topics = [t for number, t in enumerate(TOPICS) if number != row]
        np.testing.assert_allclose(
            whole.left_out[row], TopicClassifier(space.names, rest, topics).scores(vector), atol=1e-4
        )


def test_unknown_features_lower_what_is_known(space: FeatureSpace) -> None:
    assert space.vector({"c:a": 1.0}).known == pytest.approx(1.0)
    assert space.vector({"c:a": 1.0, "c:new": 1.0}).known < 0.5
    assert space.vector({"c:new": 1.0}).known == 0.0


def test_the_index_finds_the_nearest_phrasing_of_each_topic(space: FeatureSpace, vectors: list[Vector]) -> None:
    index = PhrasingIndex(vectors, TOPICS, space.size)
    similarities = index.similarities(vectors[1])
    assert similarities[1] == pytest.approx(1.0)
    assert index.best_by_topic(similarities)[0] == pytest.approx(1.0)
    assert list(index.nearest_by_topic(similarities)) == [1, 2]
