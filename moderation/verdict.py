"""Findings -> verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence

from moderation.models import Finding, Severity, Verdict

DEFAULT_THRESHOLD = 0.5
_WORTH_SHOWING = 0.5
"""Findings less likely than this are not shown: an alert that cries wolf is not read."""


def verdict(findings: Sequence[Finding], failed: Sequence[str], threshold: float = DEFAULT_THRESHOLD) -> Verdict:
    """Combine findings: one sure finding is enough, several weak ones add up (noisy or, per rule the best one).

    Severity is that of the gravest finding shown.
    """
    best: dict[str, float] = {}
    for finding in findings:
        best[finding.rule] = max(best.get(finding.rule, 0.0), finding.score)
    score = 1.0 - math.prod(1.0 - value for value in best.values())
    flagged = score >= threshold
    shown = _without_repeats([f for f in findings if f.score >= min(_WORTH_SHOWING, threshold)]) if flagged else []
    if flagged and not shown:
        shown = [max(findings, key=lambda finding: finding.score)]
    severity = max((finding.severity for finding in shown), default=Severity.NONE)
    return Verdict(flagged, round(score, 4), severity, tuple(shown), tuple(failed))


def _without_repeats(findings: Sequence[Finding]) -> list[Finding]:
    """In order of place; of findings of one rule that overlap the strongest, then the longest."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (-f.severity, -f.score, f.start - f.end, f.start, f.reason)):
        if not any(k.rule == finding.rule and k.start < finding.end and finding.start < k.end for k in kept):
            kept.append(finding)
    return sorted(kept, key=lambda f: (f.start, f.end, f.rule))
