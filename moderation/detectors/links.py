"""Links: bare ones, and those that imitate an authority or a bank."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import ClassVar

from publicsuffixlist import PublicSuffixList

from moderation.models import Comment, Finding, RuleId, Severity
from moderation.netiquette import Netiquette
from moderation.reading import Reading

_LINK = re.compile(r"(?<![\w@.])(?:https?://)?((?:[a-z0-9\-]+\.)+[a-z]{2,})(?:[/?#][^\s<>\"]*)?(?![\w@])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_WARNING = re.compile(
    r"\b(?:achtung|vorsicht|warn\w*|betrug\w*|fake|phishing|abzocke|nicht (?:drauf)?klick\w*|finger weg|reingefallen)\b"
)
_FEWEST_WORDS = 4


@cache
def _suffixes() -> PublicSuffixList:
    # Reading the list takes time, and most comments hold no link.
    return PublicSuffixList()


class Links:
    """A link that is not a public body's or a medium's and stands nearly alone, or that imitates one."""

    name: ClassVar[str] = "links"
    bare_score: ClassVar[float] = 0.8
    imitation_score: ClassVar[float] = 0.85

    def __init__(self, netiquette: Netiquette) -> None:
        self._official = netiquette.official.domains
        self._imitated = netiquette.official.imitated

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        """One finding a link at most."""
        view = reading.plain
        if "." not in view.text:
            return
        links = [match for match in _LINK.finditer(view.text) if _is_domain(match[1])]
        if not links or _WARNING.search(view.text):
            return
        words = len(_WORD.findall(_LINK.sub(" ", view.text)))
        for match in links:
            domain = match[1].removeprefix("www.")
            if any(domain == known or domain.endswith(f".{known}") for known in self._official):
                continue
            span = view.span(match.start(), match.end())
            if any(name in domain for name in self._imitated):
                reason = "Link ahmt eine Behörde oder Bank nach"
                yield Finding(RuleId("fraud_phishing"), *span, reason, self.imitation_score, Severity.HIGH)
            elif words < _FEWEST_WORDS:
                reason = "Link ohne eigenen Beitrag"
                yield Finding(RuleId("spam_advertising"), *span, reason, self.bare_score, Severity.LOW)


def _is_domain(name: str) -> bool:
    """Whether a name ends in a real public suffix; the reserved ``.example`` counts (RFC 2606)."""
    return name.endswith(".example") or _suffixes().privatesuffix(name, accept_unknown=False) is not None
