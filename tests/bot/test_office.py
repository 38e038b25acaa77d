"""The configured calendar, with real holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.config import Office
from bot.office import calendar, holidays_of
from moderation.deadlines import due
from moderation.models import Severity


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 1, 6), True),  # Heilige Drei Könige
        (date(2027, 5, 27), True),  # Fronleichnam
        (date(2026, 11, 1), True),  # Allerheiligen
        (date(2026, 10, 3), True),
        (date(2026, 10, 31), False),  # Reformationstag is none in Baden-Württemberg
        (date(2026, 12, 24), False),
        (date(2026, 11, 24), False),
    ],
)
def test_the_holidays_are_those_of_baden_wuerttemberg(day: date, expected: bool) -> None:
    assert holidays_of("BW")(day) is expected


def test_another_state_has_its_own() -> None:
    assert not holidays_of("HH")(date(2027, 1, 6))
    assert holidays_of("HH")(date(2026, 10, 31))


def test_the_default_office_rests_on_epiphany() -> None:
    found = due(Severity.MEDIUM, datetime(2027, 1, 5, 9, 0, tzinfo=UTC), calendar(Office()))
    assert found == datetime(2027, 1, 7, 15, 0, tzinfo=UTC)


def test_hours_and_days_are_those_configured() -> None:
    office = Office(days=("sat",), opens="10:00", closes="12:30")
    found = due(Severity.MEDIUM, datetime(2026, 11, 24, 9, 0, tzinfo=UTC), calendar(office))
    assert found == datetime(2026, 11, 28, 11, 30, tzinfo=UTC)
