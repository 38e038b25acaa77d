"""The same text across comments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from moderation.models import Comment, Finding, RuleId, Severity
from moderation.netiquette import Netiquette
from moderation.reading import Reading


class Repetition:
    """The third time by the same author, or the fifth author within a day. A question asked twice is no flood."""

    name: ClassVar[str] = "repetition"
    score: ClassVar[float] = 0.8
    fewest_by_author: ClassVar[int] = 2
    fewest_others: ClassVar[int] = 4

    def __init__(self, netiquette: Netiquette) -> None:
        del netiquette

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        """At most one finding, over the whole comment."""
        repeats = comment.repeats
        if repeats.by_author >= self.fewest_by_author:
            reason = f"Dieselbe Person hat diesen Text innerhalb eines Tages schon {repeats.by_author}-mal geschrieben"
        elif repeats.by_others >= self.fewest_others:
            reason = f"Denselben Text haben innerhalb eines Tages schon {repeats.by_others} andere geschrieben"
        else:
            return
        if comment.text:
            rule = RuleId("off_topic_flooding")
            yield Finding(rule, 0, len(comment.text), reason, self.score, Severity.LOW)
