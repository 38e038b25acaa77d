"""The words of the moderation half."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import NewType

_LIKELIER_THAN_NOT = 0.5

RuleId = NewType("RuleId", str)


class Severity(IntEnum):
    """How soon a person must look: low can wait, medium the same working day, high at once, critical outside the queue."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The name used in files and interfaces, such as ``"high"``."""
        return self.name.lower()

    @classmethod
    def from_word(cls, word: str) -> Severity:
        """The severity of that name.

        Raises:
            KeyError: there is none.
        """
        return cls[word.upper()]


@dataclass(frozen=True, slots=True)
class Repeats:
    """How often a text was there before: comments by the same author, and other authors who wrote it."""

    by_author: int = 0
    by_others: int = 0


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as its author wrote it. ``author`` and ``thread`` are opaque keys, never shown."""

    text: str
    author: str | None = None
    thread: str | None = None
    written_at: datetime | None = None
    repeats: Repeats = Repeats()


@dataclass(frozen=True, slots=True)
class Finding:
    """Part of a comment that may break a rule.

    ``start`` and ``end`` count code points of the original text, end exclusive. ``reason`` is a German sentence for the
    editor. ``score`` is the probability, from 0 to 1, that an editor would agree.
    """

    rule: RuleId
    start: int
    end: int
    reason: str
    score: float
    severity: Severity


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the machine thinks of a comment; never a decision.

    ``failed`` names the detectors that could not check ("could not check" is not "fine"). ``criticism`` is how likely the
    comment criticises the authority, which it may.
    """

    flagged: bool
    score: float
    severity: Severity
    findings: tuple[Finding, ...]
    failed: tuple[str, ...] = ()
    criticism: float = 0.0

    @property
    def is_criticism(self) -> bool:
        """Whether the comment likely criticises the authority."""
        return looks_like_criticism(self.criticism)


def looks_like_criticism(chance: float) -> bool:
    """Whether criticism is likelier than not: a person should look twice before anything happens to it."""
    return chance >= _LIKELIER_THAN_NOT
