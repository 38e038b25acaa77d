"""StreetAddresses: what it finds and what it must leave alone."""

from __future__ import annotations

import pytest

from moderation.detectors.street_addresses import StreetAddresses
from moderation.models import Comment, Finding
from moderation.netiquette import Netiquette, load_netiquette
from moderation.reading import Reading

NETIQUETTE: Netiquette = load_netiquette()
DETECTOR = StreetAddresses(NETIQUETTE)


def found(text: str) -> list[Finding]:
    return list(DETECTOR.find(Comment(text), Reading(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Der Lehrer wohnt Zwetschgenhalde 3, hinten ums Eck",
        "Frau Knöpfle, Amselweg 12a, Uhingen",
        "Familie Bader wohnt im Lerchengarten 7",
    ],
)
def test_it_finds(text: str) -> None:
    assert {finding.rule for finding in found(text)} == {"personal_data"}
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Das Landratsamt ist in der Lorcher Straße 6",
        "Baustelle in der Hauptstraße 12",
        "Ich wohne in der Bahnhofstraße 5 und höre die Züge",
        "Treffpunkt Schlossplatz 1 um 10 Uhr",
    ],
)
def test_it_leaves_alone(text: str) -> None:
    assert found(text) == []


def test_the_span_is_what_was_written() -> None:
    text = "Der Lehrer wohnt Zwetschgenhalde 3, hinten ums Eck"
    assert [text[finding.start : finding.end] for finding in found(text)] == ["Zwetschgenhalde 3"]
