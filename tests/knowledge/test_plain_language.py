"""Leichte Sprache: what the linter finds, and that the shipped texts are clean."""

from __future__ import annotations

import pytest

from knowledge.models import Content
from knowledge.plain_language import PLAIN, lint


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (
            "Das Amt hat eine Seite im Internet und dort stehen viele wichtige Dinge für alle Menschen.",
            "plain.sentence",
        ),
        ("Ihr Kommentar wird von uns gelöscht.", "plain.passive"),
        ("Das ist die Seite des Amtes.", "plain.genitive"),
        ("Sie könnten uns schreiben.", "plain.subjunctive"),
        ("Sie müssen nichts tun, wenn Sie nicht wollen und nie.", "plain.double_negation"),
        ("Das geht nicht. Das ist kein Problem. Sie brauchen das nie.", "plain.negation"),
        ("Das ist die Datenschutzfolgenabschätzung.", "plain.word"),
        ("Das steht z. B. im Internet.", "plain.abbreviation"),
        ("Das Amt (Behörde) hilft.", "plain.sign"),
    ],
)
def test_a_blemish_is_found(text: str, rule: str) -> None:
    assert rule in [blemish.rule for blemish in lint(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Sie können uns anrufen.\nDie Nummer ist: {social_media.phone}",
        "Wir löschen den Kommentar.",
        "Das ist der Daten-Schutz vom Land-Kreis.",
        "Schreiben Sie an socialmedia@lkgp.de.",
        "#RücksichtMachtWegeBreiter ist ein Beispiel.",
    ],
)
def test_plain_sentences_are_fine(text: str) -> None:
    assert lint(text) == []


def test_facts_are_left_alone() -> None:
    assert lint("Hier: Lorcher Str. 6", ["Lorcher Str. 6"]) == []


def test_the_shipped_texts_in_leichte_sprache_are_clean_and_many(content: Content) -> None:
    entries = content.languages[PLAIN].entries
    assert len(entries) >= 40
    found = {name: lint(entry.answer, content.facts.values()) for name, entry in entries.items()}
    assert {name: blemishes for name, blemishes in found.items() if blemishes} == {}
