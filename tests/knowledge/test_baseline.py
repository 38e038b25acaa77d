"""The plain search to compare with."""

from __future__ import annotations

from knowledge.baseline import PlainSearch
from knowledge.models import Content


def test_it_finds_by_words_and_nothing_else(content: Content) -> None:
    search = PlainSearch(content.entries.values())
    found = search.best("Pressemitteilungen amtliche Bekanntmachungen")
    assert found is not None
    assert found.id == "press-releases"
    assert search.best("xyzzy") is None
