"""How well comments with known labels are judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from moderation.models import RuleId, Severity, Verdict

BINS = 10
_NEAR = 1


@dataclass(frozen=True, slots=True)
class LabelledComment:
    """A comment with what a careful editor would say; ``rules`` empty means fine. ``style`` are tags such as irony."""

    text: str
    rules: frozenset[RuleId]
    severity: Severity
    style: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Bin:
    """Comments of about the same score: how many, their mean score, and what share of them are violations."""

    count: int
    score: float
    share: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Hits, false alarms and misses."""

    hits: int = 0
    false_alarms: int = 0
    misses: int = 0

    @property
    def precision(self) -> float:
        return self.hits / max(1, self.hits + self.false_alarms)

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + self.misses)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(1, 2 * self.hits + self.false_alarms + self.misses)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The judged comments side by side with their labels."""

    judged: Sequence[tuple[LabelledComment, Verdict]] = field(repr=False)

    @property
    def flagged(self) -> Tally:
        """Flagged against any label."""
        return _tally([(bool(one.rules), verdict.flagged) for one, verdict in self.judged])

    def rule(self, rule: RuleId) -> Tally:
        """One rule among the findings against the labels."""
        return _tally([(rule in one.rules, rule in _rules(verdict)) for one, verdict in self.judged])

    @property
    def rules(self) -> Tally:
        """All rules together (micro average)."""
        every = sorted({rule for one, verdict in self.judged for rule in one.rules | _rules(verdict)})
        tallies = [self.rule(rule) for rule in every]
        return Tally(*(sum(getattr(tally, name) for tally in tallies) for name in ("hits", "false_alarms", "misses")))

    @property
    def right_rule(self) -> float:
        """Share of the labels that are among the findings."""
        wanted = [(rule, verdict) for one, verdict in self.judged for rule in one.rules]
        return sum(rule in _rules(verdict) for rule, verdict in wanted) / max(1, len(wanted))

    def false_alarm_rate(self, style: str | None = None) -> float:
        """Share of fine comments that were flagged, among all or those of a style."""
        fine = [v for one, v in self.judged if not one.rules and (style is None or style in one.style)]
        return sum(verdict.flagged for verdict in fine) / max(1, len(fine))

    @property
    def near_severity(self) -> float:
        """Share of hits whose severity is at most one step off."""
        hits = [(one, verdict) for one, verdict in self.judged if one.rules and verdict.flagged]
        return sum(abs(one.severity - verdict.severity) <= _NEAR for one, verdict in hits) / max(1, len(hits))

    @property
    def criticism_share(self) -> float:
        """Share of the flags that fell on what looks like criticism of the authority."""
        flagged = [verdict for _, verdict in self.judged if verdict.flagged]
        return sum(verdict.is_criticism for verdict in flagged) / max(1, len(flagged))

    @property
    def brier(self) -> float:
        """Mean squared distance of score and truth (Brier, 1950): 0 is perfect, 0.25 is a coin."""
        return sum((verdict.score - bool(one.rules)) ** 2 for one, verdict in self.judged) / max(1, len(self.judged))

    def reliability(self) -> list[Bin]:
        """The comments by score, in tenths; empty tenths are left out."""
        groups: dict[int, list[tuple[float, bool]]] = {}
        for one, verdict in self.judged:
            groups.setdefault(min(BINS - 1, int(verdict.score * BINS)), []).append((verdict.score, bool(one.rules)))
        return [
            Bin(len(group), sum(score for score, _ in group) / len(group), sum(bad for _, bad in group) / len(group))
            for _, group in sorted(groups.items())
        ]


def _rules(verdict: Verdict) -> frozenset[RuleId]:
    return frozenset(finding.rule for finding in verdict.findings) if verdict.flagged else frozenset()


def _tally(pairs: Sequence[tuple[bool, bool]]) -> Tally:
    return Tally(
        sum(wanted and got for wanted, got in pairs),
        sum(got and not wanted for wanted, got in pairs),
        sum(wanted and not got for wanted, got in pairs),
    )
