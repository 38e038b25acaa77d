"""What is made of the phrasings at load, kept beside the content so that the next start need not make it again.

The file is an aid, never a source: it names the phrasings and the vocabulary it was made from (``fingerprint``) and is
ignored when they have changed. Changing an answer's text changes nothing here.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from knowledge.calibration import Calibration
from knowledge.classifier import TopicClassifier, train
from knowledge.features import Features
from knowledge.index import FeatureSpace, PhrasingIndex
from knowledge.models import Content, Entry, Pleasantry


def file_name(language: str) -> str:
    """The name of the file beside the content."""
    return f"learned.{language}.npz"


_RECIPE = 8
"""Raised whenever features or training change, so that nothing made in another way is used. A test notices if not."""


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """Index and classifier, and what they were made from."""

    fingerprint: str
    space: FeatureSpace
    index: PhrasingIndex
    classifier: TopicClassifier
    calibration: Calibration

    @classmethod
    def of(cls, fingerprint: str, documents: Sequence[Features], groups: Sequence[int], topics: int) -> Self:
        """Index and train; takes some seconds for thousands of phrasings.

        ``groups`` has an ascending number a text; those below ``topics`` are trained for, the others indexed only.
        """
        space = FeatureSpace.of(documents)
        vectors = [space.vector(document) for document in documents]
        index = PhrasingIndex.of(vectors, groups, space.size)
        trained = [group for group in groups if group < topics]
        weights = train(np.stack([index.similarities(v)[: len(trained)] for v in vectors[: len(trained)]]), trained)
        return cls(fingerprint, space, index, TopicClassifier.of(weights, index), Calibration())

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self | None:
        """From the file's content; None if it is unusable (then all is made anew)."""
        try:
            with np.load(io.BytesIO(raw), allow_pickle=False) as kept:
                index = PhrasingIndex.from_arrays(kept)
                return cls(
                    str(kept["fingerprint"]),
                    FeatureSpace.from_arrays(kept),
                    index,
                    TopicClassifier.from_arrays(kept, index),
                    Calibration(*kept["calibration"].tolist()),
                )
        except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def to_bytes(self) -> bytes:
        """The file's content."""
        buffer = io.BytesIO()
        arrays = {
            "fingerprint": np.array(self.fingerprint),
            "calibration": self.calibration.as_array(),
            **self.space.arrays(),
            **self.index.arrays(),
            **self.classifier.arrays(),
        }
        np.savez(buffer, allow_pickle=False, **arrays)
        return buffer.getvalue()


def fingerprint(content: Content) -> str:
    """Names what learning depends on: topics with their phrasings, sample questions and the vocabulary; not the answers."""
    digest = hashlib.sha256(f"{_RECIPE}".encode())
    for topic in content.topics():
        not_meant = topic.not_meant if isinstance(topic, Entry) else ()
        title = "" if isinstance(topic, Pleasantry) else topic.title
        digest.update("\0".join((type(topic).__name__, topic.id, title, *topic.phrasings, "-", *not_meant)).encode())
    for sample in content.samples:
        parts = (sample.kind, *sorted(sample.entries), sample.question.text, *sample.question.earlier)
        digest.update("\0".join(parts).encode())
    vocabulary = content.vocabulary
    parts = (
        *(f"{concept}={','.join(names)}" for concept, names in sorted(vocabulary.concepts.items())),
        *(f"{word}>{meaning}" for word, meaning in sorted(vocabulary.dialect.items())),
        *(f"{ending}~{','.join(standard)}" for ending, standard in sorted(vocabulary.dialect_endings.items())),
        *sorted(vocabulary.stop_words),
        *(f"{slot}:{','.join(names)}" for slot, names in sorted(vocabulary.slots.items())),
        *sorted(vocabulary.follow_up_markers),
    )
    digest.update("\0".join(parts).encode())
    return digest.hexdigest()[:32]
