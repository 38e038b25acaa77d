"""Findings combined to a verdict."""

from __future__ import annotations

import pytest

from moderation.models import Finding, RuleId, Severity
from moderation.verdict import verdict


def finding(rule: str, score: float, severity: Severity = Severity.MEDIUM, start: int = 0, end: int = 4) -> Finding:
    return Finding(RuleId(rule), start, end, "Grund", score, severity)


def test_nothing_found_is_fine() -> None:
    assert verdict([], []).flagged is False
    assert verdict([], []).score == 0
    assert verdict([], []).severity is Severity.NONE


def test_one_sure_finding_is_enough() -> None:
    result = verdict([finding("insult", 0.9)], [])
    assert (result.flagged, result.score, result.severity) == (True, 0.9, Severity.MEDIUM)


def test_weak_findings_of_different_rules_add_up() -> None:
    assert not verdict([finding("insult", 0.4)], []).flagged
    result = verdict([finding("insult", 0.4), finding("sexual", 0.4)], [])
    assert result.flagged
    assert result.score == pytest.approx(0.64)
    assert len(result.findings) == 1


def test_two_findings_of_one_rule_are_not_counted_twice() -> None:
    assert verdict([finding("insult", 0.4), finding("insult", 0.45, start=9, end=12)], []).score == pytest.approx(0.45)


def test_the_gravest_finding_gives_the_severity() -> None:
    found = [finding("insult", 0.9), finding("threat_violence", 0.8, Severity.CRITICAL, 9, 12)]
    assert verdict(found, []).severity is Severity.CRITICAL


def test_overlapping_findings_of_a_rule_are_shown_once_in_order_of_place() -> None:
    found = [finding("insult", 0.8, start=5, end=9), finding("insult", 0.9, start=3, end=9), finding("sexual", 0.9)]
    assert [(f.rule, f.start) for f in verdict(found, []).findings] == [("sexual", 0), ("insult", 3)]


def test_what_could_not_be_checked_is_said() -> None:
    assert verdict([], ["links"]).failed == ("links",)


def test_a_threshold_of_ones_own_is_followed() -> None:
    assert verdict([finding("insult", 0.6)], [], threshold=0.7).flagged is False
