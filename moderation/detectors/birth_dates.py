"""Dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from moderation.detectors.contacts import is_own
from moderation.models import Comment, Finding, RuleId, Severity
from moderation.netiquette import Netiquette
from moderation.reading import Reading

_DATE = r"\d{1,2}\s?\.\s?(?:\d{1,2}\.|[a-z]{3,9})\s?(?:19|20)?\d{2}"
_BIRTH = re.compile(
    rf"\b(?:geboren|geb\.?|geburts\w+|jahrgang|\*)[^\n]{{0,30}}?({_DATE})(?!\d)|({_DATE})(?!\d)[^\n]{{0,15}}\b(?:geboren|geb)\b"
)
_HISTORIC = re.compile(
    r"\b(?:1[0-8]\d\d|gestorben|dichter|koenig|kaiser|museum|denkmal|historisch\w*|"
    r"geboren wurde .{0,20}(?:hier|in goeppingen))\b"
)


class BirthDates:
    """A date beside a word for birth."""

    name: ClassVar[str] = "birth_dates"
    score: ClassVar[float] = 0.85

    def __init__(self, netiquette: Netiquette) -> None:
        del netiquette

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        """One finding a date."""
        if not reading.has_digits:
            return
        view = reading.plain
        if _HISTORIC.search(view.text):
            return
        for match in _BIRTH.finditer(view.text):
            group = 1 if match[1] else 2
            severity = Severity.MEDIUM if is_own(view.text) else Severity.HIGH
            span = view.span(match.start(group), match.end(group))
            yield Finding(RuleId("personal_data"), *span, "Geburtsdatum einer Person", self.score, severity)
