"""Question -> how likely each topic is: several signals, one calibrated probability."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from knowledge.calibration import Calibration, probabilities
from knowledge.classifier import TopicClassifier
from knowledge.concepts import ConceptReader
from knowledge.features import FeatureReader, Features, blend
from knowledge.german import words
from knowledge.index import FeatureSpace, Floats, PhrasingIndex
from knowledge.models import Candidate, Content, Entry, Pleasantry, Topic
from knowledge.spelling import Speller


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the signals say of one text. ``probabilities`` has one value a topic and a last one for "none of them"."""

    probabilities: Floats
    classifier: Floats
    similarity: Floats
    nearest: tuple[str, ...]


class Matcher:
    """Compares texts with the phrasings of all topics. Built once from content; deterministic."""

    def __init__(self, content: Content, calibration: Calibration | None = None) -> None:
        self.topics: tuple[Topic, ...] = content.topics()
        self._calibration = calibration or Calibration()
        self._phrasings, owners = _phrasings(self.topics)
        self.concepts = ConceptReader(content.vocabulary)
        self._reader = FeatureReader(self.concepts, Speller(_frequencies(content, self._phrasings, self.concepts)))
        documents = [self._reader.read(phrasing) for phrasing in self._phrasings]
        self._space = FeatureSpace(documents)
        vectors = [self._space.vector(document) for document in documents]
        self._index = PhrasingIndex(vectors, owners, self._space.size)
        self._classifier = TopicClassifier(self._space.names, vectors, owners)
        self._exact = _exact(self._phrasings, owners)

    def exact(self, text: str) -> Topic | None:
        """The topic that has this very phrasing, apart from case, signs and spelling of umlauts."""
        found = self._exact.get(" ".join(words(text)))
        return self.topics[found] if found is not None and found < len(self.topics) else None

    def features(self, text: str) -> Features:
        """The features of a text."""
        return self._reader.read(text)

    def evidence(self, features: Features) -> Evidence:
        """What all signals say."""
        vector = self._space.vector(features)
        similarities = self._index.similarities(vector)
        best = self._index.best_by_topic(similarities)
        scores = self._classifier.scores(vector)
        nearest = self._index.nearest_by_topic(similarities)
        return Evidence(
            probabilities(scores, best, vector.known, self._calibration, len(self.topics)),
            scores,
            best,
            tuple(self._phrasings[row] for row in nearest[: len(self.topics)]),
        )

    def in_context(self, text: str, earlier: str, weight: float) -> Evidence:
        """The same for a text that continues an earlier one."""
        return self.evidence(blend([(self.features(text), 1.0), (self.features(earlier), weight)]))

    def candidates(self, evidence: Evidence, most: int) -> tuple[Candidate, ...]:
        """The likeliest topics, for explanations."""
        order = np.argsort(-evidence.probabilities[: len(self.topics)], kind="stable")[:most]
        return tuple(
            Candidate(
                self.topics[number],
                float(evidence.probabilities[number]),
                float(evidence.classifier[number]),
                float(evidence.similarity[number]),
                evidence.nearest[number],
            )
            for number in order
        )


def _phrasings(topics: tuple[Topic, ...]) -> tuple[list[str], list[int]]:
    """All phrasings in the order of topics; what is expressly not meant by any entry belongs to "none"."""
    texts: list[str] = []
    owners: list[int] = []
    for number, topic in enumerate(topics):
        titles = () if isinstance(topic, Pleasantry) else (topic.title,)
        for text in dict.fromkeys((*titles, *topic.phrasings)):
            texts.append(text)
            owners.append(number)
    claimed = {" ".join(words(text)) for text in texts}
    unmeant = {text for topic in topics if isinstance(topic, Entry) for text in topic.not_meant}
    for text in sorted(unmeant):
        # Some are another entry's own phrasing; that entry speaks for itself.
        if " ".join(words(text)) not in claimed:
            texts.append(text)
            owners.append(len(topics))
    return texts, owners


def _frequencies(content: Content, phrasings: list[str], concepts: ConceptReader) -> Counter[str]:
    """How often each word the knowledge base knows is used; the speller prefers frequent ones."""
    counts = Counter(word for phrasing in phrasings for word in concepts.standard(phrasing))
    for entry in content.entries.values():
        for word in words(f"{entry.title} {entry.answer}"):
            counts[word] += 1
    counts.update(concepts.known_words - counts.keys())
    return counts


def _exact(phrasings: list[str], owners: list[int]) -> dict[str, int]:
    """Phrasing -> topic, without phrasings that two topics share after normalising."""
    found: dict[str, int] = {}
    ambiguous: set[str] = set()
    for phrasing, owner in zip(phrasings, owners, strict=True):
        key = " ".join(words(phrasing))
        if found.setdefault(key, owner) != owner:
            ambiguous.add(key)
    return {key: owner for key, owner in found.items() if key and key not in ambiguous}
