"""The clock, and times as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """This day in Germany."""
    return datetime.now(LOCAL).date()


def spoken(time: datetime) -> str:
    """A moment as people in Germany write it: ``24.11.2026, 09:05 Uhr``."""
    return time.astimezone(LOCAL).strftime("%d.%m.%Y, %H:%M Uhr")
