"""PhraseRules: what it finds and what it must leave alone."""

from __future__ import annotations

import pytest

from moderation.detectors.phrase_rules import PhraseRules
from moderation.models import Comment, Finding
from moderation.netiquette import Netiquette, load_netiquette
from moderation.reading import Reading

NETIQUETTE: Netiquette = load_netiquette()
DETECTOR = PhraseRules(NETIQUETTE)


def found(text: str) -> list[Finding]:
    return list(DETECTOR.find(Comment(text), Reading(text)))


@pytest.mark.parametrize(
    "text",
    ["Du Vollidiot", "ihr Halbdaggl", "Ausländer raus!", "Wir wissen, wo du wohnst", "1d10t", "I d i o t"],
)
def test_it_finds(text: str) -> None:
    assert found(text)
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "idiotensicher erklärt",
        "Unser Rauhaardackel",
        "88 Meter lang",
        "Der Fisch stinkt vom Kopf her",
        "die Hals- und Beinbruch-Wünsche",
    ],
)
def test_it_leaves_alone(text: str) -> None:
    assert found(text) == []
