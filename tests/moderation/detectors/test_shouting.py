"""Shouting: what it finds and what it must leave alone."""

from __future__ import annotations

import pytest

from moderation.detectors.shouting import Shouting
from moderation.models import Comment, Finding
from moderation.netiquette import Netiquette, load_netiquette
from moderation.reading import Reading

NETIQUETTE: Netiquette = load_netiquette()
DETECTOR = Shouting(NETIQUETTE)


def found(text: str) -> list[Finding]:
    return list(DETECTOR.find(Comment(text), Reading(text)))


@pytest.mark.parametrize(
    "text",
    [
        "JETZT IST ABER WIRKLICH EINMAL SCHLUSS MIT DIESER SPERRUNG",
        "KANN MIR BITTE EINMAL JEMAND VERNÜNFTIG ANTWORTEN???",
    ],
)
def test_it_finds(text: str) -> None:
    assert {finding.rule for finding in found(text)} == {"shouting"}
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Das ist SUPER!!",
        "DANKE EUCH!",
        "TÜV, HU und AU bei der KFZ-Zulassung im LRA GP?",
        "Ich bin SEHR zufrieden mit dem Bürgerservice",
    ],
)
def test_it_leaves_alone(text: str) -> None:
    assert found(text) == []
