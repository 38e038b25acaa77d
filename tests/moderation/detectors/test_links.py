"""Links: what it finds and what it must leave alone."""

from __future__ import annotations

import pytest

from moderation.detectors.links import Links
from moderation.models import Comment, Finding
from moderation.netiquette import Netiquette, load_netiquette
from moderation.reading import Reading

NETIQUETTE: Netiquette = load_netiquette()
DETECTOR = Links(NETIQUETTE)


def found(text: str) -> list[Finding]:
    return list(DETECTOR.find(Comment(text), Reading(text)))


@pytest.mark.parametrize(
    "text",
    [
        "superlinks24.example",
        "schau https://gewinn.example/x",
        "Ihr Guthaben liegt bereit, hier elster-rueckzahlung.example abholen und bestätigen",
    ],
)
def test_it_finds(text: str) -> None:
    assert found(text)
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Infos auf www.landkreis-goeppingen.de",
        "Mehr dazu in der Zeitung: swp.de/goeppingen",
        "Ich habe dazu etwas Gutes gelesen, hier der Artikel: meinblog.example",
        "Achtung, elster-rueckzahlung.example ist Betrug!",
        "z.B. heute usw.",
        "Datei.yaml öffnen",
    ],
)
def test_it_leaves_alone(text: str) -> None:
    assert found(text) == []


def test_the_span_is_what_was_written() -> None:
    text = "superlinks24.example"
    assert [text[finding.start : finding.end] for finding in found(text)] == ["superlinks24.example"]
