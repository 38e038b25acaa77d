"""Reading labelled comments."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from moderation.learned.labelled import PUBLIC, BadLabels, read_own, read_public

KNOWN = frozenset({"insult", "shouting"})


def test_own_comments_know_their_rules_and_criticism(tmp_path: Path) -> None:
    rows = [
        {"text": "Depp", "labels": ["insult"], "style": ["legal_criticism"], "batch": "a"},
        {"text": "Saftladen", "labels": [], "style": ["legal_criticism"]},
    ]
    file = tmp_path / "own.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = read_own(file, KNOWN)
    assert [(one.text, one.rules, one.is_criticism, one.batch) for one in found] == [
        ("Depp", frozenset({"insult"}), False, "a"),
        ("Saftladen", frozenset(), True, ""),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", ":1: Das ist kein JSON"),
        ("[]", ":1: Erwartet wird ein JSON-Objekt"),
        ('{"text": "x"}', "Erwartet werden"),
        ('{"text": "x", "labels": ["insutl"]}', "insutl"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "own.jsonl").write_text(line)
    with pytest.raises(BadLabels, match=said):
        read_own(tmp_path / "own.jsonl", KNOWN)


def test_public_sets_are_read_with_their_weights(tmp_path: Path) -> None:
    for one in PUBLIC:
        (tmp_path / f"{one.name}.train.jsonl").write_text('{"text": "x", "label": 1}\n')
    found = read_public(tmp_path)
    assert {name: [(post.is_offensive, post.weight) for post in posts] for name, posts in found.items()} == {
        one.name: [(True, one.weight)] for one in PUBLIC
    }


def test_a_missing_or_odd_public_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadLabels, match="germeval2018"):
        read_public(tmp_path)
    (tmp_path / "germeval2018.train.jsonl").write_text('{"text": "x", "label": 2}\n')
    with pytest.raises(BadLabels, match="0 oder 1"):
        read_public(tmp_path)
