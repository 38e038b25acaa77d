"""Views of a comment: disguises undone, offsets kept."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moderation.reading import Reading, normalise


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("GRÜẞE an Straße", "gruesse an strasse"),
        ("a\u0308rger", "aerger"),
        ("El\u200bster", "elster"),
        ("soft\u00adhyphen", "softhyphen"),
        ("ﬁnanzamt ⓘdiot", "finanzamt idiot"),
        ("Brеnnt dаs Büro niеdеr", "brennt das buero nieder"),
        ("café élan", "cafe elan"),
    ],
)
def test_spelling_variants_are_undone(text: str, plain: str) -> None:
    assert Reading(text).plain.text == plain


@pytest.mark.parametrize(
    "text", ["доброго дня, де можна здати телевізор?", "καλημερα σας", "مرحبا بكم", "günaydın arkadaşlar"]
)
def test_real_text_in_other_alphabets_is_not_turned_into_latin(text: str) -> None:
    plain = Reading(text).plain.text
    assert sum(c.isascii() and c.isalpha() for c in plain) <= sum(c.isascii() or c in "üıöşğç" for c in text) + 4
    if "ж" in text or "μ" in text:
        assert plain == text


@pytest.mark.parametrize(
    ("text", "revealed"),
    [
        ("du 1d10t", "du idiot"),
        ("I d i o t", "idiot"),
        ("S.e.g.g.l!", "seggl!"),
        ("Idiooooot", "idiot"),
        ("S13g h31l", "sieg heil"),
        ("1 4 8 8", "1488"),
        ("@rschloch", "arschloch"),
        ("V0llidi0t!", "vollidiot!"),
    ],
)
def test_disguises_are_undone(text: str, revealed: str) -> None:
    assert Reading(text).revealed.text == revealed


@pytest.mark.parametrize(
    "text",
    [
        "A8 und B10",
        "5€ fürs Parken",
        "info@lkgp.de",
        "07161 202-1016",
        "die 3 Kinder",
        "am 24.11.2026",
        "T4-Bus",
        "Haus 18a",
    ],
)
def test_what_hides_nothing_is_left_alone(text: str) -> None:
    reading = Reading(text)
    assert reading.revealed is reading.plain
    assert reading.views == (reading.plain,)


@given(st.text(max_size=80))
@example("I d i o t und a\u0308\u0323 1d10t Иdiot \ufe0f👨‍👩‍👧")
def test_every_position_leads_back_into_the_original(text: str) -> None:
    reading = Reading(text)
    for view in reading.views:
        assert len(view.text) == len(view.starts) == len(view.ends)
        assert all(0 <= start < end <= len(text) for start, end in zip(view.starts, view.ends, strict=True))
        assert list(view.starts) == sorted(view.starts)


@given(st.text(max_size=40), st.integers(0, 39), st.integers(1, 10))
def test_a_span_of_the_view_is_the_text_it_came_from(text: str, start: int, length: int) -> None:
    view = Reading(text).plain
    end = min(start + length, len(view.text))
    if start < end:
        first, last = view.span(start, end)
        assert view.text[start:end] in normalise(text[first:last]) or not text.isascii()


@given(st.text(max_size=60))
def test_reading_the_plain_view_again_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
