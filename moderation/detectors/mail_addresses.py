"""Private mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from moderation.detectors.contacts import is_own
from moderation.models import Comment, Finding, RuleId, Severity
from moderation.netiquette import Netiquette
from moderation.reading import Reading

_ADDRESS = re.compile(
    r"(?<![\w.])([a-z0-9][\w.+\-]{0,63})\s?(?:@|\(at\)|\[at\]|\(aet\)|\{at\}| at )\s?"
    r"([a-z0-9\-]+(?:\s?(?:\.|\(dot\)|\[dot\]|\(punkt\)| punkt )\s?[a-z0-9\-]+)+)"
)
_ROLES = frozenset(
    "info kontakt service presse buero rathaus post poststelle mail office verein vorstand kundenservice".split()
)


class MailAddresses:
    """Addresses of persons; those of public bodies and of offices (info@, presse@) are free."""

    name: ClassVar[str] = "mail_addresses"
    score: ClassVar[float] = 0.85

    def __init__(self, netiquette: Netiquette) -> None:
        self._domains = netiquette.official.domains

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        """One finding an address."""
        view = reading.plain
        if "@" not in view.text and "at" not in view.text:
            return
        for match in _ADDRESS.finditer(view.text):
            domain = re.sub(r"\s|[()\[\]]|dot|punkt", lambda m: "." if m[0] in ("dot", "punkt") else "", match[2])
            is_public = any(domain == known or domain.endswith(f".{known}") for known in self._domains)
            if is_public or match[1] in _ROLES:
                continue
            severity = Severity.MEDIUM if is_own(view.text) else Severity.HIGH
            span = view.span(match.start(), match.end())
            yield Finding(RuleId("personal_data"), *span, "Private E-Mail-Adresse", self.score, severity)
