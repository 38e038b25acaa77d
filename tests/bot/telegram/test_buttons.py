"""Button data: a round trip in 64 bytes, and nothing forged gets through."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases import CaseId
from bot.telegram.buttons import (
    MAX_BYTES,
    AnswerObjection,
    RateAnswer,
    ReviewCase,
    ShowCase,
    ShowEntry,
    TurnPage,
    Verb,
)

BUTTONS = [
    ShowEntry("instagram-since"),
    ShowEntry("x" * 40),
    RateAnswer("x" * 40, is_helpful=True),
    RateAnswer("goals", is_helpful=False),
    ReviewCase(CaseId(10**15 - 1), 999_999, "ask_block"),
    ReviewCase(CaseId(1), 1, "leave"),
    AnswerObjection(10**15 - 1, "overturn"),
    AnswerObjection(1, "uphold"),
    TurnPage("summary", 0),
    TurnPage("open", 999_999),
    ShowCase("summary", CaseId(10**15 - 1)),
    ShowCase("open", CaseId(1)),
]
KINDS = (ShowEntry, RateAnswer, ReviewCase, AnswerObjection, TurnPage, ShowCase)


@pytest.mark.parametrize("button", BUTTONS, ids=repr)
def test_a_button_comes_back_as_it_went(
    button: ShowEntry | RateAnswer | ReviewCase | AnswerObjection | TurnPage | ShowCase,
) -> None:
    assert type(button).parse(button.pack()) == button
    assert len(button.pack().encode()) <= MAX_BYTES
    assert sum(kind.parse(button.pack()) is not None for kind in KINDS) == 1


@pytest.mark.parametrize("verb", get_args(Verb))
def test_every_verb_is_known(verb: Verb) -> None:
    assert ReviewCase.parse(ReviewCase(CaseId(7), 2, verb).pack()) == ReviewCase(CaseId(7), 2, verb)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "c:1:1:explode",
        "c:-1:1:delete",
        "c:1:delete",
        "c:1:1:delete:x",
        "o:1:forget",
        "o:-1:uphold",
        "o::uphold",
        "e:",
        "e:Ä",
        "r:2:goals",
        "r:1:",
        None,
        7,
        "c:१:1:leave",
        "p:s:-1",
        "p:x:1",
        "p:s:01",
        "p:o:1000000",
        "a:s:",
        "a:1",
        "a:o:१",
    ],
)
def test_forged_data_is_nothing(data: object) -> None:
    assert all(kind.parse(data) is None for kind in KINDS)


@given(st.text(max_size=70))
def test_no_text_breaks_the_parser(data: str) -> None:
    for kind in KINDS:
        parsed = kind.parse(data)
        assert parsed is None or parsed.pack() == data
