"""Findings and opinion -> verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moderation.learned.opinion import CRITICISM, FAMILIAR, OFFENCE, VIOLATION, Opinion, log_odds, probability
from moderation.models import Finding, RuleId, Severity, Verdict

DEFAULT_THRESHOLD = 0.5
_WORTH_SHOWING = 0.5
"""Findings less likely than this are not shown: an alert that cries wolf is not read."""
FORMAL: frozenset[str] = frozenset({"shouting", "off_topic_flooding"})
"""Rules about the form of a comment."""
_MOST_KEPT = 50
"""Findings a verdict holds: who writes the same insult a thousand times gets no thousand findings."""
_SUREST = 6.0
"""Log-odds beyond which nothing counts more."""
_LEAST = 0.02
"""What rules that found nothing are worth: they overlook more than one comment in a hundred."""


@dataclass(frozen=True, slots=True)
class Combination:
    """How rules and classifier become one probability: a logistic regression on their log-odds.

    Fitted in training on comments whose opinion came from a model that had not seen them (stacking; Wolpert, Stacked
    Generalization, 1992).
    """

    bias: float
    weights: tuple[float, ...]

    def probability(self, rules: float, opinion: Opinion) -> float:
        """The chance that an editor would call a comment a violation; ``rules`` is that :func:`by_wording`."""
        proofs = evidence(rules, opinion)
        return probability(self.bias + sum(weight * value for weight, value in zip(self.weights, proofs, strict=True)))


def evidence(rules: float, opinion: Opinion) -> tuple[float, ...]:
    """What is combined, as bounded log-odds: rules, violation, offensive language, criticism; each where it is at home.

    What the rules and the two schools of the classifier say is split by how familiar the comment is (see
    :mod:`moderation.learned.training`).
    """
    # The gate opens late and then quickly: what only might be a comment to us is judged as one from elsewhere.
    familiar = probability(2 * opinion.log_odds(FAMILIAR) - 1)
    by_rules, offence = _bounded(log_odds(max(rules, _LEAST))), _bounded(opinion.log_odds(OFFENCE))
    return (
        by_rules * familiar,
        by_rules * (1 - familiar),
        _bounded(opinion.log_odds(VIOLATION)) * familiar,
        offence * familiar,
        offence * (1 - familiar),
        _bounded(opinion.log_odds(CRITICISM)) * familiar,
        familiar,
    )


def _bounded(value: float) -> float:
    return max(-_SUREST, min(_SUREST, value))


def noisy_or(findings: Sequence[Finding]) -> float:
    """The chance by the rules alone: one sure finding is enough, several weak ones add up, per rule the best one."""
    best: dict[str, float] = {}
    for finding in findings:
        best[finding.rule] = max(best.get(finding.rule, 0.0), finding.score)
    return 1.0 - math.prod(1.0 - value for value in best.values())


def by_wording(findings: Sequence[Finding]) -> float:
    """The chance by what the rules say of the wording, which a classifier may see otherwise."""
    return noisy_or([finding for finding in findings if finding.rule not in FORMAL])


def by_form(findings: Sequence[Finding]) -> float:
    """The chance by what is counted, capitals and repetition, on which a classifier has no say."""
    return noisy_or([finding for finding in findings if finding.rule in FORMAL])


def verdict(
    findings: Sequence[Finding],
    failed: Sequence[str],
    score: float | None = None,
    threshold: float = DEFAULT_THRESHOLD,
    thresholds: Mapping[RuleId, float] | None = None,
    criticism: float = 0.0,
) -> Verdict:
    """Decide whether to show a comment, and which findings; without ``score`` the findings alone make it.

    A finding is shown from the threshold of its rule on, where the configuration sets one. Severity is that of the gravest
    finding shown.
    """
    score = noisy_or(findings) if score is None else score
    limits = thresholds or {}
    worth = min(_WORTH_SHOWING, threshold)
    counting = [finding for finding in findings if finding.score >= limits.get(finding.rule, 0.0)]
    flagged = score >= threshold and bool(counting)
    shown = _without_repeats([f for f in counting if f.score >= worth or f.rule in limits]) if flagged else []
    if flagged and not shown:
        shown = [max(counting, key=lambda finding: finding.score)]
    severity = max((finding.severity for finding in shown), default=Severity.NONE)
    return Verdict(flagged, round(score, 4), severity, tuple(shown), tuple(failed), round(criticism, 4))


def _without_repeats(findings: Sequence[Finding]) -> list[Finding]:
    """In order of place; of findings of one rule that overlap the strongest, then the longest; the gravest if many."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (-f.severity, -f.score, f.start - f.end, f.start, f.reason)):
        if not any(k.rule == finding.rule and k.start < finding.end and finding.start < k.end for k in kept):
            kept.append(finding)
            if len(kept) == _MOST_KEPT:
                break
    return sorted(kept, key=lambda f: (f.start, f.end, f.rule))
