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


@given(st.lists(st.sampled_from(["datenschutz", "kommentar", "regel", "kanal", "s", "n", "es", "xq"]), max_size=5))
def test_parts_are_known_words_that_stand_in_the_word_in_order(pieces: list[str]) -> None:
    word = "".join(pieces)
    parts = SPLITTER.split(word) or ()
    position = 0
    for part in parts:
        assert part in SPLITTER._known
        place = word.find(part, position)
        assert place >= 0
        position = place + len(part)
    # Only a few letters between the parts may be left over.
    assert not parts or len(word) - sum(map(len, parts)) <= 2 * (len(parts) - 1)
