"""Use case: a question becomes a reply, the same for every channel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.texts import Texts, in_language
from knowledge.models import HOME, Answer, Clarify, Entry, EntryId, Fallback, Found, Question, SmallTalk
from knowledge.multilingual import MultilingualEngine

Kind = Literal["answer", "clarify", "fallback", "smalltalk"]

LONGEST_QUESTION = 1500
"""Characters. Longer texts are not questions, and the citizen is told so."""
LONGEST_ANSWER = 1500
"""Characters of a reply that still read as one answer."""
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
    """Asks the engine and puts its outcome into words. ``today`` is read for the note on an overdue review.

    ``lang`` is the language someone chose, such as ``en`` or ``de-leicht``; None answers in the language of the question.
    """

    def __init__(self, engine: MultilingualEngine, texts: Texts, today: Callable[[], date]) -> None:
        self.engine = engine
        self._texts = texts
        self._today = today

    def reply(self, text: str, earlier: Iterable[str] = (), lang: str | None = None) -> Reply:
        """Answer a question; ``earlier`` are the same person's turns before it, oldest first."""
        if not text.strip() or len(text) > LONGEST_QUESTION:
            language = self.language(lang)
            facts = {"length": len(text), "longest": LONGEST_QUESTION} if text.strip() else {}
            name = "answer.too_long" if text.strip() else "answer.empty"
            sentence = in_language(language)(name, contact=self._contact(language), **facts)
            return Reply("fallback", sentence, None, (), (), (), 0.0, language)
        turns = tuple(turn[:LONGEST_QUESTION] for turn in earlier)[-EARLIER_TURNS:]
        found = self.explain(text, turns)
        return self._worded(found, self.language(lang) if lang else found.language)

    def explain(self, text: str, earlier: tuple[str, ...] = ()) -> Found:
        """The outcome with the evidence behind it."""
        return self.engine.find(Question(text, earlier))

    def about(self, entry_id: str, lang: str | None = None) -> Reply | None:
        """The reply to choosing an entry; None if there is no such entry."""
        name = EntryId(entry_id)
        return self._answer(name, 1.0, self.language(lang)) if name in self.engine.content.entries else None

    def entries(self) -> Iterable[Entry]:
        """All entries, by id."""
        return self.engine.content.entries.values()

    def entry(self, name: EntryId, lang: str | None = None) -> Entry:
        """An entry in a language, or in German where that language lacks it.

        Raises:
            KeyError: there is no such entry.
        """
        content = self.engine.content
        known = content.languages.get(self.language(lang))
        return known.entries.get(name, content.entries[name]) if known is not None else content.entries[name]

    def language(self, lang: str | None) -> str:
        """A language that exists: the one wished for, its main form (``en`` for ``en-GB``), or German."""
        wished = (lang or HOME).casefold()
        known = (HOME, *self.engine.content.languages)
        return next((code for code in (wished, wished.split("-")[0]) if code in known), HOME)

    def _worded(self, found: Found, language: str) -> Reply:
        match found.outcome:
            case Answer(entry, probability, also):
                return self._answer(entry.id, probability, language, tuple(other.id for other in also))
            case Clarify(options, probability):
                offered = tuple(self._option(entry.id, language) for entry in options)
                question = in_language(language)("answer.clarify")
                return Reply("clarify", question, None, (), offered, (), probability, language)
            case Fallback(text, _, probability):
                return Reply("fallback", text, None, (), (), (), probability, found.language)
            case SmallTalk(pleasantry, probability):
                return Reply("smalltalk", pleasantry.answer, pleasantry.id, (), (), (), probability, found.language)

    def _answer(self, name: EntryId, probability: float, language: str, also: tuple[EntryId, ...] = ()) -> Reply:
        """The reply that shows an entry, together with others as long as all fits into one message."""
        entries = [self.entry(other, language) for other in (name, *also)]
        while len(text := self._text(entries, language)) > LONGEST_ANSWER and len(entries) > 1:
            entries.pop()
        shown = {entry.id for entry in entries}
        next_ones = dict.fromkeys((*also, *(other for entry in entries for other in entry.follow_ups)))
        follow_ups = tuple(self._option(other, language) for other in next_ones if other not in shown)
        return Reply("answer", text, name, self._sources(entries), (), follow_ups, probability, language)

    def _option(self, name: EntryId, language: str) -> Option:
        entry = self.entry(name, language)
        return Option(name, entry.title, self._text([entry], language))

    def _sources(self, entries: Sequence[Entry]) -> tuple[SourceLine, ...]:
        chapters = self.engine.content.source.chapters
        lines = (SourceLine(number, chapters[number], e.edition) for e in entries for number in e.chapters)
        return tuple(dict.fromkeys(lines))

    def _text(self, entries: Sequence[Entry], language: str) -> str:
        """The approved answers, where they stand, how old they are, and a way that needs no platform."""
        is_german = any(entry.language == HOME for entry in entries)
        texts = in_language(HOME if is_german else entries[0].language)
        note = in_language(language)("answer.german_only") if language != HOME and is_german else ""
        answers = [entry.answer.strip() for entry in entries]
        footer = f"{self._ways(entries, texts)}\n{self._place(entries, texts)}".strip()
        return "\n\n".join(part for part in (note, *answers, footer) if part)

    def _ways(self, entries: Sequence[Entry], texts: Texts) -> str:
        named = "\n".join(entry.answer for entry in entries)
        free = dict.fromkeys(way.text for entry in entries for way in entry.ways if not way.needs_account)
        ways = [way for way in free if way not in named][:_WAYS_SHOWN]
        return texts("answer.way", ways=texts("answer.or").join(ways)) if ways else ""

    def _place(self, entries: Sequence[Entry], texts: Texts) -> str:
        chapters = tuple(dict.fromkeys(number for entry in entries for number in entry.chapters))
        name = "answer.chapter" if len(chapters) == 1 else "answer.chapters"
        facts = {"title": self.engine.content.source.title, "edition": entries[0].edition}
        place = texts(name, numbers=texts("answer.and").join(chapters), **facts)
        review = min(entry.review for entry in entries)
        if self._today() > review:
            return texts("answer.overdue", place=place, month=_month(review, entries[0].language))
        return place

    def _contact(self, language: str) -> str:
        facts = self.engine.content.facts
        known = {"mail": "social_media.mail", "phone": "social_media.phone", "page": "web.contact"}
        if language == HOME or not all(name in facts for name in known.values()):
            return self.engine.content.contact
        return in_language(language)("answer.contact", **{key: facts[name] for key, name in known.items()})


_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()


def _month(day: date, language: str) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}" if language.startswith(HOME) else f"{day.month:02d}/{day.year}"
