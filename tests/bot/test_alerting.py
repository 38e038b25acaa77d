"""Which case gets a message of its own: grave ones always or soon, the rest as long as people can read them one by one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.alerting import CALM, Crowd, due_since, placed, room
from moderation.models import Severity

LIMIT = 20
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ONE, FULL, STORM = Crowd(1, 0), Crowd(CALM, 0), Crowd(2000, 500)


@pytest.mark.parametrize("severity", list(Severity))
def test_in_calm_times_every_case_gets_its_message_at_once(severity: Severity) -> None:
    assert placed(severity, ONE, 0, LIMIT) == "now"


@pytest.mark.parametrize("severity", [Severity.NONE, Severity.LOW, Severity.MEDIUM])
def test_when_too_many_wait_the_rest_goes_into_the_summary(severity: Severity) -> None:
    assert placed(severity, FULL, 0, LIMIT) == "now"
    assert placed(severity, Crowd(CALM + 1, 0), 0, LIMIT) == "summary"


def test_a_high_case_gets_its_message_while_few_grave_ones_wait() -> None:
    assert placed(Severity.HIGH, Crowd(2000, CALM), 0, LIMIT) == "now"
    assert placed(Severity.HIGH, Crowd(2000, CALM + 1), 0, LIMIT) == "summary"


def test_a_critical_case_is_never_left_to_the_summary() -> None:
    assert placed(Severity.CRITICAL, STORM, LIMIT - 1, LIMIT) == "now"
    assert placed(Severity.CRITICAL, STORM, LIMIT, LIMIT) == "wait"


def test_a_case_a_person_asked_for_is_as_urgent_as_a_critical_one() -> None:
    assert placed(Severity.LOW, STORM, LIMIT - 1, LIMIT, is_wanted=True) == "now"
    assert due_since(Severity.LOW, NOW, is_wanted=True) == due_since(Severity.CRITICAL, NOW)


def test_other_cases_leave_room_for_critical_ones() -> None:
    used = int(room("alert", LIMIT))
    assert used < LIMIT
    assert placed(Severity.HIGH, ONE, used, LIMIT) == "wait"
    assert placed(Severity.CRITICAL, ONE, used, LIMIT) == "now"


def test_what_is_more_urgent_has_more_room() -> None:
    assert room("alert", LIMIT) < room("summary", LIMIT) < room("redraw", LIMIT) < room("urgent", LIMIT) == LIMIT


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_small_limit_lets_something_through(limit: int) -> None:
    assert placed(Severity.LOW, ONE, 0, limit) == "now"


def test_without_a_limit_nothing_waits_and_nothing_is_summed_up() -> None:
    assert placed(Severity.LOW, STORM, 10_000, 0) == "now"


def test_the_graver_the_earlier_an_alert_counts_as_due() -> None:
    due = [due_since(severity, NOW) for severity in (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM)]
    assert due == sorted(due)
    assert len(set(due)) == 3
    assert due[-1] == due_since(Severity.LOW, NOW) == NOW
