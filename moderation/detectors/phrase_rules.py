"""The rules as data: phrases from ``lists/*.yaml``."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from moderation.models import Comment, Finding
from moderation.netiquette import Netiquette, PhraseGroup, Rule
from moderation.phrases import Phrase, PhraseMatcher
from moderation.reading import Reading, View

_SENTENCE_BREAK = re.compile(r"[.!?\n…]+")


@dataclass(frozen=True, slots=True)
class _Use:
    """What a compiled phrase is for."""

    rule: Rule
    group: PhraseGroup
    role: str  # "match", "except", "unless"


class PhraseRules:
    """Finds the phrases of all rules at once, and drops matches that an exception explains."""

    name: ClassVar[str] = "phrase_rules"

    def __init__(self, netiquette: Netiquette) -> None:
        phrases: list[Phrase] = []
        self._uses: list[_Use] = []
        for rule in netiquette.rules.values():
            for group in rule.groups:
                for role, members in (("match", group.phrases), ("except", group.exceptions), ("unless", group.unless)):
                    phrases.extend(members)
                    self._uses.extend(_Use(rule, group, role) for _ in members)
        self._matcher = PhraseMatcher(phrases)

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        """Findings of both views; the same place is reported once for a rule."""
        for view in reading.views:
            yield from self._find(view)

    def _find(self, view: View) -> Iterator[Finding]:
        candidates = self._matcher.candidates(view)
        matches = self._matcher.matches(view, (number for number in candidates if self._uses[number].role == "match"))
        if not matches:
            return
        sentences = _Sentences(view.text)
        excused = self._excused(view, candidates, {id(self._uses[match.phrase].group) for match in matches}, sentences)
        for match in matches:
            use = self._uses[match.phrase]
            if any((id(use.group), sentence) in excused for sentence in sentences.of(match.start, match.end)):
                continue
            start, end = view.span(*_trim(view.text, match.start, match.end))
            yield Finding(use.rule.id, start, end, use.group.reason, use.group.score, use.group.severity)

    def _excused(
        self, view: View, candidates: Iterable[int], groups: set[int], sentences: _Sentences
    ) -> set[tuple[int, int]]:
        """Groups and the sentences in which their matches do not count."""
        excused: set[tuple[int, int]] = set()
        uses = self._uses
        wanted = (n for n in candidates if uses[n].role != "match" and id(uses[n].group) in groups)
        for match in self._matcher.matches(view, wanted):
            use = uses[match.phrase]
            touched = sentences.of(match.start, match.end) if use.role == "except" else range(sentences.count)
            excused.update((id(use.group), sentence) for sentence in touched)
        return excused


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A match without the blanks and sentence marks that its anchors may have taken along."""
    while start < end - 1 and not text[start].isalnum() and text[start].isascii():
        start += 1
    while end > start + 1 and not text[end - 1].isalnum() and text[end - 1].isascii():
        end -= 1
    return start, end


class _Sentences:
    """Numbers the sentences of a view."""

    def __init__(self, text: str) -> None:
        self._breaks = [match.end() for match in _SENTENCE_BREAK.finditer(text)]

    @property
    def count(self) -> int:
        return len(self._breaks) + 1

    def of(self, start: int, end: int) -> range:
        """The sentences a stretch touches."""
        first, last = bisect_right(self._breaks, start), bisect_left(self._breaks, end)
        return range(first, max(first, last) + 1)
