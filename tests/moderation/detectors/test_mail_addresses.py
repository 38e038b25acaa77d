"""MailAddresses: what it finds and what it must leave alone."""

from __future__ import annotations

import pytest

from moderation.detectors.mail_addresses import MailAddresses
from moderation.models import Comment, Finding
from moderation.netiquette import Netiquette, load_netiquette
from moderation.reading import Reading

NETIQUETTE: Netiquette = load_netiquette()
DETECTOR = MailAddresses(NETIQUETTE)


def found(text: str) -> list[Finding]:
    return list(DETECTOR.find(Comment(text), Reading(text)))


@pytest.mark.parametrize(
    "text",
    ["schreibt ihm: egon.pfleiderer@mailbox.example", "egon.pfleiderer (at) posteo punkt de"],
)
def test_it_finds(text: str) -> None:
    assert {finding.rule for finding in found(text)} == {"personal_data"}
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found(text))


@pytest.mark.parametrize(
    "text",
    ["Mail an socialmedia@lkgp.de", "info@backstube.example", "presse@verein-gp.de", "er war at home"],
)
def test_it_leaves_alone(text: str) -> None:
    assert found(text) == []


def test_the_span_is_what_was_written() -> None:
    text = "schreibt ihm: egon.pfleiderer@mailbox.example"
    assert [text[finding.start : finding.end] for finding in found(text)] == ["egon.pfleiderer@mailbox.example"]
