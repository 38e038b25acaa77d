"""The error sheet: questions with known answers, counted honestly."""

from __future__ import annotations

from typing import Any

import pytest

from bot.answering import Answering
from bot.evaluating import BadQuestion, evaluate, read_gold
from bot.plot import wrong_against_answered
from knowledge.evaluation import curve, score


def known(name: str) -> bool:
    return name in ("website", "real-name")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([], "JSON-Objekt"),
        ({"expect": "answer"}, "question"),
        ({"question": "x", "expect": "maybe"}, "expect"),
        ({"question": "x", "expect": "answer", "entries": ["nirgends"]}, "nirgends"),
        ({"question": "x", "expect": "answer"}, "entries"),
    ],
)
def test_a_bad_line_says_what_is_wrong(row: Any, reason: str) -> None:
    with pytest.raises(BadQuestion, match=reason):
        read_gold(row, known)


def test_a_sheet_counts_by_style_and_language_and_beside_a_plain_search(answering: Answering) -> None:
    rows = [
        {"question": "Wie lautet die Webseite?", "expect": "answer", "entries": ["website"], "style": ["plain"]},
        {
            "question": "Muss i mein richtiga Nama nenna?",
            "expect": "answer",
            "entries": ["real-name"],
            "style": ["dialect"],
        },
        {"question": "Was kostet ein Reisepass?", "expect": "fallback", "style": ["plain"]},
    ]
    sheet = evaluate([read_gold(row, known) for row in rows], answering)
    groups = sheet.groups()
    assert {name: len(group) for name, group in groups.items()} == {
        "alle": 3,
        "Sprache de": 3,
        "Stil dialect": 1,
        "Stil plain": 2,
    }
    assert score(one.judgement for one in sheet.asked) > score(one.plain for one in sheet.asked)


def test_the_curve_rises_with_what_is_answered() -> None:
    points = curve([(0.9, True), (0.8, False), (0.8, True), (0.1, False)])
    assert [(p.threshold, p.answered, p.wrong) for p in points] == [
        (0.9, 0.25, 0.0),
        (0.8, 0.75, 0.25),
        (0.1, 1.0, 0.5),
    ]
    picture = wrong_against_answered(points, "Titel <b>", "quer", "hoch")
    assert picture.startswith("<svg")
    assert "&lt;b&gt;" in picture


def test_nothing_asked_makes_no_error() -> None:
    assert score([]) == 0.0
    assert curve([]) == []
