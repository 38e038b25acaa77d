"""Probabilities -> answer, question back, passing on, or small talk.

The choice with the highest expected value wins. Values: a right answer 1, a wrong one -COST (the worst error), a question
back that offers the right entry 0.6, passing on what we do not know 1; everything else 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.index import Floats
from knowledge.models import (
    MAX_OPTIONS,
    Answer,
    Clarify,
    Content,
    Entry,
    EntryId,
    Fallback,
    Outcome,
    OutsideTopic,
    Pleasantry,
    SmallTalk,
    Topic,
)

COST_OF_WRONG = 3.0
"""A wrong answer of an authority misleads; asking back costs a press."""
VALUE_OF_CLARIFY = 0.6
VALUE_OF_INCLUDED = 0.8
"""What an answer is worth that holds the right one among other things."""
_WEAK_OPTION = 0.04
"""An option less likely than this is not worth a button, beyond the second."""


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome with its expected value and the reason in words, for explanations."""

    outcome: Outcome
    value: float
    reason: str


class Decider:
    """Weighs the outcomes. An entry that includes others is right wherever one of those is."""

    def __init__(self, topics: Sequence[Topic], content: Content) -> None:
        self._topics = topics
        self._content = content
        numbers = {topic.id: number for number, topic in enumerate(topics)}
        self._entries = [number for number, topic in enumerate(topics) if isinstance(topic, Entry)]
        self._outside = [number for number, topic in enumerate(topics) if isinstance(topic, OutsideTopic)]
        self._talk = [number for number, topic in enumerate(topics) if isinstance(topic, Pleasantry)]
        self._covered = _covered(topics, numbers)
        self._coverage = np.zeros((len(self._entries), len(topics) + 1), dtype=np.float32)
        for row, number in enumerate(self._entries):
            self._coverage[row, self._covered[number]] = 1.0

    def decide(self, probabilities: Floats) -> Decision:
        """The best outcome for these probabilities (one a topic, the last for "none")."""
        own = probabilities[self._entries]
        covered = self._coverage @ probabilities
        # The entry asked for is better than one that merely includes it; several halves are worse than the whole.
        place = int(np.argmax(own + VALUE_OF_INCLUDED * (covered - own)))
        best, best_covered = self._entries[place], float(covered[place])
        options = self._options(probabilities)
        outside = float(probabilities[self._outside].sum() + probabilities[-1])
        talk = float(probabilities[self._talk].sum())
        answer = best_covered - COST_OF_WRONG * (1.0 - best_covered)
        clarify = VALUE_OF_CLARIFY * self._offered(probabilities, options)
        values = {
            "answer": answer,
            "clarify": clarify if len(options) > 1 else -1.0,
            "fallback": outside,
            "smalltalk": talk,
        }
        choice = max(values, key=lambda name: values[name])
        reason = ", ".join(f"{name} {value:.2f}" for name, value in values.items())
        return Decision(self._outcome(choice, probabilities, best, best_covered, options), values[choice], reason)

    def _outcome(
        self, choice: str, probabilities: Floats, best: int, probability: float, options: Sequence[int]
    ) -> Outcome:
        if choice == "answer":
            return Answer(_entry(self._topics[best]), round(probability, 4))
        if choice == "clarify":
            offered = round(self._offered(probabilities, options), 4)
            return Clarify(tuple(_entry(self._topics[number]) for number in options), offered)
        if choice == "smalltalk":
            number = max(self._talk, key=lambda n: (probabilities[n], -n))
            topic = self._topics[number]
            assert isinstance(topic, Pleasantry)  # noqa: S101 - narrows the union; the list holds nothing else
            return SmallTalk(topic, round(float(probabilities[number]), 4))
        return self._passed_on(probabilities)

    def _passed_on(self, probabilities: Floats) -> Fallback:
        outside = float(probabilities[self._outside].sum() + probabilities[-1])
        number = max(self._outside, key=lambda n: (probabilities[n], -n))
        topic = self._topics[number]
        # A reaction of its own only where this topic is likelier than all others and "none" together.
        if isinstance(topic, OutsideTopic) and probabilities[number] * 2 > outside:
            return Fallback(topic.reaction, topic, round(outside, 4))
        return Fallback(self._content.default_reaction, None, round(outside, 4))

    def _options(self, probabilities: Floats) -> list[int]:
        """Up to four entries, the likeliest first, none of which is included in another one offered."""
        order = np.array(self._entries)[np.argsort(-probabilities[self._entries], kind="stable")]
        chosen: list[int] = []
        for number in map(int, order[: 3 * MAX_OPTIONS]):
            if len(chosen) == MAX_OPTIONS or (len(chosen) > 1 and probabilities[number] < _WEAK_OPTION):
                break
            if not any(number in self._covered[other] for other in chosen):
                chosen.append(number)
        return chosen

    def _offered(self, probabilities: Floats, options: Sequence[int]) -> float:
        """How likely it is that one of the options is right."""
        return float(probabilities[sorted({n for option in options for n in self._covered[option]})].sum())


def _entry(topic: Topic) -> Entry:
    assert isinstance(topic, Entry)  # noqa: S101 - narrows the union; callers pass entries only
    return topic


def _covered(topics: Sequence[Topic], numbers: Mapping[EntryId, int]) -> dict[int, list[int]]:
    """For each entry the topics its answer answers: itself and those it includes."""
    return {
        number: sorted({number, *(numbers[name] for name in topic.includes)})
        for number, topic in enumerate(topics)
        if isinstance(topic, Entry)
    }
