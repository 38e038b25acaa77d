"""Bank account numbers, recognised by their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from schwifty import IBAN

from moderation.detectors.contacts import is_own
from moderation.models import Comment, Finding, RuleId, Severity
from moderation.netiquette import Netiquette
from moderation.reading import Reading

_CANDIDATE = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?:[ .\-]?[a-z0-9]){11,30}(?!\w)")


class BankAccounts:
    """An IBAN with valid check digits (ISO 13616, MOD 97-10); chance hits are one in ninety-seven."""

    name: ClassVar[str] = "bank_accounts"
    score: ClassVar[float] = 0.95

    def __init__(self, netiquette: Netiquette) -> None:
        del netiquette

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        """One finding an account."""
        if not reading.has_digits:
            return
        view = reading.plain
        for match in _CANDIDATE.finditer(view.text):
            length = _valid_length(match[0])
            if length:
                severity = Severity.MEDIUM if is_own(view.text) or "kontoinhaber" in view.text else Severity.HIGH
                span = view.span(match.start(), match.start() + length)
                yield Finding(RuleId("personal_data"), *span, "Kontoverbindung (IBAN)", self.score, severity)


def _valid_length(candidate: str) -> int:
    """How many characters of a candidate form a valid IBAN; words may have been caught behind it. 0 for none."""
    for end in range(len(candidate), 14, -1):
        if candidate[end - 1].isalnum() and IBAN(candidate[:end], allow_invalid=True).is_valid:
            return end
    return 0
