"""Which outcome the probabilities lead to."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from knowledge.decision import Decider
from knowledge.models import (
    Answer,
    Clarify,
    Content,
    Entry,
    EntryId,
    Fallback,
    OutsideTopic,
    Pleasantry,
    SmallTalk,
    Topic,
)


def entry(name: str, includes: tuple[str, ...] = ()) -> Entry:
    names = tuple(EntryId(other) for other in includes)
    return Entry(EntryId(name), name, name, ("1",), "2023", date(2027, 1, 1), "", (), (name,), includes=names)


TOPICS: tuple[Topic, ...] = (
    entry("a"),
    entry("b"),
    entry("c"),
    entry("d"),
    entry("e"),
    entry("whole", includes=("a", "b")),
    OutsideTopic(EntryId("out"), "out", "woanders", ("x",)),
    Pleasantry(EntryId("talk"), "hallo", ("y",)),
)


@pytest.fixture
def decider(content: Content) -> Decider:
    return Decider(TOPICS, content)


def decide(decider: Decider, **values: float) -> object:
    names = [*(topic.id for topic in TOPICS), "none"]
    return decider.decide(np.array([values.get(name, 0.0) for name in names], dtype=np.float32)).outcome


def test_a_sure_entry_is_answered(decider: Decider) -> None:
    outcome = decide(decider, a=0.95, none=0.05)
    assert isinstance(outcome, Answer)
    assert outcome.entry.id == "a"


def test_two_likely_entries_are_asked_back_likeliest_first(decider: Decider) -> None:
    outcome = decide(decider, c=0.5, d=0.45, none=0.05)
    assert isinstance(outcome, Clarify)
    assert [option.id for option in outcome.options] == ["c", "d"]


def test_at_most_four_options_are_offered(decider: Decider) -> None:
    outcome = decide(decider, a=0.2, b=0.2, c=0.2, d=0.2, e=0.2)
    assert isinstance(outcome, Clarify)
    assert len(outcome.options) <= 4


def test_an_entry_that_includes_both_candidates_is_the_answer(decider: Decider) -> None:
    outcome = decide(decider, a=0.45, b=0.45, whole=0.05, none=0.05)
    assert isinstance(outcome, Answer)
    assert outcome.entry.id == "whole"


def test_a_single_candidate_keeps_its_own_answer_although_another_includes_it(decider: Decider) -> None:
    outcome = decide(decider, a=0.97, none=0.03)
    assert isinstance(outcome, Answer)
    assert outcome.entry.id == "a"


def test_what_is_known_to_be_outside_gets_its_reaction(decider: Decider) -> None:
    outcome = decide(decider, out=0.8, none=0.1, a=0.1)
    assert isinstance(outcome, Fallback)
    assert outcome.text == "woanders"


def test_what_is_like_nothing_gets_the_default_reaction(decider: Decider, content: Content) -> None:
    outcome = decide(decider, none=0.9, a=0.1)
    assert isinstance(outcome, Fallback)
    assert outcome.text == content.default_reaction
    assert outcome.topic is None


def test_small_talk_is_answered_as_such(decider: Decider) -> None:
    assert isinstance(decide(decider, talk=0.9, none=0.1), SmallTalk)


def test_a_doubtful_entry_is_not_answered(decider: Decider) -> None:
    assert not isinstance(decide(decider, a=0.6, none=0.4), Answer)
