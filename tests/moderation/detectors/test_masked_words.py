"""MaskedWords: what it finds and what it must leave alone."""

from __future__ import annotations

import pytest

from moderation.detectors.masked_words import MaskedWords
from moderation.models import Comment, Finding
from moderation.netiquette import Netiquette, load_netiquette
from moderation.reading import Reading

NETIQUETTE: Netiquette = load_netiquette()
DETECTOR = MaskedWords(NETIQUETTE)


def found(text: str) -> list[Finding]:
    return list(DETECTOR.find(Comment(text), Reading(text)))


@pytest.mark.parametrize(
    "text",
    ["so ein Id***", "du A****loch", "die dumme K**", "dieser N****"],
)
def test_it_finds(text: str) -> None:
    assert found(text)
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found(text))


@pytest.mark.parametrize(
    "text",
    ["5* Hotel", "2 ** 3", "Fußnote*", "**wichtig**", "a * b"],
)
def test_it_leaves_alone(text: str) -> None:
    assert found(text) == []


def test_the_span_is_what_was_written() -> None:
    text = "so ein Id***"
    assert [text[finding.start : finding.end] for finding in found(text)] == ["Id***"]
