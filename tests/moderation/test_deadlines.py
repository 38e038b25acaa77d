"""Deadlines: what the calendar of an office makes of them, and laws that hold for every calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.deadlines import Calendar, NeverOpen, complaint_until, due, may_sound
from moderation.models import Severity

BERLIN = ZoneInfo("Europe/Berlin")
HOLIDAYS = {date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1), date(2027, 1, 6)}
OFFICE = Calendar(BERLIN, HOLIDAYS.__contains__)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("severity", "at", "expected"),
    [
        # Tuesday 24 November 2026, an ordinary week
        (Severity.CRITICAL, local(2026, 11, 24, 3, 12), local(2026, 11, 24, 4, 12)),
        (Severity.HIGH, local(2026, 11, 24, 9, 0), local(2026, 11, 24, 13, 0)),
        (Severity.HIGH, local(2026, 11, 24, 12, 0), local(2026, 11, 24, 16, 0)),
        (Severity.HIGH, local(2026, 11, 24, 14, 30), local(2026, 11, 25, 10, 30)),
        (Severity.HIGH, local(2026, 11, 24, 3, 0), local(2026, 11, 24, 12, 0)),
        (Severity.MEDIUM, local(2026, 11, 24, 9, 0), local(2026, 11, 25, 16, 0)),
        (Severity.LOW, local(2026, 11, 24, 9, 0), local(2026, 12, 1, 16, 0)),
        (Severity.NONE, local(2026, 11, 24, 9, 0), local(2026, 12, 1, 16, 0)),
        # over a weekend
        (Severity.HIGH, local(2026, 11, 27, 15, 0), local(2026, 11, 30, 11, 0)),
        (Severity.MEDIUM, local(2026, 11, 28, 9, 0), local(2026, 11, 30, 16, 0)),
        # over Christmas: Thursday, then holiday, holiday (Saturday), Sunday
        (Severity.CRITICAL, local(2026, 12, 25, 20, 0), local(2026, 12, 25, 21, 0)),
        (Severity.HIGH, local(2026, 12, 24, 15, 0), local(2026, 12, 28, 11, 0)),
        (Severity.MEDIUM, local(2026, 12, 24, 15, 0), local(2026, 12, 28, 16, 0)),
        (Severity.LOW, local(2026, 12, 24, 15, 0), local(2027, 1, 4, 16, 0)),
        # over the end of summer time, 25 October 2026
        (Severity.CRITICAL, local(2026, 10, 25, 1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (Severity.HIGH, local(2026, 10, 23, 14, 0), local(2026, 10, 26, 10, 0)),
    ],
)
def test_when_a_person_must_have_looked(severity: Severity, at: datetime, expected: datetime) -> None:
    assert due(severity, at, OFFICE) == expected


_times = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    opens = draw(st.integers(5 * 60, 12 * 60))
    closes = draw(st.integers(opens + 1, 23 * 60))
    days = draw(st.frozensets(st.integers(0, 6), min_size=1))
    closed = draw(st.frozensets(st.dates(date(2025, 1, 1), date(2030, 2, 1)), max_size=60))
    zone = draw(st.sampled_from([BERLIN, UTC, ZoneInfo("America/New_York")]))
    return Calendar(zone, closed.__contains__, time(*divmod(opens, 60)), time(*divmod(closes, 60)), days)


_severities = st.sampled_from(list(Severity))


@given(_severities, _times, calendars())
def test_a_deadline_is_never_in_the_past(severity: Severity, at: datetime, calendar: Calendar) -> None:
    assert due(severity, at, calendar) > at


@given(_severities.filter(lambda s: s is not Severity.CRITICAL), _times, calendars())
def test_only_critical_cases_are_due_outside_of_working_hours(
    severity: Severity, at: datetime, calendar: Calendar
) -> None:
    found = due(severity, at, calendar).astimezone(calendar.zone)
    assert calendar.is_working_day(found.date())
    assert calendar.opens <= found.time() <= calendar.closes


@given(_times)
def test_critical_cases_are_due_within_the_hour_at_any_time(at: datetime) -> None:
    assert due(Severity.CRITICAL, at, OFFICE) - at == timedelta(hours=1)


@given(_times, calendars())
def test_what_is_graver_is_never_due_later(at: datetime, calendar: Calendar) -> None:
    moments = [due(severity, at, calendar) for severity in sorted(Severity, reverse=True)]
    assert all(graver <= milder for graver, milder in pairwise(moments))


@given(_severities, _times, st.integers(0, 10**6), calendars())
def test_what_comes_later_is_never_due_earlier(
    severity: Severity, at: datetime, seconds: int, calendar: Calendar
) -> None:
    assert due(severity, at, calendar) <= due(severity, at + timedelta(seconds=seconds), calendar)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        due(Severity.HIGH, datetime(2026, 11, 24, 9, 0), OFFICE)  # noqa: DTZ001


def test_an_office_that_never_opens_is_told() -> None:
    for severity in (Severity.LOW, Severity.MEDIUM, Severity.HIGH):
        with pytest.raises(NeverOpen):
            due(severity, local(2026, 11, 24, 9, 0), Calendar(BERLIN, lambda _: True))


def test_an_office_that_closes_before_it_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="open"):
        Calendar(BERLIN, HOLIDAYS.__contains__, time(16), time(8))


@pytest.mark.parametrize(
    ("begin", "end", "hour", "expected"),
    [
        (18, 7, 17, True),
        (18, 7, 18, False),
        (18, 7, 3, False),
        (18, 7, 7, True),
        (12, 14, 13, False),
        (12, 14, 14, True),
        (9, 9, 9, True),
        (9, 9, 3, True),
    ],
)
def test_in_quiet_hours_only_what_is_critical_makes_a_sound(begin: int, end: int, hour: int, expected: bool) -> None:
    calendar = Calendar(BERLIN, HOLIDAYS.__contains__, quiet_from=time(begin), quiet_until=time(end))
    at = local(2026, 11, 24, hour, 0).astimezone(UTC)
    assert may_sound(Severity.HIGH, at, calendar) is expected
    assert may_sound(Severity.CRITICAL, at, calendar)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (date(2026, 11, 24), date(2027, 2, 24)),
        (date(2026, 11, 30), date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2026, 1, 31), date(2026, 4, 30)),
        (date(2026, 8, 28), date(2026, 11, 30)),  # a Saturday
        (date(2026, 9, 25), date(2026, 12, 28)),  # Christmas Day, a holiday, a Sunday
        (date(2026, 10, 1), date(2027, 1, 4)),  # New Year, a weekend
        (date(2027, 11, 30), date(2028, 2, 29)),
    ],
)
def test_the_application_for_prosecution_has_three_months(known: date, expected: date) -> None:
    assert complaint_until(known, HOLIDAYS.__contains__) == expected
