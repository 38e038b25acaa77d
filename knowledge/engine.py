"""Question -> outcome: the steps, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.decision import Decider, Decision
from knowledge.dialogue import shape
from knowledge.german import words
from knowledge.learned import Learned
from knowledge.matching import Evidence, Matcher
from knowledge.models import (
    MAX_OPTIONS,
    Answer,
    Clarify,
    Content,
    Entry,
    Fallback,
    Found,
    Outcome,
    OutsideTopic,
    Question,
    SmallTalk,
    Topic,
)
from knowledge.splitting import questions_in

SENTENCE_SHARE = 0.9
"""A single sentence of a longer text is believed a little less than the whole."""
KNOWN_ENOUGH = 0.4
"""Share of a question that must be known to say anything; below it, single letters that happen to match would decide."""
KNOWN_ENOUGH_WITHOUT_WORDS = 0.7
"""The same where not one word is known as a whole: a compound nobody wrote before passes, keyboard mashing does not."""
_CANDIDATES = 6
_TOGETHER = 2
_PLAUSIBLE = 0.4
"""How likely an entry must be to stand for one of several questions."""
_SURE = 0.8
"""How likely the least likely of several entries must be to answer with all of them."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read the question, with what it leads to."""

    text: str
    evidence: Evidence
    decision: Decision
    trust: float


class Engine:
    """Finds the approved text that answers a question in one language, or says that there is none.

    Built once from content, then free of state: the same question and context always lead to the same outcome.
    """

    def __init__(self, content: Content, learned: Learned | None = None) -> None:
        self.content = content
        self.matcher = Matcher(content, learned)
        self._decider = Decider(self.matcher.topics, content)

    def find(self, question: Question) -> Found:
        """Decide what to do with a question."""
        folded = words(question.text)
        if not folded:
            reason = "kein Wort in der Frage"
            return Found(Fallback(self.content.unclear_reaction, None, 1.0), (), question.text, reason)
        topic = self.matcher.exact(folded)
        if topic is not None and not self._needs_context(topic, question):
            return Found(self._certain(topic), (), question.text, "wörtlich eine hinterlegte Frage")
        together = self._together(question)
        if together is not None:
            return together
        readings = self._readings(question)
        best = max(readings, key=lambda reading: reading.decision.value * reading.trust)
        candidates = self.matcher.candidates(best.evidence, _CANDIDATES)
        return Found(best.decision.outcome, candidates, best.text, best.decision.reason)

    def _together(self, question: Question) -> Found | None:
        """One outcome for several questions: their answers together, or a choice if not all of them are clear."""
        parts = questions_in(question.text)
        readings = [
            max(
                self._readings(Question(part, (*question.earlier, *parts[:number]))),
                key=lambda reading: reading.decision.value * reading.trust,
            )
            for number, part in enumerate(parts)
        ]
        likely = [self.matcher.candidates(reading.evidence, 1)[0] for reading in readings]
        distinct: list[Entry] = []
        for candidate in likely:
            entry = candidate.topic
            if isinstance(entry, Entry) and candidate.probability >= _PLAUSIBLE:
                distinct += [] if any(_covers(other, entry) for other in distinct) else [entry]
        if len(distinct) < _TOGETHER:
            return None
        reason = f"{len(parts)} Fragen in einer Nachricht"
        read = " | ".join(parts)
        probability = min(candidate.probability for candidate in likely)
        if probability >= _SURE:
            return Found(Answer(distinct[0], probability, tuple(distinct[1:])), tuple(likely), read, reason)
        return Found(Clarify(tuple(distinct[:MAX_OPTIONS]), probability), tuple(likely), read, reason)

    def _needs_context(self, topic: Topic, question: Question) -> bool:
        """A very short phrasing such as "Nein" may mean something else in the middle of a dialogue."""
        return bool(question.earlier) and isinstance(topic, Entry) and len(words(question.text)) <= 1

    def _readings(self, question: Question) -> list[_Reading]:
        form = shape(question, self.matcher.concepts)
        alone = self._read(question.text, self.matcher.evidence(self.matcher.features(question.text)), 1.0)
        readings = [alone]
        if question.earlier:
            evidence = self.matcher.evidence(self.matcher.in_context(question))
            in_context = self._read(f"{question.earlier[-1]} / {question.text}", evidence, 1.0)
            if form.leans_on_context:
                return [in_context] if not isinstance(alone.decision.outcome, SmallTalk) else [alone]
            readings.append(in_context)
        for sentence in form.asking:
            evidence = self.matcher.evidence(self.matcher.within(sentence, question.text))
            readings.append(self._read(sentence, evidence, SENTENCE_SHARE))
        return _without_empty_words(readings)

    def _read(self, text: str, evidence: Evidence, trust: float) -> _Reading:
        if evidence.known < (KNOWN_ENOUGH if self.matcher.knows_a_word(text) else KNOWN_ENOUGH_WITHOUT_WORDS):
            unclear = Fallback(self.content.unclear_reaction, None, round(1.0 - evidence.known, 4))
            return _Reading(
                text, evidence, Decision(unclear, 1.0, f"nur {evidence.known:.0%} der Frage bekannt"), trust
            )
        decision = self._decider.decide(evidence.probabilities)
        if isinstance(decision.outcome, Answer) and self._asks_of_another_year(text, decision.outcome.entry):
            passed_on = Fallback(self.content.default_reaction, None, decision.outcome.probability)
            decision = Decision(passed_on, decision.value, "nach einem anderen Jahr gefragt")
        return _Reading(text, evidence, decision, trust)

    def _asks_of_another_year(self, text: str, entry: Entry) -> bool:
        """Whether a text names a year that neither the entry nor the source's edition is about."""
        years = set(_YEAR.findall(text))
        return bool(years - set(_YEAR.findall(f"{entry.title} {entry.answer} {entry.edition}")))

    def _certain(self, topic: Topic) -> Outcome:
        if isinstance(topic, Entry):
            return Answer(topic, 1.0)
        if isinstance(topic, OutsideTopic):
            return Fallback(topic.reaction, topic, 1.0)
        return SmallTalk(topic, 1.0)


def _covers(one: Entry, other: Entry) -> bool:
    """Whether one of two entries answers the other's questions as well."""
    return one.id == other.id or other.id in one.includes or one.id in other.includes


def _without_empty_words(readings: list[_Reading]) -> list[_Reading]:
    """Greetings and the rest of a story say nothing about what is asked: other readings go first."""
    telling = [reading for reading in readings if isinstance(reading.decision.outcome, Answer)]
    return telling or readings[:2]
