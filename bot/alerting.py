"""Which case gets a message of its own, and when. Pure: loads and limits come in, a decision goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from moderation.models import Severity

CALM = 10
"""Cases without a message of their own up to which nobody needs a summary."""

LATELY = timedelta(minutes=2)
"""How long a case counts as part of a storm. Without it a storm would seem over whenever its cases were put aside."""

_AHEAD = {Severity.CRITICAL: timedelta(days=1), Severity.HIGH: timedelta(hours=1)}

WANTED = {"wanted": True}
"""The payload of an alert a person asked for."""

Purpose = Literal["urgent", "redraw", "summary", "alert"]
"""What a message or an edit in the editors' chat is for."""

_SHARE: dict[Purpose, float] = {"urgent": 1.0, "redraw": 0.9, "summary": 0.8, "alert": 0.7}
"""How much of the limit may be used up before a purpose has to wait: the rest is kept free for what is more urgent."""

Placed = Literal["now", "wait", "summary"]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Open cases without a message of their own that are waiting for one or came :data:`LATELY`.

    ``grave`` of them are high or critical.
    """

    total: int
    grave: int

    @property
    def is_storm(self) -> bool:
        """Whether these are more than people can read one by one."""
        return self.total > CALM


def placed(severity: Severity, crowd: Crowd, sent: int, limit: float, *, is_wanted: bool = False) -> Placed:
    """Where a case without a message of its own goes: it gets one now, or as soon as there is room, or the summary has it.

    ``sent`` counts messages and edits of the last minute, ``limit`` how many are allowed (0: any number, so that nothing
    needs summing up). Critical cases, and those a person asked for, always get their own; high ones while few grave ones
    are waiting.
    """
    purpose = purpose_of(severity, is_wanted=is_wanted)
    ahead = crowd.grave if severity >= Severity.HIGH else crowd.total
    if limit and purpose != "urgent" and ahead > CALM:
        return "summary"
    return "now" if sent < room(purpose, limit) else "wait"


def purpose_of(severity: Severity, *, is_wanted: bool) -> Purpose:
    """What a case's first message is for: critical ones, and those a person asked for, go before all others."""
    return "urgent" if is_wanted or severity >= Severity.CRITICAL else "alert"


def room(purpose: Purpose, limit: float) -> float:
    """Below how many calls a minute something of this purpose may be sent; at least one, whatever the limit."""
    return max(1, int(limit * _SHARE[purpose])) if limit else float("inf")


def due_since(severity: Severity, now: datetime, *, is_wanted: bool = False) -> datetime:
    """Since when an alert counts as due: what has been due longest comes first, so grave ones are backdated."""
    return now - _AHEAD.get(Severity.CRITICAL if is_wanted else severity, timedelta())
