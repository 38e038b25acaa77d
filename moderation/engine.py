"""Comment -> verdict."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
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
from moderation.judge import Judge
from moderation.learned.findings import learned_findings
from moderation.learned.opinion import CRITICISM, Classifier
from moderation.models import Comment, Finding, RuleId, Verdict
from moderation.netiquette import Netiquette
from moderation.reading import Reading
from moderation.verdict import DEFAULT_THRESHOLD, by_form, by_wording, verdict
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
)

LONGEST = 10_000
"""Code points of a comment that are read; platforms allow fewer, and what follows is a flood anyway."""


_GOOD_ENOUGH = 0.5
"""A finding of the rules that is shown makes one of the classifier for the same rule needless."""


_HALF_PAIR = re.compile("[\ud800-\udfff]")


class Moderator:
    """Screens comments. Deterministic, and safe to share: it keeps nothing between comments."""

    def __init__(
        self,
        netiquette: Netiquette,
        detectors: Sequence[Detector] | None = None,
        threshold: float = DEFAULT_THRESHOLD,
        thresholds: Mapping[RuleId, float] | None = None,
        judge: Judge | None = None,
    ) -> None:
        """Build the detectors; without ``judge`` the rules decide alone.

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
        self._thresholds = dict(thresholds or {})
        self._judge = judge

    def screen(self, comment: Comment) -> Verdict:
        """Judge a comment; a detector that fails is named in the verdict, the others still run."""
        # Half a surrogate pair is no character; libraries refuse it. What takes its place keeps all positions.
        comment = replace(comment, text=_HALF_PAIR.sub("\ufffd", comment.text[:LONGEST]))
        reading = Reading(comment.text)
        findings, failed = self.found_by_rules(comment, reading)
        judged = self._judged(self._judge, reading, findings, failed) if self._judge is not None else None
        if judged is None:
            return verdict(findings, failed, None, self._threshold, self._thresholds)
        score, learned, criticism = judged
        return verdict([*findings, *learned], failed, score, self._threshold, self._thresholds, criticism)

    def found_by_rules(self, comment: Comment, reading: Reading) -> tuple[list[Finding], list[str]]:
        """What the rules find, weighed by the comment's stance, and the detectors that failed."""
        findings: list[Finding] = []
        failed: list[str] = []
        for detector in self._detectors:
            try:
                findings.extend(detector.find(comment, reading))
            except Exception:  # noqa: BLE001 - whatever breaks in one detector must not silence the others
                failed.append(detector.name)
        return (in_context(findings, self._context.read(reading)) if findings else findings), failed

    def _judged(
        self, judge: Judge, reading: Reading, findings: Sequence[Finding], failed: list[str]
    ) -> tuple[float, list[Finding], float] | None:
        """Chance, findings of the classifier, chance of criticism; None if it breaks, as then the rules decide alone."""
        for classifier in (judge.classifier, judge.fallback):
            if classifier is None:
                continue
            try:
                return self._judged_by(classifier, judge, reading, findings)
            except Exception:  # noqa: BLE001 - as above; what failed is named
                failed.append(classifier.name)
        return None

    def _judged_by(
        self, classifier: Classifier, judge: Judge, reading: Reading, findings: Sequence[Finding]
    ) -> tuple[float, list[Finding], float]:
        opinion = classifier.opinion(reading)
        chance = judge.combination.probability(by_wording(findings), opinion)
        learned: list[Finding] = []
        if chance >= self._threshold:
            said = frozenset(finding.rule for finding in findings if finding.score >= _GOOD_ENOUGH)
            rules = self.netiquette.rules
            learned = learned_findings(classifier, reading, opinion, rules, judge.limits, chance, said)
        return 1 - (1 - chance) * (1 - by_form(findings)), learned, opinion.probability(CRITICISM)


def check_examples(moderator: Moderator) -> None:
    """Run the examples that stand with the rules, by the rules alone: they must hold whatever a model thinks.

    Raises:
        InvalidSource: with every example that does not do what it says.
    """
    problems: list[Problem] = []
    for rule in moderator.netiquette.rules.values():
        for example in rule.examples:
            findings, failed = moderator.found_by_rules(Comment(example.text), Reading(example.text))
            hits = {finding.rule for finding in verdict(findings, failed).findings}
            if example.must_hit and rule.id not in hits:
                message = f"Das Beispiel „{example.text}“ müsste die Regel „{rule.title}“ treffen, tut es aber nicht."
            elif not example.must_hit and rule.id in hits:
                message = f"Das Beispiel „{example.text}“ dürfte die Regel „{rule.title}“ nicht treffen, tut es aber."
            else:
                continue
            problems.append(example.document.problem(example.place, message))
    if problems:
        raise InvalidSource(problems)
