"""The evidence package of a case as a page to print. Everything put into it is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.cases import FoundRule
from bot.clock import spoken
from bot.evidence.case_file import CaseFile, LogEntry
from bot.texts import Texts


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comment, marked where something was found."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An event as people read it."""

    number: int
    at: str
    what: str
    who: str
    digest: str


def page(file: CaseFile, made_at: datetime, apply_until: date | None, texts: Texts) -> str:
    """The page, with nothing from outside and no script."""
    return _template().render(
        t=texts,
        file=file,
        case=file.case,
        comment=file.comment,
        earlier=[revision for revision in file.revisions if revision is not file.comment],
        pieces=list(pieces(file.case.text, file.case.findings)),
        source=texts(f"source.{file.case.source}"),
        severity=texts(f"severity.{file.case.severity.word}"),
        entries=[_line(entry, texts) for entry in file.log.own],
        apply_until=apply_until.strftime("%d.%m.%Y") if apply_until is not None else None,
        made_at=spoken(made_at),
        spoken=spoken,
    )


def pieces(text: str, findings: tuple[FoundRule, ...]) -> Iterator[Piece]:
    """A text cut where findings begin and end; they may overlap."""
    marked = {place for finding in findings for place in range(finding.start, min(finding.end, len(text)))}
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or (place in marked) != (begin in marked):
            yield Piece(text[begin:place], begin in marked)
            begin = place


def _line(entry: LogEntry, texts: Texts) -> EntryLine:
    content = entry.content
    kind, actor, at = (str(content.get(name, "")) for name in ("kind", "actor", "at"))
    names = texts.names()
    what = texts(f"evidence.kind.{kind}") if f"evidence.kind.{kind}" in names else kind
    details = {detail.name: detail.value for detail in entry.details}
    who = details.get("person_name") or (texts(f"evidence.actor.{actor}") if f"evidence.actor.{actor}" in names else "")
    reason = details.get("reason")
    return EntryLine(entry.number, _spoken(at), f"{what}: {reason}" if reason else what, who, entry.digest)


def _spoken(at: str) -> str:
    try:
        return spoken(datetime.fromisoformat(at))
    except ValueError:
        return at


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")
