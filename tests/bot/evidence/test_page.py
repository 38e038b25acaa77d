"""The page to print: everything escaped, nothing from outside, the marks where they belong."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.cases import CaseView, DecisionView, FoundRule
from bot.evidence.case_file import CaseFile, Hold, LogEntry, LogStretch, WrittenComment
from bot.evidence.chain import Detail
from bot.evidence.page import page, pieces
from bot.texts import german
from moderation.models import Severity
from tests.builders import WRITTEN, case

EVIL = '<script>alert("x")</script>&<img src=x onerror=y>'


def written(view: CaseView) -> WrittenComment:
    return WrittenComment(
        view.external_id, view.text, view.author_name, view.author_ref, None, view.link, view.written_at, WRITTEN
    )


def file(view: CaseView, **changes: object) -> CaseFile:
    made = CaseFile(view, WRITTEN, [written(view)], [], [], None, LogStretch())
    return replace(made, **changes)  # type: ignore[arg-type]


def shown(made: CaseFile, until: date | None = None) -> str:
    return page(made, WRITTEN, until, german())


def test_the_page_says_what_was_written_by_whom_when_and_where() -> None:
    text = shown(file(case()), date(2027, 2, 24))
    for part in (
        "Beweissicherung, Fall 1",
        "Eva Müller",
        "user:42",
        "24.11.2026, 10:00 Uhr",
        "Diskussion",
        "https://t.me/c/1/7",
        "Beleidigung",
        "Beschimpfung einer Person",
        "Strafantrag spätestens am 24.02.2027",
        "Du <mark>Vollidiot</mark>!",
    ):
        assert part in text, part


def test_nothing_that_was_written_becomes_markup() -> None:
    finding = FoundRule("insult", EVIL, 0, 8, EVIL, 0.9, Severity.MEDIUM)
    view = case(text=EVIL, author_name=EVIL, place_name=EVIL, link=EVIL, author_ref=EVIL, findings=(finding,))
    entry = LogEntry(1, "ab", '{"kind":"<b>","at":"<i>","actor":"<u>"}', (Detail("reason", EVIL, ""),))
    made = file(
        view,
        context=[written(view)],
        revisions=[replace(written(view), text=EVIL + "2"), written(view)],
        decisions=[DecisionView("delete", EVIL, EVIL, WRITTEN)],
        hold=Hold(EVIL, EVIL, WRITTEN),
        log=LogStretch(entries=(entry,)),
    )
    text = shown(made)
    for part in ("<script", "<img", "<b>", "<i>", "<u>"):
        assert part not in text
    assert text.count("&lt;script&gt;") >= 10


def test_the_page_loads_nothing() -> None:
    text = shown(file(case(link="javascript:alert(1)")))
    assert not re.search(r"<(?:script|img|link|iframe|a)\b|url\(|\bsrc=|\bhref=", text)
    assert "default-src 'none'" in text


def test_a_page_without_findings_decisions_or_link_says_so() -> None:
    text = shown(file(case(findings=(), link=None)))
    assert "In der letzten Fassung nichts." in text
    assert "Noch keine." in text
    assert "keine Antragsfrist" in text


def test_an_event_that_cannot_be_read_is_still_listed() -> None:
    entry = LogEntry(77, "abcdef", "[1")
    assert "abcdef" in shown(file(case(), log=LogStretch(entries=(entry,))))


_spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 40)), max_size=4)


@given(st.text(max_size=30), _spans)
def test_cutting_loses_nothing_and_marks_exactly_what_was_found(text: str, spans: list[tuple[int, int]]) -> None:
    findings = tuple(FoundRule("insult", "t", start, end, "r", 0.9, Severity.LOW) for start, end in spans)
    found = list(pieces(text, findings))
    assert "".join(piece.text for piece in found) == text
    marks = [piece.is_marked for piece in found for _ in piece.text]
    assert marks == [any(start <= place < end for start, end in spans) for place in range(len(text))]
