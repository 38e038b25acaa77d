"""Questions in other languages find the same entries, in that language."""

from __future__ import annotations

import pytest

from knowledge.models import Answer, Fallback, Question, SmallTalk
from knowledge.multilingual import MultilingualEngine


@pytest.mark.parametrize(
    ("text", "entry", "language"),
    [
        ("Since when have you been on Instagram?", "instagram-since", "en"),
        ("Who is responsible for data protection at your office?", "contact-privacy", "en"),
        ("Instagram sayfanız ne zamandan beri var?", "instagram-since", "tr"),
        ("Devo usare il mio vero nome?", "real-name", "it"),
        ("С какого времени у вас есть Инстаграм?", "instagram-since", "ru"),
    ],
)
def test_an_entry_is_found_in_its_language(
    multilingual: MultilingualEngine, text: str, entry: str, language: str
) -> None:
    found = multilingual.find(Question(text))
    assert isinstance(found.outcome, Answer)
    assert (found.outcome.entry.id, found.outcome.entry.language, found.language) == (entry, language, language)


@pytest.mark.parametrize("text", ["Where can I register my car in Göppingen?", "Сколько стоит загранпаспорт?"])
def test_what_the_concept_does_not_say_is_passed_on_in_the_language(
    multilingual: MultilingualEngine, text: str
) -> None:
    found = multilingual.find(Question(text))
    assert isinstance(found.outcome, Fallback)
    assert found.outcome.text != multilingual.content.default_reaction


def test_small_talk_in_other_languages(multilingual: MultilingualEngine) -> None:
    assert isinstance(multilingual.find(Question("Are you a real person or a bot?")).outcome, SmallTalk)


def test_every_phrasing_of_every_language_reaches_its_topic(multilingual: MultilingualEngine) -> None:
    astray = []
    for code, engine in multilingual.warm().items():
        for topic in engine.content.topics():
            for phrasing in topic.phrasings if code != "de" else ():
                outcome = engine.find(Question(phrasing)).outcome
                reached = {"Answer": getattr(getattr(outcome, "entry", None), "id", None)}.get(type(outcome).__name__)
                if isinstance(outcome, Answer) and reached != topic.id:
                    astray.append((code, topic.id, phrasing, reached))
    assert astray == []


def test_every_entry_exists_in_every_language_with_its_facts(multilingual: MultilingualEngine) -> None:
    content = multilingual.content
    facts = [value for name, value in content.facts.items() if name.split(".")[0] in ("social_media", "privacy", "web")]
    for code, language in content.languages.items():
        if code == "de-leicht":
            continue
        assert language.stale == frozenset(), code
        assert set(language.entries) == set(content.entries), code
        for name, entry in language.entries.items():
            german = content.entries[name].answer
            missing = [fact for fact in facts if fact in german and fact not in entry.answer and "@" in fact]
            assert missing == [], (code, name)
