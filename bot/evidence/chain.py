"""The log as a chain of hashes: whatever is changed, removed, inserted, moved or cut off shows. Pure.

An event's body is canonical JSON. A link's hash covers the hash before it and the digest of its body, so a stretch of the log
can be proven by the digests of the other events, without their content. Personal values are not in the body, only their
salted digests: erasing a value with its salt leaves the chain whole, and nobody can try out which value it was.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import itemgetter
from typing import Literal, get_args

GENESIS = "0" * 64
"""What the first event is chained to."""
PURGED = "purged"
"""The kind of event after which a case's personal values may be gone."""

Actor = Literal["person", "rule", "system"]
Fact = str | int | bool | None | Sequence["Fact"] | Mapping[str, "Fact"]
"""What an event may state. No floats: they have no canonical spelling across languages."""
FaultKind = Literal[
    "changed", "removed", "inserted", "reordered", "cut_off", "no_head", "detail_changed", "detail_removed"
]
FAULT_KINDS: tuple[FaultKind, ...] = get_args(FaultKind)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``case`` is None for what concerns the log itself; ``digests`` are those of :func:`sealed`."""

    number: int
    case: int | None
    kind: str
    at: datetime
    actor: Actor
    facts: Mapping[str, Fact] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """An event as it is stored; ``number`` and ``case`` repeat what the body says."""

    number: int
    case: int | None
    body: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """Number and hash of the newest event, kept apart from the events; 0 and :data:`GENESIS` before the first."""

    number: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Detail:
    """A personal value beside the chain, with the salt of its digest."""

    name: str
    value: str
    salt: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something is wrong with the events from ``number`` to ``last``."""

    kind: FaultKind
    number: int
    last: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What looking through a log found: its faults, how many events it has, and its head."""

    faults: Sequence[Fault]
    count: int
    head: Head


def canonical(event: Event) -> str:
    """The one spelling of an event.

    Raises:
        ValueError: a time without zone, or a fact that is a float.
    """
    if event.at.tzinfo is None:
        raise ValueError("an event needs a point in time with a zone")
    _refuse_floats(event.facts)
    content = {
        "number": event.number,
        "case": event.case,
        "kind": event.kind,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor,
        "facts": event.facts,
        "digests": event.digests,
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _refuse_floats(fact: object) -> None:
    if isinstance(fact, float):
        raise ValueError("a fact must not be a float")  # noqa: TRY004 - the value is wrong, not the caller's use of types
    if isinstance(fact, Mapping):
        for part in fact.values():
            _refuse_floats(part)
    elif isinstance(fact, Sequence) and not isinstance(fact, str):
        for part in fact:
            _refuse_floats(part)


def digest(body: str) -> str:
    """The digest of a body; it may be shown to those who must not see the body."""
    return hashlib.sha256(body.encode()).hexdigest()


def link_hash(previous: str, body_digest: str) -> str:
    """The hash of a link, from the hash before it and the digest of its body (both as hexadecimal text)."""
    return hashlib.sha256(f"{previous}{body_digest}".encode()).hexdigest()


def chained(event: Event, previous: str) -> Link:
    """The event as the link after ``previous``."""
    body = canonical(event)
    return Link(event.number, event.case, body, previous, link_hash(previous, digest(body)))


def sealed(name: str, value: str, salt: str) -> str:
    """The salted digest of a personal value. The name is part of it, so that values cannot change places."""
    return hashlib.sha256(f"{salt}\0{name}\0{value}".encode()).hexdigest()


def verify(
    links: Iterable[Link], head: Head | None, known: Mapping[int, str] | None = None, *, after: Head | None = None
) -> list[Fault]:
    """All faults of a log, or of a stretch of it that begins after ``after``. See :class:`Verifier`."""
    verifier = Verifier(known, after=after)
    for link in links:
        verifier.feed(link)
    return verifier.finish(head)


@dataclass(slots=True)
class _Body:
    """What the verifier reads of a body; None where it cannot be read."""

    number: int | None
    case: object = None
    kind: object = None
    digests: Mapping[str, str] = field(default_factory=dict)


class Verifier:
    """Finds the faults of a log that is fed link by link, in the order in which it is stored.

    ``known`` are hashes noted down earlier outside of the database, by number. Without any, somebody who may write to the
    database can make a log anew from some event on, with its head; with one, nothing up to that event.
    """

    def __init__(self, known: Mapping[int, str] | None = None, *, after: Head | None = None) -> None:
        start = after or Head()
        self._known = dict(known or {})
        self._faults: list[Fault] = []
        self._last = start.number
        self._tails = {start.hash}
        """The hashes of links with the last number; more than one where one was inserted."""
        self._gaps: list[tuple[int, int]] = []
        """Stretches of numbers not seen so far, in order. Not single numbers: somebody may have written an enormous one."""
        self._blamed = 0
        self._owed: dict[object, list[int]] = {}
        """Events, by case, whose personal values are gone without the case having been purged so far."""
        self.count = 0

    def feed(self, link: Link, details: Sequence[Detail] | None = None) -> None:
        """Look at the next link and, where given, at the personal values beside it."""
        self.count += 1
        body = _read(link.body)
        number = link.number if body.number is None else body.number
        whole = link.hash == link_hash(link.previous, digest(link.body))
        if not whole or body.number is None or body.case != link.case:
            self._blame(number)
        self._place(number, link)
        # The order is that of the column; a column that disagrees with the body is seen here if nothing else was.
        if number != link.number and not self._faults and not self._gaps:
            self._fault("reordered", number)
        if self._known.get(number, link.hash) != link.hash:
            self._blame(number)
        if details is not None:
            self._look_at(number, body, details)

    def finish(self, head: Head | None) -> list[Fault]:
        """All faults, by number, once every link has been fed. ``head`` is None where none is kept."""
        if head is None:
            if self.count:
                self._fault("no_head", self._last)
            head = Head(self._last, min(self._tails))
        for first, last in self._gaps:
            self._fault("removed", first, last)
        expected = max([head.number, *self._known])
        if self._last < expected:
            self._fault("cut_off", self._last + 1, expected)
        elif self._last > head.number:
            self._fault("inserted", head.number + 1, self._last)
        elif head.hash not in self._tails:
            self._blame(self._last)
        for numbers in self._owed.values():
            for first, last in _stretches(numbers):
                self._fault("detail_removed", first, last)
        return sorted(set(self._faults), key=lambda fault: (fault.number, fault.kind))

    def _place(self, number: int, link: Link) -> None:
        """Compare an event's place with the one before."""
        if number <= self._last:
            if self._fills_gap(number):
                self._fault("reordered", number)
                return
            self._fault("inserted", number)
            if number == self._last:
                self._tails.add(link.hash)
            return
        if number == self._last + 1:
            if link.previous not in self._tails:
                # What is whole in itself but not what its successor was chained to was made anew.
                self._blame(self._last if self._last and self._blamed != number else number)
        else:
            self._gaps.append((self._last + 1, number - 1))
        self._last, self._tails = number, {link.hash}

    def _fills_gap(self, number: int) -> bool:
        index = bisect_right(self._gaps, number, key=itemgetter(0)) - 1
        if index < 0 or self._gaps[index][1] < number:
            return False
        first, last = self._gaps[index]
        self._gaps[index : index + 1] = [
            (start, end) for start, end in ((first, number - 1), (number + 1, last)) if start <= end
        ]
        return True

    def _look_at(self, number: int, body: _Body, details: Sequence[Detail]) -> None:
        given = {detail.name: sealed(detail.name, detail.value, detail.salt) for detail in details}
        if any(body.digests.get(name) != seal for name, seal in given.items()):
            self._fault("detail_changed", number)
        if body.digests.keys() - given.keys():
            self._owed.setdefault(body.case, []).append(number)
        if body.kind == PURGED:
            self._owed.pop(body.case, None)

    def _blame(self, number: int) -> None:
        self._blamed = number
        self._fault("changed", number)

    def _fault(self, kind: FaultKind, number: int, last: int | None = None) -> None:
        self._faults.append(Fault(kind, number, number if last is None else last))


def _read(body: str) -> _Body:
    try:
        content = json.loads(body)
        number, digests = content["number"], content["digests"]
        if type(number) is int and isinstance(digests, dict):
            return _Body(number, content["case"], content["kind"], digests)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    return _Body(None)


def _stretches(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as stretches without gaps."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
