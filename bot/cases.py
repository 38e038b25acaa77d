"""What a case looks like to the people who work on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from moderation.models import Severity

CaseId = NewType("CaseId", int)

TELEGRAM = "telegram"
INSTAGRAM = "instagram"
DELETABLE_FOR = timedelta(hours=48)
"""Telegram lets a bot delete a message for this long (Bot API, deleteMessage)."""


@dataclass(frozen=True, slots=True)
class FoundRule:
    """A finding as it was recorded when the comment was screened."""

    rule: str
    title: str
    start: int
    end: int
    reason: str
    score: float
    severity: Severity


@dataclass(frozen=True, slots=True)
class DecisionView:
    """Who decided what, when and why."""

    measure: str
    reason: str
    person_name: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class ActionView:
    """How far a decision has been carried out. ``error`` is the code of a text."""

    kind: str
    state: str
    error: str | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with everything an alert shows."""

    id: CaseId
    source: str
    place: str
    place_name: str
    external_id: str
    revision: int
    is_open: bool
    severity: Severity
    score: float
    unchecked: tuple[str, ...]
    is_criticism: bool
    text: str
    author_name: str
    author_ref: str | None
    link: str | None
    written_at: datetime
    findings: tuple[FoundRule, ...]
    claimed_by: str | None
    escalated_by: str | None
    decision: DecisionView | None
    actions: tuple[ActionView, ...]

    @property
    def deletable_until(self) -> datetime | None:
        """Until when the platform lets us delete the comment; None where it sets no limit."""
        return self.written_at + DELETABLE_FOR if self.source == TELEGRAM else None
