"""BankAccounts: what it finds and what it must leave alone."""

from __future__ import annotations

import pytest

from moderation.detectors.bank_accounts import BankAccounts
from moderation.models import Comment, Finding
from moderation.netiquette import Netiquette, load_netiquette
from moderation.reading import Reading

NETIQUETTE: Netiquette = load_netiquette()
DETECTOR = BankAccounts(NETIQUETTE)


def found(text: str) -> list[Finding]:
    return list(DETECTOR.find(Comment(text), Reading(text)))


@pytest.mark.parametrize(
    "text",
    ["Bitte auf DE89 3704 0044 0532 0130 00 überweisen", "seine IBAN DE89370400440532013000, spendet ihm was"],
)
def test_it_finds(text: str) -> None:
    assert {finding.rule for finding in found(text)} == {"personal_data"}
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found(text))


@pytest.mark.parametrize(
    "text",
    ["DE89 3704 0044 0532 0130 01 ist falsch", "Bescheid DE12 vom 3.4.", "BIC GENODES1VGP"],
)
def test_it_leaves_alone(text: str) -> None:
    assert found(text) == []


def test_the_span_is_what_was_written() -> None:
    text = "Bitte auf DE89 3704 0044 0532 0130 00 überweisen"
    assert [text[finding.start : finding.end] for finding in found(text)] == ["DE89 3704 0044 0532 0130 00"]
