"""The index of phrasings: nearest ones, unknown words, and making it again from arrays."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.index import FeatureSpace, PhrasingIndex, Vector


def test_unknown_features_lower_what_is_known(space: FeatureSpace) -> None:
    assert space.vector({"c:a": 1.0}).known == pytest.approx(1.0, abs=2e-3)
    assert space.vector({"c:a": 1.0, "c:new": 1.0}).known < 0.5
    assert space.vector({"c:new": 1.0}).known == 0.0


def test_it_finds_the_nearest_phrasing_of_each_topic(index: PhrasingIndex, vectors: list[Vector]) -> None:
    similarities = index.similarities(vectors[1])
    assert similarities[1] == pytest.approx(1.0, abs=2e-3)
    assert index.best_by_topic(similarities)[0] == pytest.approx(1.0, abs=2e-3)
    assert [index.nearest(similarities, topic) for topic in (0, 1)] == [1, 2]


def test_similarities_are_cosines(index: PhrasingIndex, vectors: list[Vector], space: FeatureSpace) -> None:
    dense = np.zeros((len(vectors), space.size))
    for row, vector in enumerate(vectors):
        dense[row, vector.columns] = vector.values
    np.testing.assert_allclose(np.stack([index.similarities(v) for v in vectors]), dense @ dense.T, atol=2e-3)


def test_made_again_from_arrays_it_is_the_same(space: FeatureSpace, index: PhrasingIndex) -> None:
    again = FeatureSpace.from_arrays(space.arrays())
    question = {"c:a": 1.0, "g:qq": 0.3, "c:new": 0.1}
    assert again.vector(question).known == space.vector(question).known
    one = index.similarities(space.vector(question))
    other = PhrasingIndex.from_arrays(index.arrays()).similarities(again.vector(question))
    np.testing.assert_array_equal(one, other)
