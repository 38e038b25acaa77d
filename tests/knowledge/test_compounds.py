"""Compounds are split into known words, and only into those."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.compounds import CompoundSplitter

SPLITTER = CompoundSplitter(
    ["datenschutz", "ansprechperson", "kommentar", "loschung", "regel", "kanal", "instagram", "amt"]
)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("datenschutzansprechperson", ("datenschutz", "ansprechperson")),
        ("kommentarloschungsregel", ("kommentar", "loschung", "regel")),
        ("instagramkanal", ("instagram", "kanal")),
    ],
)
def test_a_compound_falls_into_its_parts(word: str, parts: tuple[str, ...]) -> None:
    assert SPLITTER.split(word) == parts


@pytest.mark.parametrize("word", ["kanale", "datenschutz", "amtskanal", "kommentarxyz", "schmetterling", ""])
def test_what_is_no_compound_of_known_words_stays_whole(word: str) -> None:
    assert SPLITTER.split(word) is None


@given(st.text(alphabet="abcdeklmnorstu", max_size=60))
def test_parts_always_stand_in_the_word_in_order(word: str) -> None:
    parts = SPLITTER.split(word)
    position = 0
    for part in parts or ():
        position = word.index(part, position) + len(part)
