"""Which language is it? German until something speaks clearly against it."""

from __future__ import annotations

import pytest

from knowledge.models import Question
from knowledge.multilingual import MultilingualEngine


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wie erreiche ich das Social-Media-Team?", "de"),
        ("Wia erreich i eich denn?", "de"),
        ("safe kein insta zwang oder", "de"),
        ("instagram account", "de"),
        ("What is your phone number for social media questions?", "en"),
        ("Sosyal medya ekibine nasıl ulaşabilirim?", "tr"),
        ("Quelle est l'adresse e-mail de la protection des données ?", "fr"),
        ("Qual è il numero di telefono del team social media?", "it"),
        ("Как я могу связаться с вами без Инстаграма?", "ru"),
        ("Як я можу зв'язатися з вами без Інстаграму?", "uk"),
        ("كيف يمكنني التواصل معكم بدون انستغرام؟", "ar"),
        ("你们有微信吗？", "de"),
        ("12345", "de"),
        ("", "de"),
    ],
)
def test_the_language_of_a_question(multilingual: MultilingualEngine, text: str, language: str) -> None:
    assert multilingual.language_of(Question(text)) == language


def test_few_words_are_in_the_language_of_the_turn_before(multilingual: MultilingualEngine) -> None:
    earlier = ("How can I reach the data protection officer?",)
    assert multilingual.language_of(Question("phone number?", earlier)) == "en"
    assert multilingual.language_of(Question("phone number?")) == "de"


def test_no_german_phrasing_is_taken_for_another_language(multilingual: MultilingualEngine) -> None:
    """Words left out, so that nothing is recognised as a phrasing."""
    content = multilingual.content
    foreign = frozenset("öğıəкнمر")
    texts = [" ".join(p.split()[:-1]) for e in content.entries.values() for p in e.phrasings if not foreign & set(p)]
    wrong = [text for text in texts if multilingual.language_of(Question(text)) != "de"]
    assert len(wrong) <= len(texts) * 0.002, wrong[:20]
