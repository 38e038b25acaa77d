"""What a case looks like to the people who work on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NewType

from moderation.models import Severity
from moderation.proportion import mildest_fitting
from moderation.review import Measure

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
    usual: str = "leave"
    """The measure the rule names."""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """Who decided what, when and why; ``proposed_by`` if a second person confirmed it."""

    measure: str
    reason: str
    person_name: str
    decided_at: datetime
    proposed_by: str | None = None


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A grave measure that waits for a second person."""

    measure: str
    person_name: str
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """What an author objected to, and what became of it; ``outcome`` is None until it is answered."""

    id: int
    measure: str
    reason: str
    filed_by: str
    filed_at: datetime
    outcome: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Who last took the text for the author, and when."""

    person_name: str
    given_at: datetime


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
    proposal: ProposalView | None = None
    objection: ObjectionView | None = None
    notice: NoticeView | None = None
    earlier: Mapping[str, int] = field(default_factory=dict)
    """How often which measure was taken earlier with comments of the same author."""

    @property
    def is_deleted(self) -> bool:
        """Whether the comment is gone for good, by our doing."""
        return any(action.kind == "delete" and action.state == "done" for action in self.actions)

    @property
    def suggestion(self) -> Measure | None:
        """The mildest measure that fits; None where nothing can be done."""
        usual = [finding.usual for finding in self.findings]
        return mildest_fitting(self.source, usual, self.earlier, is_criticism=self.is_criticism)

    @property
    def deletable_until(self) -> datetime | None:
        """Until when the platform lets us delete the comment; None where it sets no limit."""
        return self.written_at + DELETABLE_FOR if self.source == TELEGRAM else None
