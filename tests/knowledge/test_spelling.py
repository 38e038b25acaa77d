"""Misspelt words find the word they probably are."""

from __future__ import annotations

import pytest

from knowledge.spelling import Speller

SPELLER = Speller(
    {"instagram": 50, "kommentar": 30, "netiquette": 20, "telefon": 10, "sperren": 5, "sparren": 1, "und": 99}
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("instagrma", "instagram"),
        ("komentar", "kommentar"),
        ("netikette", "netiquette"),
        ("telfon", "telefon"),
        ("sperrren", "sperren"),
    ],
)
def test_a_typing_error_is_mended(typed: str, meant: str) -> None:
    assert SPELLER.correct(typed) == meant


@pytest.mark.parametrize("typed", ["instagram", "und", "unt", "krankenwagen", "2023", "telefax"])
def test_what_is_known_short_or_far_stays(typed: str) -> None:
    assert SPELLER.correct(typed) is None


def test_of_two_equally_near_words_the_frequent_one_wins() -> None:
    assert SPELLER.correct("spirren") == "sperren"


def test_dialect_endings_lead_to_standard_words() -> None:
    speller = Speller({"kommentieren": 9, "namen": 5, "bild": 5, "haus": 1}, {"a": ["en", "e"], "le": [""]})
    assert [speller.correct(word) for word in ("kommentiera", "nama", "bildle", "xyzza", "oma")] == [
        "kommentieren",
        "namen",
        "bild",
        None,
        None,
    ]


def test_a_word_is_known_also_when_misspelt() -> None:
    assert [SPELLER.knows(word) for word in ("und", "telfon", "btldr")] == [True, True, False]


def test_a_slip_to_a_neighbouring_key_decides_between_equals() -> None:
    speller = Speller({"hasse": 9, "kasse": 9, "lesen": 5, "legen": 5})
    assert speller.correct("lehen") == "legen"
