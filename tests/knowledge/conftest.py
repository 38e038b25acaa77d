"""Four tiny phrasings of two topics, for tests of the index and the classifier."""

from __future__ import annotations

import pytest

from knowledge.index import FeatureSpace, PhrasingIndex, Vector

DOCUMENTS = [{"c:a": 1.0, "g:xy": 0.3}, {"c:a": 1.0, "g:zz": 0.3}, {"c:b": 1.0, "g:xy": 0.3}, {"c:b": 1.0, "g:qq": 0.3}]
TOPICS = [0, 0, 1, 1]


@pytest.fixture
def space() -> FeatureSpace:
    return FeatureSpace.of(DOCUMENTS)


@pytest.fixture
def vectors(space: FeatureSpace) -> list[Vector]:
    return [space.vector(document) for document in DOCUMENTS]


@pytest.fixture
def index(space: FeatureSpace, vectors: list[Vector]) -> PhrasingIndex:
    return PhrasingIndex.of(vectors, TOPICS, space.size)
