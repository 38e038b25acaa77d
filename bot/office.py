"""The office: its calendar as it is configured, with the public holidays of its state, and who is at its terminal."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from datetime import date, time

from bot.clock import LOCAL
from bot.config import Office
from moderation.deadlines import Calendar

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendar(office: Office) -> Calendar:
    """When the office works."""
    return Calendar(
        zone=LOCAL,
        is_holiday=holidays_of(office.state),
        opens=time.fromisoformat(office.opens),
        closes=time.fromisoformat(office.closes),
        weekdays=frozenset(_WEEKDAYS.index(day) for day in office.days),
        quiet_from=time.fromisoformat(office.quiet_from),
        quiet_until=time.fromisoformat(office.quiet_until),
    )


def holidays_of(state: str) -> Callable[[date], bool]:
    """Whether a day is a public holiday in a German state (``"BW"``)."""
    # Loaded only where somebody asks: a fifth of a second that most starts do without.
    from holidays import country_holidays

    known = country_holidays("DE", subdiv=state)
    return known.__contains__


def account_name() -> str:
    """Who is at the terminal, as the operating system knows them; a container may know only a number."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid {os.getuid()}"
