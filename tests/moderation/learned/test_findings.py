"""From an opinion to findings an editor can follow."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from moderation.learned.findings import learned_findings
from moderation.learned.opinion import Opinion, TellingWord, log_odds, probability
from moderation.models import Finding, RuleId
from moderation.netiquette import Netiquette
from moderation.reading import Reading

TEXT = "Guten Tag.  Du bist ein Blödkopp! Wann ist offen?"


class Knowing:
    """A classifier whose telling words are given."""

    name = "knowing"

    def __init__(self, *words: str) -> None:
        self._words = words

    def opinion(self, reading: Reading) -> Opinion:
        raise NotImplementedError

    def telling(self, reading: Reading, opinion: Opinion, heads: Sequence[str]) -> list[tuple[TellingWord, ...]]:
        starts = [(reading.original.index(word), word) for word in self._words]
        words = tuple(TellingWord(start, start + len(word), 1.0 / (n + 1)) for n, (start, word) in enumerate(starts))
        return [words for _ in heads]


def found(netiquette: Netiquette, heads: dict[str, float], *words: str, limit: float = 0.0) -> list[Finding]:
    limits = {RuleId("insult"): limit}
    return learned_findings(Knowing(*words), Reading(TEXT), Opinion(heads), netiquette.rules, limits, 0.9)


def test_the_sentence_and_the_words_that_spoke_are_named(netiquette: Netiquette) -> None:
    [finding] = found(netiquette, {"insult": 2.0, "sexual": -2.0}, "Blödkopp!", "bist")
    assert TEXT[finding.start : finding.end] == "Du bist ein Blödkopp!"
    assert "„Beleidigung“" in finding.reason
    assert "„Blödkopp“, „bist“" in finding.reason
    assert finding.severity is netiquette.rules[RuleId("insult")].severity


def test_every_likely_rule_is_named(netiquette: Netiquette) -> None:
    assert {f.rule for f in found(netiquette, {"insult": 1.0, "sexual": 0.5, "defamation": -1.0})} == {
        "insult",
        "sexual",
    }


def test_the_likeliest_is_named_where_none_is_likely(netiquette: Netiquette) -> None:
    [finding] = found(netiquette, {"insult": -2.0, "sexual": -1.0})
    assert finding.rule == "sexual"
    assert found(netiquette, {"insult": -2.0, "sexual": -1.0}, limit=-3.0)[0].rule == "insult"


def test_what_an_editor_must_keep_in_mind_is_said(netiquette: Netiquette) -> None:
    assert "kann nicht geprüft werden" in found(netiquette, {"defamation": 2.0})[0].reason


def test_what_the_rules_said_better_is_not_said_again(netiquette: Netiquette) -> None:
    heads, said = {"insult": 2.0, "sexual": 1.0}, frozenset({"insult"})
    again = learned_findings(Knowing(), Reading(TEXT), Opinion(heads), netiquette.rules, {}, 0.9, said)
    assert [finding.rule for finding in again] == ["sexual"]
    assert learned_findings(Knowing(), Reading(TEXT), Opinion({"insult": 2.0}), netiquette.rules, {}, 0.9, said) == []


def test_no_finding_is_surer_than_the_verdict(netiquette: Netiquette) -> None:
    assert found(netiquette, {"insult": 9.0})[0].score == 0.9


def test_heads_that_are_no_rule_and_empty_comments_give_nothing(netiquette: Netiquette) -> None:
    assert found(netiquette, {"violation": 3.0, "unheard_of": 3.0}) == []
    assert learned_findings(Knowing(), Reading(" \n"), Opinion({"insult": 3.0}), netiquette.rules, {}, 0.9) == []


@pytest.mark.parametrize("chance", [0.0, 1e-9, 0.2, 0.5, 0.97, 1.0])
def test_log_odds_and_probability_undo_each_other(chance: float) -> None:
    assert math.isclose(probability(log_odds(chance)), chance, abs_tol=2e-6)


def test_heads_nobody_has_do_not_apply() -> None:
    assert Opinion({}).probability("insult") < 0.001
