"""The evidence package of a case as JSON, and the proof that it was not changed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.evidence.case_file import CaseFile, WrittenComment
from bot.evidence.chain import Detail, Fault, Head, Link, Verifier, digest, link_hash

FORMAT = "kreislotse-evidence/1"


class BadPackage(Exception):
    """This is no evidence package."""


def package(file: CaseFile, made_at: datetime, apply_until: date | None) -> dict[str, Any]:
    """A case file as JSON-ready values. ``apply_until``: last day of an application for prosecution, if one is needed."""
    case = file.case
    return {
        "format": FORMAT,
        "made_at": made_at.isoformat(),
        "case": {
            "number": case.id,
            "source": case.source,
            "place": case.place,
            "place_name": case.place_name,
            "opened_at": file.opened_at.isoformat(),
            "state": "open" if case.is_open else "decided",
            "severity": case.severity.word,
            "score": case.score,
            "unchecked": list(case.unchecked),
            "criticism": case.is_criticism,
        },
        "comment": _written(file.comment),
        "findings": [
            {**asdict(f), "severity": f.severity.word, "words": case.text[f.start : f.end]} for f in case.findings
        ],
        "revisions": [_written(comment) for comment in file.revisions],
        "context": [_written(comment) for comment in file.context],
        "decisions": [{**asdict(d), "decided_at": d.decided_at.isoformat()} for d in file.decisions],
        "actions": [asdict(action) for action in case.actions],
        "hold": None if file.hold is None else {**asdict(file.hold), "since": file.hold.since.isoformat()},
        "apply_for_prosecution_until": apply_until.isoformat() if apply_until is not None else None,
        "log": {
            "algorithm": "hash = SHA-256(previous hash + SHA-256(body)); seal = SHA-256(salt + NUL + name + NUL + value)",
            "after": asdict(file.log.after),
            "links": [_link(entry.number, entry.digest, entry.body, entry.details) for entry in file.log.entries],
            "last": asdict(file.log.last),
        },
    }


def _written(comment: WrittenComment) -> dict[str, Any]:
    times = {"written_at": comment.written_at.isoformat(), "received_at": comment.received_at.isoformat()}
    return {**asdict(comment), **times, "sha256": digest(comment.text)}


def _link(number: int, body_digest: str, body: str | None, details: tuple[Detail, ...]) -> dict[str, Any]:
    if body is None:
        return {"number": number, "digest": body_digest}
    return {"number": number, "digest": body_digest, "body": body, "details": [asdict(detail) for detail in details]}


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Head(_Part):
    number: int
    hash: str


class _Detail(_Part):
    name: str
    value: str
    salt: str


class _Link(_Part):
    number: int
    digest: str
    body: str | None = None
    details: tuple[_Detail, ...] = ()


class _Log(_Part):
    after: _Head
    links: tuple[_Link, ...]
    last: _Head


class _Case(_Part):
    number: int


class _Comment(_Part):
    text: str
    author_name: str
    author_ref: str | None
    link: str | None


class _Package(_Part):
    format: str
    case: _Case
    comment: _Comment
    log: _Log


def check_package(text: bytes) -> tuple[list[Fault], Head]:
    """The faults of a package, and the number and hash that the log it is from must have.

    A package alone can be made anew as a whole; compare the hash with the authority's log.

    Raises:
        BadPackage: it is none.
    """
    try:
        given = _Package.model_validate_json(text)
    except ValidationError as error:
        raise BadPackage(str(error.errors()[0]["msg"])) from error
    if given.format != FORMAT:
        raise BadPackage(given.format)
    log = given.log
    faults: list[Fault] = []
    previous, number = log.after.hash, log.after.number
    for link in log.links:
        number += 1
        if link.number != number:
            faults.append(Fault("removed" if link.number > number else "inserted", number, number))
            number = link.number
        if link.body is not None:
            faults += _link_faults(link, given.case.number, previous)
        previous = link_hash(previous, link.digest)
    if (number, previous) != (log.last.number, log.last.hash):
        faults.append(Fault("changed" if number >= log.last.number else "cut_off", number, log.last.number))
    faults += _comment_faults(given)
    return sorted(set(faults), key=lambda fault: (fault.number, fault.kind)), Head(log.last.number, log.last.hash)


def _link_faults(link: _Link, case: int, previous: str) -> list[Fault]:
    """Whether an event of the case is what its digest says, with all its personal values."""
    body = link.body or ""
    own = Link(link.number, case, body, previous, link_hash(previous, link.digest))
    alone = Verifier(after=Head(link.number - 1, previous))
    alone.feed(own, [Detail(detail.name, detail.value, detail.salt) for detail in link.details])
    return alone.finish(Head(own.number, own.hash))


def _comment_faults(given: _Package) -> list[Fault]:
    """Whether the comment that people read is the one that was logged."""
    for link in reversed(given.log.links):
        logged = {detail.name: detail.value for detail in link.details}
        if "text" in logged:
            shown = given.comment.model_dump()
            if any(shown[name] != logged.get(name) for name in shown):
                return [Fault("detail_changed", link.number, link.number)]
            return []
    return []
