"""Question -> how likely each topic is: several signals, one calibrated probability."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.calibration import Observation, fit, probabilities, traits
from knowledge.compounds import CompoundSplitter
from knowledge.concepts import ConceptReader
from knowledge.dialogue import context, shape, substituted
from knowledge.features import FeatureReader, Features, blend
from knowledge.german import words
from knowledge.index import Floats
from knowledge.learned import Learned, fingerprint
from knowledge.models import Candidate, Content, Entry, OutsideTopic, Pleasantry, Question, SampleQuestion, Topic
from knowledge.spelling import Speller

CONTEXT_WEIGHT = 0.5
"""What an earlier turn counts beside the question itself."""
STORY_WEIGHT = 0.3
"""What the rest of a story counts beside the sentence that asks."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What the signals say of one text. ``probabilities`` has one value a topic and a last one for "none of them"."""

    probabilities: Floats
    classifier: Floats
    similarity: Floats
    to_phrasings: Floats
    """The similarity to every single phrasing."""
    known: float
    """The share of the text that the knowledge base knows at all, from 0 to 1."""


class Matcher:
    """Compares texts with the phrasings of all topics. Built once from content; deterministic.

    ``learned`` is what was kept of an earlier start; it is used where it fits the content. :attr:`learned` is what is in use.
    """

    def __init__(self, content: Content, learned: Learned | None = None) -> None:
        self.topics: tuple[Topic, ...] = content.topics()
        texts = _texts(self.topics)
        self._phrasings, self._denied = texts.phrasings, texts.denied
        self.concepts = ConceptReader(content.vocabulary)
        split = [words(phrasing) for phrasing in self._phrasings]
        frequencies = _frequencies(content, split, self.concepts)
        self._speller = Speller(frequencies, content.vocabulary.dialect_endings)
        self._reader = FeatureReader(self.concepts, self._speller, CompoundSplitter(frequencies))
        made_from = fingerprint(content)
        self.has_learned_anew = learned is None or learned.fingerprint != made_from
        if learned is None or self.has_learned_anew:
            documents = [self._reader.read(phrasing) for phrasing in self._phrasings]
            learned = Learned.of(made_from, documents, texts.owners, len(self.topics))
        self.learned = learned
        if self.has_learned_anew:
            observations = [self._observe(sample) for sample in content.samples]
            self.learned = replace(learned, calibration=fit(observations, learned.calibration))
        self._exact = _exact(split, texts.owners)

    def _observe(self, sample: SampleQuestion) -> Observation:
        """How a sample question looks to the signals, and which topics are right for it."""
        evidence = self.evidence(self.reading(sample.question))
        rows = traits(evidence.classifier, evidence.similarity, evidence.known)
        right = np.zeros(len(rows), dtype=np.bool_)
        for number, topic in enumerate(self.topics):
            right[number] = {
                "answer": topic.id in sample.entries,
                "fallback": isinstance(topic, OutsideTopic),
                "smalltalk": isinstance(topic, Pleasantry),
            }[sample.kind]
        right[-1] = sample.kind == "fallback"
        return Observation(rows, right)

    def exact(self, folded: Sequence[str]) -> Topic | None:
        """The topic that has a phrasing of these very folded words: case, signs and spelling of umlauts do not count."""
        found = self._exact.get(" ".join(folded))
        return self.topics[found] if found is not None and found < len(self.topics) else None

    def knows_a_word(self, text: str) -> bool:
        """Whether at least one word of a text is known, if perhaps misspelt."""
        return any(self._speller.knows(word) for word in self.concepts.standard(text))

    def features(self, text: str) -> Features:
        """The features of a text."""
        return self._reader.read(text)

    def reading(self, question: Question) -> Features:
        """The features of a question, together with the turn before it if it leans on that."""
        return (
            self.in_context(question)
            if shape(question, self.concepts).leans_on_context
            else self.features(question.text)
        )

    def in_context(self, question: Question) -> Features:
        """The features of a question together with what still counts of the turns before."""
        if (whole := substituted(question, self.concepts)) is not None:
            return self.features(whole)
        before = self.features(context(question, self.concepts))
        return blend([(self.features(question.text), 1.0), (before, CONTEXT_WEIGHT)])

    def within(self, sentence: str, story: str) -> Features:
        """The features of a sentence with an echo of the story around it."""
        return blend([(self.features(sentence), 1.0), (self.features(story), STORY_WEIGHT)])

    def evidence(self, features: Features) -> Evidence:
        """What all signals say."""
        vector = self.learned.space.vector(features)
        similarities = self.learned.index.similarities(vector)
        groups = self.learned.index.best_by_topic(similarities)
        best, scores = groups[: len(self.topics)], self.learned.classifier.scores(vector, similarities)
        for denial, number in zip(groups[len(self.topics) :], self._denied, strict=True):
            # Nearer to what an entry does not mean than to what it means: that much less likely.
            scores[number] -= max(0.0, float(denial - best[number]))
        shares = probabilities(traits(scores, best, vector.known), self.learned.calibration)
        return Evidence(shares, scores, best, similarities, vector.known)

    def candidates(self, evidence: Evidence, most: int) -> tuple[Candidate, ...]:
        """The likeliest topics, for explanations."""
        order = np.argsort(-evidence.probabilities[: len(self.topics)], kind="stable")[:most]
        return tuple(
            Candidate(
                self.topics[number],
                float(evidence.probabilities[number]),
                float(evidence.classifier[number]),
                float(evidence.similarity[number]),
                self._phrasings[self.learned.index.nearest(evidence.to_phrasings, number)],
            )
            for number in map(int, order)
        )


@dataclass(frozen=True, slots=True)
class _Texts:
    """All phrasings in the order of topics, then what is expressly not meant by some entries.

    ``owners`` has a number a text: that of its topic, or of its group of texts that ``denied`` names the entry of.
    """

    phrasings: list[str]
    owners: list[int]
    denied: list[int]


def _texts(topics: tuple[Topic, ...]) -> _Texts:
    texts: list[str] = []
    owners: list[int] = []
    denied: list[int] = []
    for number, topic in enumerate(topics):
        titles = () if isinstance(topic, Pleasantry) else (topic.title,)
        own = dict.fromkeys((*titles, *topic.phrasings))
        texts += own
        owners += [number] * len(own)
    for number, topic in enumerate(topics):
        if isinstance(topic, Entry) and topic.not_meant:
            texts += topic.not_meant
            owners += [len(topics) + len(denied)] * len(topic.not_meant)
            denied.append(number)
    return _Texts(texts, owners, denied)


def _frequencies(content: Content, phrasings: list[list[str]], concepts: ConceptReader) -> Counter[str]:
    """How often each word the knowledge base knows is used; the speller prefers frequent ones."""
    counts = Counter(word for phrasing in phrasings for word in concepts.standard_words(phrasing))
    for entry in content.entries.values():
        counts.update(words(f"{entry.title} {entry.answer}"))
    counts.update(concepts.known_words - counts.keys())
    return counts


def _exact(phrasings: list[list[str]], owners: list[int]) -> dict[str, int]:
    """Phrasing -> topic, without phrasings that two topics share after normalising."""
    found: dict[str, int] = {}
    ambiguous: set[str] = set()
    for phrasing, owner in zip(phrasings, owners, strict=True):
        key = " ".join(phrasing)
        if found.setdefault(key, owner) != owner:
            ambiguous.add(key)
    return {key: owner for key, owner in found.items() if key and key not in ambiguous}
