"""Who is who among the people who work on cases, and every refusal on record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import structlog

from moderation.roles import ALLOWED, Act, Role, may

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who presses a button: the platform's user id and the name shown to colleagues."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """The person may not do this; ``for_leads`` where editors may not either."""

    for_leads: bool = False


class Roster:
    """The roles of people by their user ids; whoever is not listed has none."""

    def __init__(
        self, editors: Collection[int] = (), leads: Collection[int] = (), admins: Collection[int] = ()
    ) -> None:
        self._people: Mapping[Role, frozenset[int]] = {
            "editor": frozenset(editors),
            "lead": frozenset(leads),
            "admin": frozenset(admins),
        }

    def roles(self, person: Person) -> frozenset[Role]:
        """All roles somebody has."""
        return frozenset(role for role, people in self._people.items() if person.id in people)

    def may(self, person: Person, act: Act) -> bool:
        """Whether somebody may do it."""
        return may(self.roles(person), act)

    def refusal(self, person: Person, act: Act) -> NotAllowed | None:
        """Why somebody may not do it, on record; None if they may."""
        if self.may(person, act):
            return None
        record_refusal(person, act, "role")
        return NotAllowed(for_leads="editor" not in ALLOWED[act])


def record_refusal(person: Person, act: str, reason: str) -> None:
    """Log that somebody was refused: who, what and why, never a text or a name."""
    log.warning("refused", person=person.id, act=act, reason=reason)
