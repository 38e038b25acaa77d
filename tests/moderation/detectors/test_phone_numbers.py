"""PhoneNumbers: what it finds and what it must leave alone."""

from __future__ import annotations

import pytest

from moderation.detectors.phone_numbers import PhoneNumbers
from moderation.models import Comment, Finding
from moderation.netiquette import Netiquette, load_netiquette
from moderation.reading import Reading

NETIQUETTE: Netiquette = load_netiquette()
DETECTOR = PhoneNumbers(NETIQUETTE)


def found(text: str) -> list[Finding]:
    return list(DETECTOR.find(Comment(text), Reading(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Ruft ihn an: 0172 9968532",
        "Tel. 0171/3920055 das ist seine Nummer",
        "+49 152 28817386",
        "0 1 7 2 / 9 9 6 8 5 3 2",
        "null eins sieben zwo neun neun sechs acht fünf drei zwo",
    ],
)
def test_it_finds(text: str) -> None:
    assert {finding.rule for finding in found(text)} == {"personal_data"}
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Durchwahl 07161 202-1016",
        "Notruf 112",
        "Az. 51-2026/4711",
        "am 24.11.2026 um 19:30",
        "73033 Göppingen",
        "Telefonseelsorge 0800 1110111",
        "Die Nummer vom Rathaus ist 07162 91110",
    ],
)
def test_it_leaves_alone(text: str) -> None:
    assert found(text) == []


def test_the_span_is_what_was_written() -> None:
    text = "Ruft ihn an: 0172 9968532"
    assert [text[finding.start : finding.end] for finding in found(text)] == ["0172 9968532"]
