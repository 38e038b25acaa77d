"""Use case: the error sheet. Questions with known answers are asked; how do they end, and how would a plain search do?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.answering import Answering
from knowledge.baseline import PlainSearch
from knowledge.evaluation import Judgement, Point, curve, judge
from knowledge.models import Answer, Entry, EntryId, Fallback, Outcome, Question, SampleQuestion


class BadQuestion(Exception):
    """A line of a question file cannot be used; the message is German and says why."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A question with what it wants, and what it is counted under."""

    sample: SampleQuestion
    language: str
    styles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question ended, and how a plain search would have answered it."""

    gold: Gold
    outcome: Outcome
    judgement: Judgement
    plain: Judgement


@dataclass(frozen=True, slots=True)
class Sheet:
    """All results."""

    asked: Sequence[Asked]
    points: Sequence[Point]

    def groups(self) -> dict[str, list[Asked]]:
        """The results together, by language and by style."""
        found: dict[str, list[Asked]] = defaultdict(list)
        for one in self.asked:
            found["alle"].append(one)
            found[f"Sprache {one.gold.language}"].append(one)
            for style in one.gold.styles:
                found[f"Stil {style}"].append(one)
        return dict(sorted(found.items(), key=lambda item: (not item[0].startswith("alle"), item[0])))


def read_gold(row: Any, known: Callable[[EntryId], bool]) -> Gold:
    """A line of a question file: ``question``, ``expect``, ``entries``, and perhaps ``dialogue``, ``lang``, ``style``.

    Raises:
        BadQuestion: a field is missing or wrong.
    """
    if not isinstance(row, dict):
        raise BadQuestion("Diese Zeile ist kein JSON-Objekt.")
    try:
        text, kind, entries = row["question"], row["expect"], row.get("entries", [])
    except KeyError as error:
        raise BadQuestion(f"Es fehlt das Feld „{error.args[0]}“.") from error
    if not isinstance(text, str) or kind not in ("answer", "fallback", "smalltalk") or not isinstance(entries, list):
        raise BadQuestion("question ist ein Text, expect ist answer, fallback oder smalltalk, entries eine Liste.")
    unknown = [name for name in entries if not known(name)]
    if unknown or (kind == "answer" and not entries):
        raise BadQuestion(
            f"entries muss vorhandene Einträge nennen (unbekannt: {', '.join(map(str, unknown)) or '–'})."
        )
    question = Question(text, tuple(map(str, row.get("dialogue", ()))))
    sample = SampleQuestion(question, kind, frozenset(EntryId(name) for name in entries))
    return Gold(sample, str(row.get("lang", "de")), tuple(map(str, row.get("style", ()))))


def evaluate(golds: Iterable[Gold], answering: Answering) -> Sheet:
    """Ask all questions."""
    plain = PlainSearch(answering.entries())
    asked: list[Asked] = []
    best: list[tuple[float, bool]] = []
    for gold in golds:
        found = answering.engine.find(gold.sample.question)
        entry = plain.best(gold.sample.question.text)
        searched = Answer(entry, 1.0) if entry is not None else Fallback("", None, 1.0)
        asked.append(Asked(gold, found.outcome, judge(gold.sample, found.outcome), judge(gold.sample, searched)))
        entries = [candidate for candidate in found.candidates if isinstance(candidate.topic, Entry)]
        if entries:
            best.append((entries[0].probability, entries[0].topic.id in gold.sample.entries))
    return Sheet(asked, curve(best))
