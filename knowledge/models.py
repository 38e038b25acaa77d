"""The words of the knowledge half: what content consists of and how a search can end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NewType

EntryId = NewType("EntryId", str)
"""Names an entry, an outside topic or a piece of small talk; unique over all content."""

HOME = "de"
"""The language of the source; every entry exists in it, all others are variants of it."""

MAX_OPTIONS = 4
"""A question back offers at most this many choices."""


@dataclass(frozen=True, slots=True)
class Source:
    """The document all answers come from."""

    title: str
    edition: str
    link: str
    review: date
    chapters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reach the authority; most need no account at a platform."""

    id: str
    text: str
    needs_account: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One approved answer with everything a citizen needs to trust and to continue.

    ``phrasings`` are questions as citizens put them, ``not_meant`` questions that look alike but must not end here.
    ``chapters`` are numbers of the source's chapters, ``ways`` hold at least one that needs no account. ``includes`` names
    entries whose questions this answer answers as well. ``language`` is the language of title and answer; ``text_digest``
    names the German text, so that variants made from an older one are noticed.
    """

    id: EntryId
    title: str
    answer: str
    chapters: tuple[str, ...]
    edition: str
    review: date
    owner: str
    ways: tuple[Way, ...]
    phrasings: tuple[str, ...]
    not_meant: tuple[str, ...] = ()
    follow_ups: tuple[EntryId, ...] = ()
    includes: tuple[EntryId, ...] = ()
    language: str = HOME
    text_digest: str = ""


@dataclass(frozen=True, slots=True)
class OutsideTopic:
    """Something citizens ask that the source does not answer, and the approved way to say so."""

    id: EntryId
    title: str
    reaction: str
    phrasings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pleasantry:
    """Small talk: a greeting, thanks, "are you a robot?"."""

    id: EntryId
    answer: str
    phrasings: tuple[str, ...]


Topic = Entry | OutsideTopic | Pleasantry
"""Whatever a question can be about."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Citizens' words: ``concepts`` maps a meaning to its words, ``dialect`` a dialect word to standard
    German, ``dialect_endings`` an ending to those it may stand for, ``slots`` a kind of thing to words that replace each
    other in a follow-up.
    """

    concepts: Mapping[str, tuple[str, ...]]
    dialect: Mapping[str, str]
    dialect_endings: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, tuple[str, ...]]
    follow_up_markers: frozenset[str]
    stop_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """What a citizen asks. ``earlier`` are the same person's turns before it in this dialogue, oldest first."""

    text: str
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleQuestion:
    """A question worded unlike any phrasing, and how it must end; ``entries`` are those that answer it, if any does."""

    question: Question
    kind: Literal["answer", "fallback", "smalltalk"]
    entries: frozenset[EntryId] = frozenset()


@dataclass(frozen=True, slots=True)
class Language:
    """Entries in another language. ``direction`` is ``ltr`` or ``rtl``.

    ``stale`` are entries whose German text has changed since; they are shown in German until the translation follows.
    ``content`` is what questions asked in this language are matched with; None for a way of writing German, such as
    Leichte Sprache, in which nobody asks.
    """

    code: str
    name: str
    direction: str
    entries: Mapping[EntryId, Entry]
    stale: frozenset[EntryId]
    content: Content | None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the engine knows, valid and complete. ``digest`` names this state of the files.

    ``allowed_wrong`` is the percentage of sample questions that may be answered wrongly before a check fails.
    """

    authority: str
    county: str
    contact: str
    source: Source
    facts: Mapping[str, str]
    entries: Mapping[EntryId, Entry]
    outside: Mapping[EntryId, OutsideTopic]
    pleasantries: Mapping[EntryId, Pleasantry]
    default_reaction: str
    unclear_reaction: str
    vocabulary: Vocabulary
    samples: tuple[SampleQuestion, ...]
    allowed_wrong: float
    languages: Mapping[str, Language]
    digest: str

    def topics(self) -> tuple[Topic, ...]:
        """All topics, ordered by id, so that the order of the files never matters."""
        everything: list[Topic] = [*self.entries.values(), *self.outside.values(), *self.pleasantries.values()]
        return tuple(sorted(everything, key=lambda topic: topic.id))


@dataclass(frozen=True, slots=True)
class Answer:
    """The entry that answers the question; ``probability`` that it does, from 0 to 1.

    ``also`` are entries that answer further questions of the same message.
    """

    entry: Entry
    probability: float
    also: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Clarify:
    """Several entries may be meant: two to four options, the likeliest first."""

    options: tuple[Entry, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Fallback:
    """Passed on to people. ``topic`` is the outside topic recognised, None where nothing was."""

    text: str
    topic: OutsideTopic | None
    probability: float


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A pleasantry, answered as one."""

    pleasantry: Pleasantry
    probability: float


Outcome = Answer | Clarify | Fallback | SmallTalk


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic considered for a question, with the evidence of each signal."""

    topic: Topic
    probability: float
    classifier: float
    similarity: float
    nearest_phrasing: str


@dataclass(frozen=True, slots=True)
class Found:
    """An outcome and why it came about."""

    outcome: Outcome
    candidates: tuple[Candidate, ...]
    reading: str
    """The text the decision rests on: the question, one of its sentences, or question and context."""
    reason: str
    language: str = HOME
    """The language the question was taken to be in."""
