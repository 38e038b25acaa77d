"""Until when a person must have looked, by an office's own calendar; and the clock of a criminal complaint. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from moderation.models import Severity

CRITICAL_WITHIN = timedelta(hours=1)
HIGH_WITHIN = timedelta(hours=4)
"""Working time."""
LOW_WITHIN_DAYS = 5
"""Working days."""
COMPLAINT_MONTHS = 3
ON_APPLICATION: frozenset[str] = frozenset({"insult", "defamation"})
"""Rules about what is prosecuted on application only (§ 194 StGB)."""
_LONGEST_CLOSURE = 366
_MONDAY_TO_FRIDAY = frozenset(range(5))


class NeverOpen(ValueError):
    """The calendar knows no working day for more than a year."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an office works. Times are local to ``zone``; ``weekdays`` count from Monday, 0.

    In the quiet hours, from ``quiet_from`` until ``quiet_until`` (on the next day if that is earlier), only what is critical
    may make a sound; both the same means that there are none.

    Raises:
        ValueError: it closes before it opens.
    """

    zone: tzinfo
    is_holiday: Callable[[date], bool]
    opens: time = time(8)
    closes: time = time(16)
    weekdays: frozenset[int] = _MONDAY_TO_FRIDAY
    quiet_from: time = time(18)
    quiet_until: time = time(7)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("an office must open before it closes")

    def is_working_day(self, day: date) -> bool:
        """Whether somebody works on that day."""
        return day.weekday() in self.weekdays and not self.is_holiday(day)

    def working_day_after(self, day: date, count: int = 1) -> date:
        """The ``count``-th working day after a day.

        Raises:
            NeverOpen: there is none for more than a year.
        """
        for _ in range(count):
            day = self._from(day + timedelta(days=1))
        return day

    def _from(self, day: date) -> date:
        for later in range(_LONGEST_CLOSURE):
            if self.is_working_day(found := day + timedelta(days=later)):
                return found
        raise NeverOpen(f"no working day in the year from {day}")

    def closing(self, day: date) -> datetime:
        """When the office closes on a day."""
        return self._moment(day, self.closes)

    def after_working(self, start: datetime, duration: timedelta) -> datetime:
        """When so much working time has passed since ``start``.

        Raises:
            NeverOpen: there is none for more than a year.
        """
        day = self._from(start.astimezone(self.zone).date())
        while True:
            begun = max(start, self._moment(day, self.opens))
            left = self.closing(day) - begun
            if left >= duration:
                return begun + duration
            duration -= max(left, timedelta())
            day = self.working_day_after(day)

    def _moment(self, day: date, at: time) -> datetime:
        # In UTC, so that differences are real time also on the days on which clocks are changed.
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def due(severity: Severity, at: datetime, calendar: Calendar) -> datetime:
    """Until when a person must have looked at a case that came at ``at``, in UTC.

    Critical: an hour, at any time. High: four hours of work. Medium: the end of the next working day. Low: that of the fifth.
    What is graver is never due later, also in offices that open for an hour a day.

    Raises:
        ValueError: ``at`` has no time zone.
        NeverOpen: there is no working day for more than a year.
    """
    if at.tzinfo is None:
        raise ValueError("a point in time needs a time zone")
    at = at.astimezone(UTC)
    if severity is Severity.CRITICAL:
        return at + CRITICAL_WITHIN
    today = at.astimezone(calendar.zone).date()
    if severity < Severity.MEDIUM:
        return calendar.closing(calendar.working_day_after(today, LOW_WITHIN_DAYS))
    next_day = calendar.closing(calendar.working_day_after(today))
    return min(next_day, calendar.after_working(at, HIGH_WITHIN)) if severity is Severity.HIGH else next_day


def may_sound(severity: Severity, at: datetime, calendar: Calendar) -> bool:
    """Whether an alert may make a sound now: critical ones always, others outside of the quiet hours."""
    if severity is Severity.CRITICAL:
        return True
    moment, begin, end = at.astimezone(calendar.zone), calendar.quiet_from, calendar.quiet_until
    now = time(moment.hour, moment.minute, moment.second)
    is_quiet = begin <= now < end if begin <= end else now >= begin or now < end
    return not is_quiet


def complaint_until(known: date, is_holiday: Callable[[date], bool]) -> date:
    """The last day of the application for prosecution by somebody who learnt of deed and person on ``known``.

    Three months from that day (§ 77b StGB, counted as in § 188 BGB); where the last is a Saturday, Sunday or holiday, the
    next working day.
    """
    month = known.month - 1 + COMPLAINT_MONTHS
    year, month = known.year + month // 12, month % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    last = min(date(year, month, 1) + timedelta(days=known.day - 1), first_of_next - timedelta(days=1))
    while last.weekday() not in _MONDAY_TO_FRIDAY or is_holiday(last):
        last += timedelta(days=1)
    return last
