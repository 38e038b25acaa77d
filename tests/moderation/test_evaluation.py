"""Figures of judged comments, by hand."""

from __future__ import annotations

import pytest

from moderation.evaluation import LabelledComment, Sheet, Tally
from moderation.models import Finding, RuleId, Severity, Verdict

INSULT, SPAM = RuleId("insult"), RuleId("spam_advertising")


def labelled(*rules: RuleId, severity: Severity = Severity.NONE, style: str = "plain") -> LabelledComment:
    return LabelledComment("x", frozenset(rules), severity, frozenset({style}))


def flagged(score: float, *rules: RuleId, severity: Severity = Severity.MEDIUM, criticism: float = 0.0) -> Verdict:
    found = tuple(Finding(rule, 0, 1, "Grund", score, severity) for rule in rules)
    return Verdict(flagged=True, score=score, severity=severity, findings=found, criticism=criticism)


def fine(score: float) -> Verdict:
    return Verdict(flagged=False, score=score, severity=Severity.NONE, findings=())


@pytest.fixture
def sheet() -> Sheet:
    return Sheet(
        [
            (labelled(INSULT, severity=Severity.MEDIUM), flagged(0.9, INSULT)),
            (labelled(INSULT, SPAM, severity=Severity.LOW), flagged(0.8, SPAM, severity=Severity.HIGH)),
            (labelled(SPAM, severity=Severity.LOW), fine(0.2)),
            (labelled(style="legal_criticism"), flagged(0.6, INSULT, criticism=0.7)),
            (labelled(style="legal_criticism"), fine(0.1)),
            (labelled(), fine(0.1)),
        ]
    )


def test_flags_are_counted_against_any_label(sheet: Sheet) -> None:
    assert sheet.flagged == Tally(hits=2, false_alarms=1, misses=1)
    assert sheet.flagged.precision == sheet.flagged.recall == pytest.approx(2 / 3)
    assert sheet.flagged.f1 == pytest.approx(2 / 3)


def test_false_alarms_are_counted_among_fine_comments(sheet: Sheet) -> None:
    assert sheet.false_alarm_rate() == pytest.approx(1 / 3)
    assert sheet.false_alarm_rate("legal_criticism") == 0.5
    assert sheet.false_alarm_rate("unknown") == 0


def test_rules_count_each_for_itself(sheet: Sheet) -> None:
    assert sheet.rule(INSULT) == Tally(hits=1, false_alarms=1, misses=1)
    assert sheet.rules == Tally(hits=2, false_alarms=1, misses=2)
    assert sheet.right_rule == 0.5


def test_severity_may_be_one_step_off(sheet: Sheet) -> None:
    assert sheet.near_severity == 0.5


def test_scores_are_held_to_their_promise(sheet: Sheet) -> None:
    assert sheet.brier == pytest.approx((0.01 + 0.04 + 0.64 + 0.36 + 0.01 + 0.01) / 6)
    assert [(one.count, one.share) for one in sheet.reliability()] == [(2, 0.0), (1, 1.0), (1, 0.0), (1, 1.0), (1, 1.0)]


def test_the_share_of_criticism_among_flags_is_told(sheet: Sheet) -> None:
    assert sheet.criticism_share == pytest.approx(1 / 3)


def test_an_empty_sheet_has_figures(sheet: Sheet) -> None:
    empty = Sheet([])
    assert (empty.flagged.f1, empty.right_rule, empty.brier, empty.reliability()) == (0, 0, 0, [])
