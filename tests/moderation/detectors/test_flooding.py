"""Flooding: what it finds and what it must leave alone."""

from __future__ import annotations

import pytest

from moderation.detectors.flooding import Flooding
from moderation.models import Comment, Finding
from moderation.netiquette import Netiquette, load_netiquette
from moderation.reading import Reading

NETIQUETTE: Netiquette = load_netiquette()
DETECTOR = Flooding(NETIQUETTE)


def found(text: str) -> list[Finding]:
    return list(DETECTOR.find(Comment(text), Reading(text)))


@pytest.mark.parametrize(
    "text",
    [
        "na na na na na na na na na na na na",
        "!!!!!!!!!!!!!!!!!!!!!!",
        "Antwortet endlich. Antwortet endlich. Antwortet endlich. Antwortet endlich.",
        "😂😂😂😂😂😂😂😂😂😂😂😂😂😂",
    ],
)
def test_it_finds(text: str) -> None:
    assert {finding.rule for finding in found(text)} == {"off_topic_flooding"}
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Danke danke danke 😊😊",
        "Nein, nein und nochmals nein!",
        "Wann kommt der Bus? Ich frage jetzt zum dritten Mal.",
        "Super!!!",
    ],
)
def test_it_leaves_alone(text: str) -> None:
    assert found(text) == []
