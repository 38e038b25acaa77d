"""What counts as right, and what as wrong."""

from __future__ import annotations

import pytest

from knowledge.evaluation import judge
from knowledge.models import Answer, Clarify, Content, EntryId, Fallback, Outcome, Question, SampleQuestion, SmallTalk

ASKED = Question("Wo?")
WEBSITE = SampleQuestion(ASKED, "answer", frozenset({EntryId("website")}))
OUTSIDE = SampleQuestion(ASKED, "fallback")
TALK = SampleQuestion(ASKED, "smalltalk")


def outcomes(content: Content) -> dict[str, Outcome]:
    entries = content.entries
    return {
        "website": Answer(entries[EntryId("website")], 1.0),
        "address": Answer(entries[EntryId("address")], 1.0),
        "choice with it": Clarify((entries[EntryId("address")], entries[EntryId("website")]), 0.9),
        "choice without": Clarify((entries[EntryId("address")], entries[EntryId("contact")]), 0.9),
        "passed on": Fallback("", None, 1.0),
        "chat": SmallTalk(next(iter(content.pleasantries.values())), 1.0),
    }


@pytest.mark.parametrize(
    ("sample", "outcome", "expected"),
    [
        (WEBSITE, "website", "right"),
        (WEBSITE, "address", "wrong"),
        (WEBSITE, "choice with it", "asked_back"),
        (WEBSITE, "choice without", "missed"),
        (WEBSITE, "passed on", "missed"),
        (WEBSITE, "chat", "missed"),
        (OUTSIDE, "website", "wrong"),
        (OUTSIDE, "choice with it", "missed"),
        (OUTSIDE, "passed on", "right"),
        (OUTSIDE, "chat", "missed"),
        (TALK, "chat", "right"),
        (TALK, "website", "wrong"),
        (TALK, "passed on", "missed"),
    ],
)
def test_an_outcome_is_judged(content: Content, sample: SampleQuestion, outcome: str, expected: str) -> None:
    assert judge(sample, outcomes(content)[outcome]) == expected
