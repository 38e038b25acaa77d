"""Mostly capital letters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from moderation.models import Comment, Finding, RuleId, Severity
from moderation.netiquette import Netiquette
from moderation.reading import Reading

_WORD = re.compile(r"[^\W\d_]{2,}")


class Shouting:
    """At least six words, more than 70 % of the letters capital."""

    name: ClassVar[str] = "shouting"
    score: ClassVar[float] = 0.85
    fewest_words: ClassVar[int] = 6
    share: ClassVar[float] = 0.7

    def __init__(self, netiquette: Netiquette) -> None:
        del netiquette

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        """At most one finding, over the whole comment."""
        # A look that is cheap and leaves out most: capitals must be many among all letters, too.
        many = sum(map(str.isupper, comment.text))
        if many < self.fewest_words or 2 * many < sum(map(str.isalpha, comment.text)):
            return
        words = _WORD.findall(comment.text)
        letters = [letter for word in words for letter in word if letter.upper() != letter.lower()]
        capitals = sum(1 for letter in letters if letter.isupper())
        if len(words) >= self.fewest_words and letters and capitals > self.share * len(letters):
            reason = "Fast nur Großbuchstaben"
            yield Finding(RuleId("shouting"), 0, len(comment.text), reason, self.score, Severity.LOW)
