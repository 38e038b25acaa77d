"""The rules' files: read, or refused with every mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from moderation.engine import Moderator, check_examples
from moderation.netiquette import SHIPPED, Netiquette, load_netiquette
from yamlsource import InvalidSource

RULES = {
    "insult", "hate_discrimination", "threat_violence", "incitement_crime", "extremism_symbols", "defamation",
    "personal_data", "sexual", "spam_advertising", "fraud_phishing", "impersonation", "political_campaign",
    "off_topic_flooding", "shouting",
}  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(SHIPPED, tmp_path)
    shutil.copytree(SHIPPED.parent / "lists", tmp_path / "lists")
    return tmp_path / SHIPPED.name


def problems(path: Path) -> list[str]:
    with pytest.raises(InvalidSource) as caught:
        load_netiquette(path)
    return [str(problem) for problem in caught.value.problems]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_fourteen_rules_are_there_and_marked_as_a_template(netiquette: Netiquette) -> None:
    assert set(netiquette.rules) == RULES
    assert netiquette.is_template


def test_a_rule_without_its_list_is_refused(copy: Path) -> None:
    (copy.parent / "lists" / "insult.yaml").unlink()
    assert any("insult.yaml" in problem for problem in problems(copy))


def test_a_phrase_that_cannot_be_read_is_told_with_its_line(copy: Path) -> None:
    change(copy.parent / "lists" / "insult.yaml", '- "*idiot~"', '- "(idiot"')
    assert any("insult.yaml:8:" in problem and "Klammer" in problem for problem in problems(copy))


def test_an_unknown_severity_is_told(copy: Path) -> None:
    change(copy, "severity: medium", "severity: mittel")
    assert any("Erlaubt sind" in problem for problem in problems(copy))


def test_a_rule_given_twice_is_refused(copy: Path) -> None:
    change(copy, "- id: hate_discrimination", "- id: insult")
    assert any("zweimal" in problem for problem in problems(copy))


def test_an_example_that_fails_is_told_with_its_line(copy: Path) -> None:
    change(copy.parent / "lists" / "insult.yaml", "  miss:\n", "  miss:\n    - Du Idiot!\n")
    with pytest.raises(InvalidSource) as caught:
        check_examples(Moderator(load_netiquette(copy)))
    assert "insult.yaml" in str(caught.value)
    assert "dürfte die Regel „Beleidigung“ nicht treffen" in str(caught.value)
