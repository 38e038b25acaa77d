"""BirthDates: what it finds and what it must leave alone."""

from __future__ import annotations

import pytest

from moderation.detectors.birth_dates import BirthDates
from moderation.models import Comment, Finding
from moderation.netiquette import Netiquette, load_netiquette
from moderation.reading import Reading

NETIQUETTE: Netiquette = load_netiquette()
DETECTOR = BirthDates(NETIQUETTE)


def found(text: str) -> list[Finding]:
    return list(DETECTOR.find(Comment(text), Reading(text)))


@pytest.mark.parametrize(
    "text",
    ["Sie ist geboren am 02.02.1960", "Geburtsdatum: 3.4.88"],
)
def test_it_finds(text: str) -> None:
    assert {finding.rule for finding in found(text)} == {"personal_data"}
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found(text))


@pytest.mark.parametrize(
    "text",
    ["Der Dichter, geboren 3.4.1788, lebte hier", "Termin am 02.02.2026", "geboren bin ich hier"],
)
def test_it_leaves_alone(text: str) -> None:
    assert found(text) == []


def test_the_span_is_what_was_written() -> None:
    text = "Sie ist geboren am 02.02.1960"
    assert [text[finding.start : finding.end] for finding in found(text)] == ["02.02.1960"]
