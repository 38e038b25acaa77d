"""What the author of a comment is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import notices
from bot.cases import ActionView, DecisionView, FoundRule, ObjectionView
from bot.texts import Texts
from moderation.models import Severity
from moderation.netiquette import Netiquette
from tests.builders import WRITTEN, case

DECISION = DecisionView("delete", "Beschimpfung einer Person („Vollidiot“)", "Rita Schmid", WRITTEN)


def test_the_notice_quotes_the_rule_and_says_how_to_object(netiquette: Netiquette, texts: Texts) -> None:
    rules = replace(netiquette, objection="Schreiben Sie an widerspruch@amt.example.")
    notice = notices.to_author(case(decision=DECISION), rules, texts)
    clause = next(rule.clause for rule in rules.rules.values() if rule.id == "insult")
    for part in ("24.11.2026", "Maßnahme: löschen", clause, "widerspruch@amt.example", "Nummer 1"):
        assert part in notice


def test_the_notice_names_no_editor_and_repeats_no_word_of_the_comment(netiquette: Netiquette, texts: Texts) -> None:
    notice = notices.to_author(case(decision=DECISION), netiquette, texts)
    assert "Rita" not in notice
    assert "Vollidiot" not in notice


def test_without_words_of_the_authority_the_way_to_object_is_told_all_the_same(
    netiquette: Netiquette, texts: Texts
) -> None:
    notice = notices.to_author(case(decision=DECISION), replace(netiquette, objection=None), texts)
    assert texts("author.way") in notice


def test_a_rule_that_is_no_longer_in_the_netiquette_is_named_by_its_title(netiquette: Netiquette, texts: Texts) -> None:
    found = FoundRule("bygone", "Frühere Regel", 0, 2, "Grund", 0.9, Severity.LOW)
    assert "Regel: Frühere Regel" in notices.to_author(case(decision=DECISION, findings=(found,)), netiquette, texts)


@pytest.mark.parametrize(
    ("outcome", "state", "part"),
    [
        ("upheld", "done", "Die Entscheidung bleibt: löschen"),
        ("overturned", "done", "nicht wiederherstellen"),
        ("overturned", "cancelled", "aufgehoben: löschen"),
    ],
)
def test_after_an_objection_the_author_is_told_its_outcome(
    netiquette: Netiquette, texts: Texts, outcome: str, state: str, part: str
) -> None:
    answered = ObjectionView(5, "delete", "", "Otto", WRITTEN, outcome, "Ada", WRITTEN)
    told = case(decision=DECISION, objection=answered, actions=(ActionView("delete", state, None),))
    notice = notices.to_author(told, netiquette, texts)
    assert part in notice
    assert "Ada" not in notice
    assert ("wiederherstellen" in notice) == (part == "nicht wiederherstellen")


def test_an_objection_that_waits_changes_nothing_in_the_notice(netiquette: Netiquette, texts: Texts) -> None:
    waiting = ObjectionView(5, "delete", "", "Otto", WRITTEN)
    told = case(decision=DECISION)
    notice = notices.to_author(replace(told, objection=waiting), netiquette, texts)
    assert notice == notices.to_author(told, netiquette, texts)


def test_without_a_decision_there_is_nothing_to_tell(netiquette: Netiquette, texts: Texts) -> None:
    with pytest.raises(ValueError, match="nothing was decided"):
        notices.to_author(case(), netiquette, texts)
