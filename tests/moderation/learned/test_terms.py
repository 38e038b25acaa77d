"""Text -> hashed terms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.learned.terms import BUCKETS, places_of, terms_of


def words(text: str) -> set[int]:
    terms = terms_of(text)
    return set(terms.buckets[terms.letters :].tolist())


def letters(text: str) -> set[int]:
    terms = terms_of(text)
    return set(terms.buckets[: terms.letters].tolist())


@given(st.text(max_size=120))
def test_any_text_has_terms_and_as_many_places(text: str) -> None:
    terms = terms_of(text)
    places = places_of(text, terms)
    assert len(terms.buckets) == len(places.of_term)
    assert (terms.buckets[: terms.letters] < BUCKETS // 2).all()
    assert ((terms.buckets[terms.letters :] >= BUCKETS // 2) & (terms.buckets[terms.letters :] < BUCKETS)).all()
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in places.pieces)
    assert all(0 <= number < len(places.pieces) for number in places.of_term)


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
    assert np.array_equal(terms_of(one).buckets, terms_of(other).buckets)


def test_order_matters_by_pairs_and_misspelling_by_letters() -> None:
    assert words("hund beisst mann") != words("mann beisst hund")
    shared = letters("vollidiot") & letters("volidiot")
    assert len(shared) > len(letters("vollidiot")) / 3


def test_letters_do_not_run_across_words() -> None:
    assert letters("ab cd") == letters("ab") | letters("cd")


def test_places_point_to_the_piece_a_term_is_in() -> None:
    text = "ein  idiot"
    terms = terms_of(text)
    pieces = places_of(text, terms).of_term[: terms.letters]
    of_idiot = letters("idiot")
    found = {
        int(p) for bucket, p in zip(terms.buckets[: terms.letters], pieces, strict=True) if int(bucket) in of_idiot
    }
    assert found == {1}
