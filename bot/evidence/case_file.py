"""All that is known of a case, as it is handed to the police."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.cases import CaseView, DecisionView
from bot.evidence.chain import Detail, Head
from moderation.deadlines import ON_APPLICATION


@dataclass(frozen=True, slots=True)
class WrittenComment:
    """A comment as it was when it was received, with the name its author had then."""

    external_id: str
    text: str
    author_name: str
    author_ref: str | None
    thread: str | None
    link: str | None
    written_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A link of the log within the stretch that concerns a case.

    Of events of other cases only ``digest`` is known: ``body`` is None.
    """

    number: int
    digest: str
    body: str | None = None
    details: tuple[Detail, ...] = ()

    @property
    def content(self) -> Mapping[str, Any]:
        """What the body says; empty where it is of another case or cannot be read, as after tampering."""
        try:
            found = json.loads(self.body or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class LogStretch:
    """The log from the first event of a case to its last, and the heads before and after."""

    after: Head = field(default_factory=Head)
    entries: tuple[LogEntry, ...] = ()
    last: Head = field(default_factory=Head)

    @property
    def own(self) -> tuple[LogEntry, ...]:
        """The events of the case itself."""
        return tuple(entry for entry in self.entries if entry.body is not None)


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a case must not be purged."""

    reason: str
    person_name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with its revisions (oldest first), what was written around it, its decisions, and its part of the log."""

    case: CaseView
    opened_at: datetime
    revisions: Sequence[WrittenComment]
    context: Sequence[WrittenComment]
    decisions: Sequence[DecisionView]
    hold: Hold | None
    log: LogStretch

    @property
    def comment(self) -> WrittenComment:
        """The newest revision that was screened."""
        return next(c for c in reversed(self.revisions) if c.text == self.case.text)

    @property
    def needs_application(self) -> bool:
        """Whether any revision may be an offence that is prosecuted on application only."""
        logged = [
            rule.get("rule") for entry in self.log.own for rule in entry.content.get("facts", {}).get("rules", ())
        ]
        return not ON_APPLICATION.isdisjoint([finding.rule for finding in self.case.findings] + logged)
