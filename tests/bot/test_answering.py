"""Replies: the same words for every channel."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answering import LONGEST_QUESTION, Answering
from bot.texts import Texts
from knowledge.models import EntryId
from knowledge.multilingual import MultilingualEngine


def test_an_answer_names_chapter_edition_and_a_way_without_a_platform(answering: Answering) -> None:
    reply = answering.reply("Seit wann seid ihr auf Instagram?")
    assert (reply.kind, reply.entry) == ("answer", "instagram-since")
    assert "Januar 2022" in reply.answer
    assert "Kapitel 5 (Stand 2023)" in reply.answer
    assert "Ohne Social Media: Webseite www.landkreis-goeppingen.de" in reply.answer
    assert [(s.section, s.edition) for s in reply.sources] == [("5", "2023")]


def test_every_entry_fits_its_channels_and_names_a_way(answering: Answering) -> None:
    for entry in answering.entries():
        reply = answering.about(entry.id)
        assert reply is not None
        assert len(reply.answer) <= 1500, entry.id
        assert any(way.text in reply.answer for way in entry.ways if not way.needs_account), entry.id
        assert not reply.answer.lower().startswith("ja,") or entry.id == "blocking"


def test_an_overdue_review_is_said_and_a_future_one_is_not(multilingual: MultilingualEngine, texts: Texts) -> None:
    before = Answering(multilingual, texts, lambda: date(2024, 1, 31)).about("goals")
    after = Answering(multilingual, texts, lambda: date(2024, 2, 1)).about("goals")
    assert before is not None
    assert after is not None
    assert "steht noch aus" not in before.answer
    assert "Die für Januar 2024 vorgesehene Überprüfung steht noch aus." in after.answer


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "x" * (LONGEST_QUESTION + 1), "ж" * 10_000, "😀", "\u200b"])
def test_what_cannot_be_answered_is_passed_on_to_people(answering: Answering, text: str) -> None:
    reply = answering.reply(text)
    assert reply.kind == "fallback"
    assert "socialmedia@lkgp.de" in reply.answer


def test_a_question_back_offers_two_to_four_entries(answering: Answering) -> None:
    reply = answering.reply("instagram")
    assert reply.kind == "clarify"
    assert 2 <= len(reply.options) <= 4
    assert len({option.entry for option in reply.options}) == len(reply.options)


def test_follow_ups_lead_to_entries(answering: Answering) -> None:
    reply = answering.about("instagram-since")
    assert reply is not None
    assert all(answering.about(option.entry) for option in reply.follow_ups)


def test_an_unknown_entry_is_none(answering: Answering) -> None:
    assert answering.about("gibt-es-nicht") is None


def test_earlier_turns_are_bounded(answering: Answering) -> None:
    reply = answering.reply("Danke", ["x" * 100_000] * 50)
    assert reply.kind == "smalltalk"


def test_includes_never_lie(multilingual: MultilingualEngine) -> None:
    for entry in multilingual.content.entries.values():
        for name in entry.includes:
            assert EntryId(name) in multilingual.content.entries
