"""Number plates of vehicles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from moderation.models import Comment, Finding, RuleId, Severity
from moderation.netiquette import Netiquette
from moderation.reading import Reading

# District, letters, digits; read in the original because only capitals tell a plate from words.
_PLATE = re.compile(r"(?<![\w-])[A-ZÄÖÜ]{1,3}[-–:· ]{1,3}[A-Z]{1,2}[-– ]{0,3}[1-9]\d{0,3}[EH]?(?![\w-])")
_WITH_DASH = re.compile(r"^[A-ZÄÖÜ]{1,3}\s?[-–:]")
_VEHICLE = re.compile(
    r"\b(?:kennzeichen|nummernschild|auto|autos|wagen|fahrer\w*|parkt|parken|faehrt|bmw|audi|mercedes|daimler|vw|golf|opel|"
    r"porsche|tesla|skoda|ford|raser|falschparker\w*|suv|transporter|motorrad|moped|halter|karre)\b"
)


class NumberPlates:
    """A German plate, with a dash or beside a word about vehicles."""

    name: ClassVar[str] = "number_plates"
    score: ClassVar[float] = 0.85

    def __init__(self, netiquette: Netiquette) -> None:
        del netiquette

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        """One finding a plate."""
        if not reading.has_digits:
            return
        for match in _PLATE.finditer(comment.text):
            if _WITH_DASH.match(match[0]) or _VEHICLE.search(reading.plain.text):
                span = match.span()
                yield Finding(RuleId("personal_data"), *span, "Kfz-Kennzeichen", self.score, Severity.MEDIUM)
