"""Things tests need in a sensible form, changed where a test cares."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.cases import CaseId, CaseView, FoundRule
from bot.screening import IncomingComment
from moderation.models import Severity

WRITTEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

_COMMENT = IncomingComment(
    source="telegram",
    place="-1001",
    place_name="Diskussion",
    external_id="7",
    text="Du Vollidiot!",
    author_ref="user:42",
    author_name="Eva Müller",
    thread=None,
    link="https://t.me/c/1/7",
    written_at=WRITTEN,
)

_CASE = CaseView(
    id=CaseId(1),
    source="telegram",
    place="-1001",
    place_name="Diskussion",
    external_id="7",
    revision=1,
    is_open=True,
    severity=Severity.MEDIUM,
    score=0.9,
    unchecked=(),
    is_criticism=False,
    text="Du Vollidiot!",
    author_name="Eva Müller",
    author_ref="user:42",
    link="https://t.me/c/1/7",
    written_at=WRITTEN,
    findings=(FoundRule("insult", "Beleidigung", 3, 12, "Beschimpfung einer Person", 0.9, Severity.MEDIUM),),
    claimed_by=None,
    escalated_by=None,
    decision=None,
    actions=(),
)


def comment(**changes: Any) -> IncomingComment:
    """A rude comment in a Telegram group."""
    return replace(_COMMENT, **changes)


def case(**changes: Any) -> CaseView:
    """An open case about it."""
    return replace(_CASE, **changes)
