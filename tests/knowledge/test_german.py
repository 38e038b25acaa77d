"""One canonical spelling for what people type in many."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.german import fold, sentences, stem, words


@pytest.mark.parametrize(
    "spellings",
    [
        ("für", "fuer", "FÜR", "fu\u0308r", "Für\u200b"),
        ("Straße", "Strasse", "STRASSE", "straße"),
        ("Göppingen", "Goeppingen", "GÖPPINGEN", "Goppingen"),
        ("hallo", "haaaallo", "HALLO"),
    ],
)
def test_spellings_of_one_word_are_folded_to_one(spellings: tuple[str, ...]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize("word", ["neue", "quelle", "mauer", "feuer", "dauer"])
def test_vowels_that_are_no_umlaut_stay(word: str) -> None:
    assert fold(word) == word


@given(st.text(max_size=60))
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_folding_ignores_the_unicode_form(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_words_are_letters_and_digits() -> None:
    assert words("Wie ist Ihre E-Mail (2023)? 😀") == ["wie", "ist", "ihre", "e", "mail", "2023"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("kommentare", "kommentaren"), ("beitrag", "beitrags"), ("sperrung", "sperrungen"), ("medien", "medien")],
)
def test_inflected_forms_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_sentences_are_split_at_their_ends() -> None:
    assert sentences("Guten Tag! Wo sind Sie?\nDanke.") == ["Guten Tag!", "Wo sind Sie?", "Danke."]
