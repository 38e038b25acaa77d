"""How well questions with known answers are answered: right, asked back, passed on, wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.models import Answer, Clarify, Fallback, Outcome, SampleQuestion, SmallTalk

Judgement = Literal["right", "asked_back", "missed", "wrong"]
"""``missed``: passed on, chatted or asked back without the right choice, where better was possible; never misleading."""

POINTS = {"right": 1.0, "asked_back": 0.6, "missed": 0.0, "wrong": -1.0}
"""What a judgement is worth; their mean is the score."""


def judge(sample: SampleQuestion, outcome: Outcome) -> Judgement:
    """Compare an outcome with what the sample question wants. Answering what nothing answers is wrong as well."""
    match outcome:
        case Answer(entry, _, also):
            return "right" if any(one.id in sample.entries for one in (entry, *also)) else "wrong"
        case Clarify(options, _):
            return "asked_back" if any(option.id in sample.entries for option in options) else "missed"
        case Fallback():
            return "right" if sample.kind == "fallback" else "missed"
        case SmallTalk():
            return "right" if sample.kind == "smalltalk" else "missed"


@dataclass(frozen=True, slots=True)
class Point:
    """What would happen if everything at least this sure were answered: shares of all questions, from 0 to 1."""

    threshold: float
    answered: float
    wrong: float


def curve(best: Iterable[tuple[float, bool]]) -> Sequence[Point]:
    """Wrong against answered as the threshold falls, from (probability of the best entry, whether it is right)."""
    ordered = sorted(best, key=lambda pair: (-pair[0], pair[1]))
    points: list[Point] = []
    wrong = 0
    for number, (probability, is_right) in enumerate(ordered, 1):
        wrong += not is_right
        if number == len(ordered) or ordered[number][0] < probability:
            points.append(Point(probability, number / len(ordered), wrong / len(ordered)))
    return points


def score(judgements: Iterable[Judgement]) -> float:
    """The mean of the points; 0 for none."""
    points = [POINTS[judgement] for judgement in judgements]
    return sum(points) / len(points) if points else 0.0
