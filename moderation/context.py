"""What a comment does with the words it uses: quotes, reports and condemns are not offences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from moderation.models import Finding
from moderation.netiquette import Netiquette
from moderation.phrases import Phrase, PhraseMatcher
from moderation.reading import Reading

_QUOTED = re.compile(r"[„“”\"»«‚‘›‹](.{2,300}?)[“”\"«»‘’‹›]", re.DOTALL)

# Rules about words; data, links and floods stay what they are whoever quotes them.
_ABOUT_WORDS = frozenset(
    {
        "insult",
        "hate_discrimination",
        "threat_violence",
        "incitement_crime",
        "extremism_symbols",
        "defamation",
        "sexual",
    }
)
_QUOTED_AND_CONDEMNED = 0.1
_CONDEMNED = 0.45
_REPORTED_BY_VICTIM = 0.25
_QUOTED_ONLY = 0.7
_FOND = 0.3
_WARNED_OF = 0.4
_ABOUT_FRAUD = frozenset({"fraud_phishing", "impersonation"})


@dataclass(frozen=True, slots=True)
class Stance:
    """How a comment stands to the words in it. ``quotes`` are stretches of the original between quotation marks."""

    condemns: bool
    is_victim: bool
    agrees: bool
    is_fond: bool
    warns: bool
    quotes: tuple[tuple[int, int], ...]


class ContextReader:
    """Recognises stance by the cues of ``lists/context.yaml``."""

    def __init__(self, netiquette: Netiquette) -> None:
        self._names: list[str] = []
        phrases: list[Phrase] = []
        for name, members in netiquette.cues.items():
            phrases.extend(members)
            self._names.extend(name for _ in members)
        self._matcher = PhraseMatcher(phrases)

    def read(self, reading: Reading) -> Stance:
        """The stance of a comment."""
        cues = {self._names[match.phrase] for match in self._matcher.find(reading.plain)}
        quotes = tuple(match.span(1) for match in _QUOTED.finditer(reading.original))
        return Stance("condemns" in cues, "victim" in cues, "agrees" in cues, "fond" in cues, "warns" in cues, quotes)


def in_context(findings: Sequence[Finding], stance: Stance) -> list[Finding]:
    """The findings with their scores lowered where the comment only reports."""
    return [replace(finding, score=finding.score * _factor(finding, stance)) for finding in findings]


def _factor(finding: Finding, stance: Stance) -> float:
    if finding.rule in _ABOUT_FRAUD and stance.warns:
        return _WARNED_OF
    if finding.rule == "insult" and stance.is_fond:
        return _FOND
    if finding.rule not in _ABOUT_WORDS or stance.agrees:
        return 1.0
    is_quoted = any(start < finding.end and finding.start < end for start, end in stance.quotes)
    if is_quoted:
        return _QUOTED_AND_CONDEMNED if stance.condemns or stance.is_victim else _QUOTED_ONLY
    if stance.is_victim:
        return _REPORTED_BY_VICTIM
    return _CONDEMNED if stance.condemns else 1.0
