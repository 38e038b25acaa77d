"""Comment -> verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from moderation.context import ContextReader, in_context
from moderation.detectors.bank_accounts import BankAccounts
from moderation.detectors.birth_dates import BirthDates
from moderation.detectors.detector import Detector
from moderation.detectors.flooding import Flooding
from moderation.detectors.links import Links
from moderation.detectors.mail_addresses import MailAddresses
from moderation.detectors.masked_words import MaskedWords
from moderation.detectors.number_plates import NumberPlates
from moderation.detectors.phone_numbers import PhoneNumbers
from moderation.detectors.phrase_rules import PhraseRules
from moderation.detectors.repetition import Repetition
from moderation.detectors.shouting import Shouting
from moderation.detectors.street_addresses import StreetAddresses
from moderation.models import Comment, Finding, Verdict
from moderation.netiquette import Netiquette
from moderation.reading import Reading
from moderation.verdict import DEFAULT_THRESHOLD, verdict
from yamlsource import InvalidSource, Problem

DETECTORS: tuple[Callable[[Netiquette], Detector], ...] = (
    PhraseRules,
    MaskedWords,
    PhoneNumbers,
    BankAccounts,
    MailAddresses,
    StreetAddresses,
    NumberPlates,
    BirthDates,
    Links,
    Flooding,
    Repetition,
    Shouting,
    # The learned classifier takes its place here, as one more detector.
)

LONGEST = 10_000
"""Code points of a comment that are read; platforms allow fewer, and what follows is a flood anyway."""


class Moderator:
    """Screens comments. Deterministic, and safe to share: it keeps nothing between comments."""

    def __init__(
        self,
        netiquette: Netiquette,
        detectors: Sequence[Detector] | None = None,
        threshold: float = DEFAULT_THRESHOLD,
    ) -> None:
        """Build the detectors.

        Raises:
            ValueError: two detectors have the same name.
        """
        self.netiquette = netiquette
        self._detectors = tuple(detectors if detectors is not None else (build(netiquette) for build in DETECTORS))
        names = [detector.name for detector in self._detectors]
        if len(set(names)) < len(names):
            raise ValueError(f"two detectors share a name: {sorted(names)}")
        self._context = ContextReader(netiquette)
        self._threshold = threshold

    def screen(self, comment: Comment) -> Verdict:
        """Judge a comment; a detector that fails is named in the verdict, the others still run."""
        comment = replace(comment, text=comment.text[:LONGEST])
        reading = Reading(comment.text)
        findings: list[Finding] = []
        failed: list[str] = []
        for detector in self._detectors:
            try:
                findings.extend(detector.find(comment, reading))
            except Exception:  # noqa: BLE001 - whatever breaks in one detector must not silence the others
                failed.append(detector.name)
        if findings:
            findings = in_context(findings, self._context.read(reading))
        return verdict(findings, failed, self._threshold)


def check_examples(moderator: Moderator) -> None:
    """Run the examples that stand with the rules.

    Raises:
        InvalidSource: with every example that does not do what it says.
    """
    problems: list[Problem] = []
    for rule in moderator.netiquette.rules.values():
        for example in rule.examples:
            hits = {finding.rule for finding in moderator.screen(Comment(example.text)).findings}
            if example.must_hit and rule.id not in hits:
                message = f"Das Beispiel „{example.text}“ müsste die Regel „{rule.title}“ treffen, tut es aber nicht."
            elif not example.must_hit and rule.id in hits:
                message = f"Das Beispiel „{example.text}“ dürfte die Regel „{rule.title}“ nicht treffen, tut es aber."
            else:
                continue
            problems.append(example.document.problem(example.place, message))
    if problems:
        raise InvalidSource(problems)
