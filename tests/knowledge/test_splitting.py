"""Several questions in one message."""

from __future__ import annotations

import pytest

from knowledge.splitting import questions_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wer betreut den Kanal und wie erreiche ich die Leute?", 2),
        ("Welche Vorteile gibt es, und was kostet Instagram?", 2),
        ("Seid ihr auf Facebook? Und seit wann auf Instagram?", 2),
        ("wer macht das und wo kann ich anrufen und was kostet es", 3),
        ("Wer? Wie oft? Wo denn? Was kostet es? Warum nur?", 3),
        ("Wer ist für Datenschutz und Presse zuständig?", 0),
        ("Ich war gestern beim Amt und habe gewartet. Wo kann ich mich beschweren?", 0),
        ("Danke und schönen Tag!", 0),
        ("", 0),
    ],
)
def test_questions_are_told_apart(text: str, expected: int) -> None:
    assert len(questions_in(text)) == expected


def test_each_question_keeps_its_words_and_its_mark() -> None:
    assert questions_in("Wer betreut den Kanal und wie erreiche ich die Leute?") == (
        "Wer betreut den Kanal?",
        "wie erreiche ich die Leute?",
    )
