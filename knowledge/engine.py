"""Question -> outcome: the steps, in order."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.decision import Decider, Decision
from knowledge.dialogue import shape
from knowledge.german import words
from knowledge.learned import Learned
from knowledge.matching import Evidence, Matcher
from knowledge.models import Answer, Content, Entry, Fallback, Found, Outcome, OutsideTopic, Question, SmallTalk, Topic

SENTENCE_SHARE = 0.9
"""A single sentence of a longer text is believed a little less than the whole."""
KNOWN_ENOUGH = 0.4
"""Share of a question that must be known to say anything; below it, single letters that happen to match would decide."""
KNOWN_ENOUGH_WITHOUT_WORDS = 0.7
"""The same where not one word is known as a whole: a compound nobody wrote before passes, keyboard mashing does not."""
_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read the question, with what it leads to."""

    text: str
    evidence: Evidence
    decision: Decision
    trust: float


class Engine:
    """Finds the approved text that answers a question, or says that there is none.

    Built once from content, then free of state: the same question and context always lead to the same outcome.
    """

    def __init__(self, content: Content, learned: Learned | None = None) -> None:
        self.content = content
        self.matcher = Matcher(content, learned)
        self._decider = Decider(self.matcher.topics, content)

    def find(self, question: Question) -> Found:
        """Decide what to do with a question."""
        if not words(question.text):
            reason = "kein Wort in der Frage"
            return Found(Fallback(self.content.unclear_reaction, None, 1.0), (), question.text, reason)
        topic = self.matcher.exact(question.text)
        if topic is not None and not self._needs_context(topic, question):
            return Found(self._certain(topic), (), question.text, "wörtlich eine hinterlegte Frage")
        readings = self._readings(question)
        best = max(readings, key=lambda reading: reading.decision.value * reading.trust)
        candidates = self.matcher.candidates(best.evidence, _CANDIDATES)
        return Found(best.decision.outcome, candidates, best.text, best.decision.reason)

    def _needs_context(self, topic: Topic, question: Question) -> bool:
        """A very short phrasing such as "Nein" may mean something else in the middle of a dialogue."""
        return bool(question.earlier) and isinstance(topic, Entry) and len(words(question.text)) <= 1

    def _readings(self, question: Question) -> list[_Reading]:
        form = shape(question, self.matcher.concepts)
        alone = self._read(question.text, self.matcher.evidence(self.matcher.features(question.text)), 1.0)
        readings = [alone]
        if question.earlier:
            earlier = question.earlier[-1]
            evidence = self.matcher.evidence(self.matcher.in_context(question.text, earlier))
            in_context = self._read(f"{earlier} / {question.text}", evidence, 1.0)
            if form.leans_on_context:
                return [in_context] if not isinstance(alone.decision.outcome, SmallTalk) else [alone]
            readings.append(in_context)
        for sentence in form.sentences:
            evidence = self.matcher.evidence(self.matcher.features(sentence))
            readings.append(self._read(sentence, evidence, SENTENCE_SHARE))
        return _without_empty_words(readings)

    def _read(self, text: str, evidence: Evidence, trust: float) -> _Reading:
        if evidence.known < (KNOWN_ENOUGH if self.matcher.knows_a_word(text) else KNOWN_ENOUGH_WITHOUT_WORDS):
            unclear = Fallback(self.content.unclear_reaction, None, round(1.0 - evidence.known, 4))
            return _Reading(
                text, evidence, Decision(unclear, 1.0, f"nur {evidence.known:.0%} der Frage bekannt"), trust
            )
        return _Reading(text, evidence, self._decider.decide(evidence.probabilities), trust)

    def _certain(self, topic: Topic) -> Outcome:
        if isinstance(topic, Entry):
            return Answer(topic, 1.0)
        if isinstance(topic, OutsideTopic):
            return Fallback(topic.reaction, topic, 1.0)
        return SmallTalk(topic, 1.0)


def _without_empty_words(readings: list[_Reading]) -> list[_Reading]:
    """Greetings and the rest of a story say nothing about what is asked: other readings go first."""
    telling = [reading for reading in readings if isinstance(reading.decision.outcome, Answer)]
    return telling or readings[:2]
