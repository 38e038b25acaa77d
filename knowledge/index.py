"""Phrasings -> a sparse index: which of them are nearest to a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from knowledge.features import Features

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Arrays = Mapping[str, NDArray[Any]]
"""Named arrays, the form in which an index can be kept."""


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

    def __init__(self, names: Sequence[str], rarity: NDArray[np.float64], rarity_of_unknown: float) -> None:
        self.names = names
        self._columns = {name: column for column, name in enumerate(names)}
        self._rarity = rarity
        self._rarity_of_unknown = rarity_of_unknown

    @classmethod
    def of(cls, documents: Sequence[Features]) -> Self:
        """The space of all features of some texts."""
        counts = Counter(chain.from_iterable(documents))
        names = sorted(counts)
        frequencies = np.array([counts[name] for name in names], dtype=np.float64)
        return cls(names, np.log((len(documents) + 1) / (frequencies + 0.5)), float(np.log((len(documents) + 1) / 0.5)))

    def arrays(self) -> Arrays:
        """Everything needed to make this space again."""
        names = np.frombuffer("\n".join(self.names).encode(), dtype=np.uint8)
        return {"names": names, "rarity": self._rarity, "rarity_of_unknown": np.array(self._rarity_of_unknown)}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The space that :meth:`arrays` was taken from."""
        names = arrays["names"].tobytes().decode().split("\n")
        return cls(names, arrays["rarity"], float(arrays["rarity_of_unknown"]))

    def vector(self, features: Features) -> Vector:
        """The unit vector of a text; features never seen only lower ``known``."""
        known: list[int] = []
        weights: list[float] = []
        unknown = 0.0
        find = self._columns.get
        for name, weight in features.items():
            column = find(name)
            if column is None:
                unknown += weight
            else:
                known.append(column)
                weights.append(weight)
        columns = np.array(known, dtype=np.int64)
        values = np.array(weights, dtype=np.float64) * self._rarity[columns]
        length = float(np.sqrt(np.square(values).sum()))
        total = float(values.sum()) + unknown * self._rarity_of_unknown
        if length == 0.0:
            return Vector(columns[:0], values[:0].astype(np.float32), 0.0)
        return Vector(columns, (values / length).astype(np.float32), float(values.sum()) / total)


class PhrasingIndex:
    """All phrasings as an inverted index; rows are grouped by topic, so a topic's best is one reduction.

    Column ``c`` stands in the rows ``rows[starts[c]:starts[c + 1]]`` with the ``values`` beside them; ``bounds`` are the
    topics' first rows and the number of rows.
    """

    def __init__(
        self, rows: NDArray[np.int32], values: Floats, starts: NDArray[np.int32], bounds: NDArray[np.int32]
    ) -> None:
        self._rows = rows
        self._values = values
        self._starts = starts
        self._bounds: list[int] = bounds.tolist()

    @classmethod
    def of(cls, vectors: Sequence[Vector], topics: Sequence[int], size: int) -> Self:
        """The index of vectors that belong to topics (ascending) in a space of ``size`` columns."""
        rows = np.repeat(np.arange(len(vectors), dtype=np.int32), [len(vector.columns) for vector in vectors])
        columns = np.concatenate([vector.columns for vector in vectors])
        values = np.concatenate([vector.values for vector in vectors])
        order = np.argsort(columns, kind="stable")
        starts = np.searchsorted(columns[order], np.arange(size + 1)).astype(np.int32)
        bounds = np.searchsorted(np.asarray(topics), np.arange(max(topics) + 2)).astype(np.int32)
        return cls(rows[order], values[order], starts, bounds)

    def arrays(self) -> Arrays:
        """Everything needed to make this index again."""
        bounds = np.array(self._bounds, dtype=np.int32)
        return {"rows": self._rows, "values": self._values, "starts": self._starts, "bounds": bounds}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The index that :meth:`arrays` was taken from."""
        return cls(arrays["rows"], arrays["values"], arrays["starts"], arrays["bounds"])

    def similarities(self, vector: Vector) -> Floats:
        """The cosine of every phrasing with a text, from 0 to 1."""
        starts, ends = self._starts[vector.columns], self._starts[vector.columns + 1]
        lengths = ends - starts
        # All places of all columns in one go: for each column its start, counted up to its end.
        first = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        places = first + np.arange(len(first))
        weights = self._values[places] * np.repeat(vector.values, lengths)
        return np.bincount(self._rows[places], weights, self._bounds[-1]).astype(np.float32)

    def best_by_topic(self, similarities: Floats) -> Floats:
        """The highest similarity among each topic's phrasings."""
        return np.maximum.reduceat(similarities, self._bounds[:-1])

    def nearest(self, similarities: Floats, topic: int) -> int:
        """The row of a topic's most similar phrasing."""
        start, end = self._bounds[topic], self._bounds[topic + 1]
        return start + int(similarities[start:end].argmax())
