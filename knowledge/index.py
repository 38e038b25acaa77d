"""Phrasings -> a sparse index: which of them are nearest to a question."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from knowledge.features import Features

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Halves = NDArray[np.float16]
"""Half precision keeps three digits, enough for weights, in half the memory."""
Rows = NDArray[np.uint16] | NDArray[np.int32]
Codes = NDArray[np.uint32]
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
    """Gives every feature a column and a weight by rarity (inverse document frequency).

    A feature is known by 32 bits of its name: a hundred thousand names would take more memory than all else. Two names that
    share their bits share a column, which happens to about one pair in a hundred thousand features.
    """

    def __init__(self, codes: Codes, rarity: NDArray[np.float64], rarity_of_unknown: float) -> None:
        self._codes = codes
        self._rarity = rarity
        self._rarity_of_unknown = rarity_of_unknown

    @classmethod
    def of(cls, documents: Sequence[Features]) -> Self:
        """The space of all features of some texts."""
        counts = Counter(chain.from_iterable(documents))
        codes, places = np.unique(_codes(counts), return_inverse=True)
        frequencies = np.bincount(places, np.fromiter(counts.values(), dtype=np.float64, count=len(counts)))
        unknown = float(np.log((len(documents) + 1) / 0.5))
        return cls(codes, np.log((len(documents) + 1) / (frequencies + 0.5)), unknown)

    @property
    def size(self) -> int:
        """The number of columns."""
        return len(self._codes)

    def arrays(self) -> Arrays:
        """Everything needed to make this space again."""
        unknown = np.array(self._rarity_of_unknown)
        return {"codes": self._codes, "rarity": self._rarity, "rarity_of_unknown": unknown}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The space that :meth:`arrays` was taken from."""
        return cls(arrays["codes"], arrays["rarity"], float(arrays["rarity_of_unknown"]))

    def vector(self, features: Features) -> Vector:
        """The unit vector of a text; features never seen only lower ``known``."""
        codes = _codes(features)
        weights = np.fromiter(features.values(), dtype=np.float64, count=len(features))
        places = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        is_known = self._codes[places] == codes
        columns, first = np.unique(places[is_known], return_index=True)
        values = weights[is_known][first] * self._rarity[columns]
        length = float(np.sqrt(np.square(values).sum()))
        unknown = float(weights[~is_known].sum()) * self._rarity_of_unknown
        if length == 0.0:
            return Vector(columns[:0], values[:0].astype(np.float32), 0.0)
        return Vector(
            columns, (values / length).astype(np.float32), float(values.sum()) / (float(values.sum()) + unknown)
        )


def _codes(names: Iterable[str]) -> Codes:
    return np.array([zlib.crc32(name.encode()) for name in names], dtype=np.uint32)


class PhrasingIndex:
    """All phrasings as an inverted index; rows are grouped by topic, so a topic's best is one reduction.

    Column ``c`` stands in the rows ``rows[starts[c]:starts[c + 1]]`` with the ``values`` beside them; ``bounds`` are the
    topics' first rows and the number of rows.
    """

    def __init__(self, rows: Rows, values: Halves, starts: NDArray[np.int32], bounds: NDArray[np.int32]) -> None:
        self._rows = rows
        self._values = values
        self._starts = starts
        self._bounds: list[int] = bounds.tolist()

    @classmethod
    def of(cls, vectors: Sequence[Vector], topics: Sequence[int], size: int) -> Self:
        """The index of vectors that belong to topics (ascending) in a space of ``size`` columns."""
        rows = np.repeat(np.arange(len(vectors)), [len(vector.columns) for vector in vectors])
        columns = np.concatenate([vector.columns for vector in vectors])
        values = np.concatenate([vector.values for vector in vectors])
        order = np.argsort(columns, kind="stable")
        starts = np.searchsorted(columns[order], np.arange(size + 1)).astype(np.int32)
        bounds = np.searchsorted(np.asarray(topics), np.arange(max(topics) + 2)).astype(np.int32)
        return cls(_small(rows[order]), values[order].astype(np.float16), starts, bounds)

    def arrays(self) -> Arrays:
        """Everything needed to make this index again."""
        bounds = np.array(self._bounds, dtype=np.int32)
        return {"rows": self._rows, "values": self._values, "starts": self._starts, "bounds": bounds}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The index that :meth:`arrays` was taken from."""
        return cls(arrays["rows"], arrays["values"], arrays["starts"], arrays["bounds"])

    @property
    def size(self) -> int:
        """The number of columns."""
        return len(self._starts) - 1

    def columns_of_several(self, rows: int) -> Ints:
        """The columns that stand in more than one phrasing, or in one behind the first ``rows``."""
        alone = np.flatnonzero(np.diff(self._starts) == 1)
        behind = alone[self._rows[self._starts[alone]] >= rows]
        return np.union1d(np.flatnonzero(np.diff(self._starts) > 1), behind)

    def combined(self, column: int, weights: Floats) -> Floats:
        """The sum of the weights of the phrasings with a column, as far as there are any, times its value there."""
        place = slice(self._starts[column], self._starts[column + 1])
        known = self._rows[place] < len(weights)
        return np.asarray(
            self._values[place][known].astype(np.float32) @ weights[self._rows[place][known]], dtype=np.float32
        )

    def only_phrasings(self, columns: Ints) -> tuple[Rows, Floats]:
        """For columns of a single phrasing: its row, and the value there."""
        starts = self._starts[columns]
        return self._rows[starts], self._values[starts].astype(np.float32)

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


def _small(rows: NDArray[Any]) -> Rows:
    """Row numbers in two bytes where that suffices."""
    return rows.astype(np.uint16) if rows.max(initial=0) < np.iinfo(np.uint16).max else rows.astype(np.int32)
