"""Phrasings -> a sparse index: which of them are nearest to a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.features import Features

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Vector:
    """A text in feature space: ``columns`` of known features, ``values`` of unit length.

    ``known`` is the share of the text's weight that stands in known features, from 0 to 1.
    """

    columns: Ints
    values: Floats
    known: float


class FeatureSpace:
    """Gives every feature a column and a weight by rarity (inverse document frequency)."""

    def __init__(self, documents: Sequence[Features]) -> None:
        counts = Counter(name for document in documents for name in document)
        self.names = sorted(counts)
        self._columns = {name: column for column, name in enumerate(self.names)}
        frequencies = np.array([counts[name] for name in self.names], dtype=np.float64)
        self._rarity = np.log((len(documents) + 1) / (frequencies + 0.5))
        self._rarity_of_unknown = float(np.log((len(documents) + 1) / 0.5))

    @property
    def size(self) -> int:
        """The number of columns."""
        return len(self.names)

    def vector(self, features: Features) -> Vector:
        """The unit vector of a text; features never seen only lower ``known``."""
        pairs = sorted((self._columns[name], weight) for name, weight in features.items() if name in self._columns)
        columns = np.array([column for column, _ in pairs], dtype=np.int64)
        values = np.array([weight for _, weight in pairs], dtype=np.float64) * self._rarity[columns]
        unknown = (
            sum(weight for name, weight in features.items() if name not in self._columns) * self._rarity_of_unknown
        )
        length = float(np.sqrt(np.square(values).sum()))
        total = float(values.sum()) + unknown
        if length == 0.0:
            return Vector(columns[:0], values[:0].astype(np.float32), 0.0)
        return Vector(columns, (values / length).astype(np.float32), float(values.sum()) / total)


class PhrasingIndex:
    """All phrasings as an inverted index; rows are grouped by topic, so a topic's best is one reduction."""

    def __init__(self, vectors: Sequence[Vector], topics: Sequence[int], size: int) -> None:
        rows = np.repeat(np.arange(len(vectors)), [len(vector.columns) for vector in vectors])
        columns = np.concatenate([vector.columns for vector in vectors])
        values = np.concatenate([vector.values for vector in vectors])
        order = np.argsort(columns, kind="stable")
        self._rows = rows[order]
        self._values = values[order]
        self._starts = np.searchsorted(columns[order], np.arange(size + 1))
        self._count = len(vectors)
        self.first_rows = np.searchsorted(np.asarray(topics), np.arange(max(topics) + 1))

    def similarities(self, vector: Vector) -> Floats:
        """The cosine of every phrasing with a text, from 0 to 1."""
        result = np.zeros(self._count, dtype=np.float32)
        for column, value in zip(vector.columns, vector.values, strict=True):
            posting = slice(self._starts[column], self._starts[column + 1])
            result[self._rows[posting]] += self._values[posting] * value
        return result

    def best_by_topic(self, similarities: Floats) -> Floats:
        """The highest similarity among each topic's phrasings."""
        return np.maximum.reduceat(similarities, self.first_rows)

    def nearest_by_topic(self, similarities: Floats) -> Ints:
        """The row of each topic's most similar phrasing."""
        ends = np.append(self.first_rows[1:], self._count)
        return np.array(
            [start + int(similarities[start:end].argmax()) for start, end in zip(self.first_rows, ends, strict=True)],
            dtype=np.int64,
        )
