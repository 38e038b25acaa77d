"""Every group in every sentence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from moderation.learned.mentions import read_mentions
from yamlsource import InvalidSource

SHIPPED = Path(__file__).parents[3] / "training" / "mentions.yaml"


def test_each_group_is_spoken_of_alike(tmp_path: Path) -> None:
    file = tmp_path / "mentions.yaml"
    file.write_text(
        "groups: [{p: A, d: An, s: ein A}, {p: b, d: Ben, s: eine B}]\nfine: ['{p} und {d}.']\nhostile: ['Pfui {s}!']\n"
    )
    _, posts = read_mentions(file)
    assert [(post.text, post.is_offensive) for post in posts] == [
        ("A und An.", False),
        ("B und Ben.", False),
        ("Pfui ein A!", True),
        ("Pfui eine B!", True),
    ]


def test_kind_and_plain_sentences_prevail_and_none_comes_twice() -> None:
    own, posts = read_mentions(SHIPPED)
    counts = Counter(post.is_offensive for post in posts)
    assert counts[False] > counts[True] > 500
    assert len({post.text for post in posts}) == len(posts)
    assert {comment.rules for comment in own} == {frozenset(), frozenset({"hate_discrimination"})}


def test_a_mistake_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "mentions.yaml"
    file.write_text("groups: []\nfine: []\nhostil: []\n")
    with pytest.raises(InvalidSource, match="hostil"):
        read_mentions(file)
    with pytest.raises(InvalidSource, match="nicht lesen"):
        read_mentions(tmp_path / "none.yaml")
