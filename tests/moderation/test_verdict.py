"""Findings combined to a verdict."""

from __future__ import annotations

import pytest

from moderation.learned.opinion import CRITICISM, FAMILIAR, OFFENCE, VIOLATION, Opinion
from moderation.models import Finding, RuleId, Severity
from moderation.verdict import Combination, by_form, by_wording, verdict


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


def test_a_rule_with_a_threshold_of_its_own_needs_a_surer_finding() -> None:
    found = [finding("insult", 0.7)]
    limits = {RuleId("insult"): 0.8}
    assert not verdict(found, [], 0.9, thresholds=limits).flagged
    assert verdict([finding("insult", 0.85)], [], 0.9, thresholds=limits).flagged
    both = verdict([*found, finding("sexual", 0.7)], [], 0.9, thresholds=limits)
    assert [f.rule for f in both.findings] == ["sexual"]


def opinion(familiar: float, violation: float, offence: float, criticism: float = -3.0) -> Opinion:
    return Opinion({FAMILIAR: familiar, VIOLATION: violation, OFFENCE: offence, CRITICISM: criticism})


COMBINATION = Combination(0.0, (0.5, 0.5, 1.0, 0.0, 1.0, -0.5, 0.0))


def test_the_school_that_knows_such_comments_is_believed() -> None:
    assert COMBINATION.probability(0.0, opinion(9, 4, -4)) > 0.5 > COMBINATION.probability(0.0, opinion(9, -4, 4))
    assert COMBINATION.probability(0.0, opinion(-9, -4, 4)) > 0.5 > COMBINATION.probability(0.0, opinion(-9, 4, -4))


def test_criticism_lowers_and_rules_raise_the_chance() -> None:
    plain = COMBINATION.probability(0.0, opinion(9, 1, 0))
    assert COMBINATION.probability(0.0, opinion(9, 1, 0, criticism=3.0)) < plain
    assert COMBINATION.probability(0.9, opinion(9, 1, 0)) > plain


def test_what_is_counted_is_kept_apart_from_what_is_worded() -> None:
    found = [finding("insult", 0.9), finding("shouting", 0.8)]
    assert by_wording(found) == pytest.approx(0.9)
    assert by_form(found) == pytest.approx(0.8)


def test_a_thousand_findings_are_as_good_as_fifty() -> None:
    found = [finding("insult", 0.9, start=5 * n, end=5 * n + 4) for n in range(1000)]
    found.append(finding("threat_violence", 0.8, Severity.CRITICAL, start=9000, end=9004))
    kept = verdict(found, []).findings
    assert len(kept) == 50
    assert any(f.severity is Severity.CRITICAL for f in kept)
