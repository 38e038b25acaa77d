"""Use case: a question becomes a reply, the same for every channel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.texts import Texts
from knowledge.engine import Engine
from knowledge.models import Answer, Clarify, Entry, EntryId, Fallback, Found, Question, SmallTalk

Kind = Literal["answer", "clarify", "fallback", "smalltalk"]

LONGEST_QUESTION = 1500
"""Characters. Longer texts are not questions, and the citizen is told so."""
EARLIER_TURNS = 4
_WAYS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A chapter an answer rests on."""

    section: str
    title: str
    edition: str


@dataclass(frozen=True, slots=True)
class Option:
    """Something a citizen can press: an entry with its answer."""

    entry: EntryId
    title: str
    answer: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a citizen reads. ``answer`` is plain text; ``options`` belong to a question back, ``follow_ups`` to an answer."""

    kind: Kind
    answer: str
    entry: EntryId | None
    sources: tuple[SourceLine, ...]
    options: tuple[Option, ...]
    follow_ups: tuple[Option, ...]
    score: float
    lang: str


class Answering:
    """Asks the engine and puts its outcome into words. ``today`` is read for the note on an overdue review."""

    def __init__(self, engine: Engine, texts: Texts, today: Callable[[], date]) -> None:
        self.engine = engine
        self._texts = texts
        self._today = today

    def reply(self, text: str, earlier: Iterable[str] = (), lang: str = "de") -> Reply:
        """Answer a question; ``earlier`` are the same person's turns before it, oldest first."""
        if not text.strip():
            return self._passed_on(self._texts("answer.empty", contact=self._contact), 0.0, lang)
        if len(text) > LONGEST_QUESTION:
            facts = {"length": len(text), "longest": LONGEST_QUESTION, "contact": self._contact}
            return self._passed_on(self._texts("answer.too_long", **facts), 0.0, lang)
        turns = tuple(turn[:LONGEST_QUESTION] for turn in earlier)[-EARLIER_TURNS:]
        return self._worded(self.explain(text, turns), lang)

    def explain(self, text: str, earlier: tuple[str, ...] = ()) -> Found:
        """The outcome with the evidence behind it."""
        return self.engine.find(Question(text, earlier))

    def about(self, entry_id: str, lang: str = "de") -> Reply | None:
        """The reply to choosing an entry; None if there is no such entry."""
        entry = self.engine.content.entries.get(EntryId(entry_id))
        return self._answer(entry, 1.0, lang) if entry is not None else None

    def entries(self) -> Iterable[Entry]:
        """All entries, by id."""
        return self.engine.content.entries.values()

    def _worded(self, found: Found, lang: str) -> Reply:
        match found.outcome:
            case Answer(entry, probability):
                return self._answer(entry, probability, lang)
            case Clarify(options, probability):
                offered = tuple(self._option(entry) for entry in options)
                return Reply("clarify", self._texts("answer.clarify"), None, (), offered, (), probability, lang)
            case Fallback(text, _, probability):
                return self._passed_on(text, probability, lang)
            case SmallTalk(pleasantry, probability):
                return Reply("smalltalk", pleasantry.answer, pleasantry.id, (), (), (), probability, lang)

    def _answer(self, entry: Entry, probability: float, lang: str) -> Reply:
        entries = self.engine.content.entries
        follow_ups = tuple(self._option(entries[name]) for name in entry.follow_ups)
        return Reply("answer", self._text(entry), entry.id, self._sources(entry), (), follow_ups, probability, lang)

    def _option(self, entry: Entry) -> Option:
        return Option(entry.id, entry.title, self._text(entry))

    def _passed_on(self, text: str, probability: float, lang: str) -> Reply:
        return Reply("fallback", text, None, (), (), (), probability, lang)

    def _sources(self, entry: Entry) -> tuple[SourceLine, ...]:
        chapters = self.engine.content.source.chapters
        return tuple(SourceLine(number, chapters[number], entry.edition) for number in entry.chapters)

    def _text(self, entry: Entry) -> str:
        """The approved answer, where it stands, how old it is, and a way that needs no platform."""
        source = self.engine.content.source
        numbers = self._texts("answer.and").join(entry.chapters)
        name = "answer.chapter" if len(entry.chapters) == 1 else "answer.chapters"
        place = self._texts(name, title=source.title, numbers=numbers, edition=entry.edition)
        if self._today() > entry.review:
            place = self._texts("answer.overdue", place=place, month=_month(entry.review))
        ways = [way.text for way in entry.ways if not way.needs_account and way.text not in entry.answer][:_WAYS_SHOWN]
        way = self._texts("answer.way", ways=self._texts("answer.or").join(ways)) if ways else ""
        return "\n\n".join(part for part in (entry.answer.strip(), f"{way}\n{place}".strip()) if part)

    @property
    def _contact(self) -> str:
        return self.engine.content.contact


_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()


def _month(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"
