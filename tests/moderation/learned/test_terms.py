"""Text -> hashed terms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.learned.terms import BUCKETS, places_of, terms_of


def words(text: str) -> set[int]:
    return set(terms_of(text).words.tolist())


def letters(text: str) -> set[int]:
    return set(terms_of(text).letters.tolist())


@given(st.text(max_size=120))
def test_any_text_has_terms_and_as_many_places(text: str) -> None:
    terms, places = terms_of(text), places_of(text)
    assert (len(terms.letters), len(terms.words)) == (len(places.letters), len(places.words))
    assert all(bucket < BUCKETS // 2 for bucket in terms.letters)
    assert all(BUCKETS // 2 <= bucket < BUCKETS for bucket in terms.words)
    for start, end in places.pieces:
        assert text[start:end].strip() == text[start:end] != ""
    for numbers in (places.letters, places.words):
        assert all(0 <= number < len(places.pieces) for number in numbers)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("schau auf https://a.example/x", "schau auf www.b.de"),
        ("danke @maria", "danke @tim_99"),
        ("am 12.3. um 8", "am 45.6. um 9"),
        ("zu  viele   leerzeichen", "zu viele leerzeichen"),
    ],
)
def test_what_says_the_same_has_the_same_terms(one: str, other: str) -> None:
    assert np.array_equal(terms_of(one).words, terms_of(other).words)
    assert np.array_equal(terms_of(one).letters, terms_of(other).letters)


def test_order_matters_by_pairs_and_misspelling_by_letters() -> None:
    assert words("hund beisst mann") != words("mann beisst hund")
    shared = letters("vollidiot") & letters("volidiot")
    assert len(shared) > len(letters("vollidiot")) / 3


def test_letters_do_not_run_across_words() -> None:
    assert letters("ab cd") == letters("ab") | letters("cd")


def test_places_point_to_the_piece_a_term_is_in() -> None:
    text = "ein  idiot"
    places, terms = places_of(text), terms_of(text)
    of_idiot = letters("idiot")
    assert {int(piece) for bucket, piece in zip(terms.letters, places.letters, strict=True) if bucket in of_idiot} == {
        1
    }
