"""NumberPlates: what it finds and what it must leave alone."""

from __future__ import annotations

import pytest

from moderation.detectors.number_plates import NumberPlates
from moderation.models import Comment, Finding
from moderation.netiquette import Netiquette, load_netiquette
from moderation.reading import Reading

NETIQUETTE: Netiquette = load_netiquette()
DETECTOR = NumberPlates(NETIQUETTE)


def found(text: str) -> list[Finding]:
    return list(DETECTOR.find(Comment(text), Reading(text)))


@pytest.mark.parametrize(
    "text",
    ["GP-XY 123 parkt schon wieder auf dem Gehweg", "Der Fahrer mit GP AB 99 rast hier durch"],
)
def test_it_finds(text: str) -> None:
    assert {finding.rule for finding in found(text)} == {"personal_data"}
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found(text))


@pytest.mark.parametrize(
    "text",
    ["Die B 10 ist gesperrt", "TÜV AU 2026", "am A 8 Kreuz", "KW 42", "GP ist schön"],
)
def test_it_leaves_alone(text: str) -> None:
    assert found(text) == []


def test_the_span_is_what_was_written() -> None:
    text = "GP-XY 123 parkt schon wieder auf dem Gehweg"
    assert [text[finding.start : finding.end] for finding in found(text)] == ["GP-XY 123"]
