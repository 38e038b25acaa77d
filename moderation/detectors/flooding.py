"""The same thing again and again within one comment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import ClassVar

from moderation.models import Comment, Finding, RuleId, Severity
from moderation.netiquette import Netiquette
from moderation.reading import Reading

_WORD = re.compile(r"\w+")
_SAME_SIGN = re.compile(r"(\S)\1{11,}")
_EMOJI = re.compile("[\U0001f300-\U0010ffff]")
_SENTENCE = re.compile(r"[^.!?\n]+")


class Flooding:
    """Words, sentences or signs repeated far beyond emphasis."""

    name: ClassVar[str] = "flooding"
    score: ClassVar[float] = 0.85
    fewest_words: ClassVar[int] = 8
    largest_variety: ClassVar[float] = 0.34
    sentence_repeats: ClassVar[int] = 3
    most_emoji: ClassVar[int] = 12

    def __init__(self, netiquette: Netiquette) -> None:
        del netiquette

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        """At most one finding, over the whole comment or the repeated signs."""
        text = reading.plain.text
        words = _WORD.findall(text)
        whole = (0, len(comment.text))
        if len(words) >= self.fewest_words and len(set(words)) <= len(words) * self.largest_variety:
            yield self._finding(*whole, "Dieselben Wörter immer wieder")
            return
        sentences = Counter(s.strip() for s in _SENTENCE.findall(text) if len(s.strip()) > 6)
        if sentences and sentences.most_common(1)[0][1] >= self.sentence_repeats:
            yield self._finding(*whole, "Derselbe Satz immer wieder")
            return
        if match := _SAME_SIGN.search(comment.text):
            yield self._finding(*match.span(), "Dasselbe Zeichen immer wieder")
            return
        if comment.text.isascii():
            return
        emoji = [match.start() for match in _EMOJI.finditer(comment.text)]
        if len(emoji) >= self.most_emoji and len(emoji) > 2 * len(words):
            yield self._finding(emoji[0], emoji[-1] + 1, "Lange Reihe von Emojis")

    def _finding(self, start: int, end: int, reason: str) -> Finding:
        return Finding(RuleId("off_topic_flooding"), start, end, reason, self.score, Severity.LOW)
