"""The same text again, in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from moderation.models import Repeats
from moderation.repetition import RecentTexts, author_mark, fingerprint

TEXT = "Wann kommt endlich der Bus nach Deggingen zurück?"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "variant",
    [
        TEXT.upper(),
        TEXT + "!!!",
        "Wann  kommt endlich der Bus nach Deggingen zurueck",
        TEXT.replace("Bus", "B\u200bus"),
    ],
)
def test_spacing_case_and_disguise_do_not_make_a_text_new(variant: str) -> None:
    assert fingerprint(variant) == fingerprint(TEXT) is not None


def test_places_are_kept_apart_and_nothing_can_be_read() -> None:
    assert fingerprint(TEXT, "a") != fingerprint(TEXT, "b")
    assert author_mark("eva", "a") != author_mark("eva", "b")
    assert "deggingen" not in str(fingerprint(TEXT))


def test_own_comments_and_other_authors_are_counted_apart() -> None:
    recent = RecentTexts()
    found = [recent.seen(TEXT, author, NOON) for author in ("a", "a", "b", "c", "a")]
    assert found == [Repeats(0, 0), Repeats(1, 0), Repeats(0, 1), Repeats(0, 2), Repeats(2, 2)]


def test_after_a_day_a_text_is_new_again() -> None:
    recent = RecentTexts()
    recent.seen(TEXT, "a", NOON)
    assert recent.seen(TEXT, "a", NOON + timedelta(hours=23)) == Repeats(1, 0)
    assert recent.seen(TEXT, "a", NOON + timedelta(hours=48)) == Repeats(0, 0)


def test_times_without_zone_may_be_mixed_with_others() -> None:
    recent = RecentTexts()
    recent.seen(TEXT, "a", NOON)
    assert recent.seen(TEXT, "a", NOON.replace(tzinfo=None)) == Repeats(1, 0)
    assert recent.seen(TEXT, "a", None) == Repeats(2, 0)


def test_memory_is_bounded() -> None:
    recent = RecentTexts()
    for number in range(50_100):
        recent.seen(
            f"Dies ist der lange Text Nummer {chr(97 + number % 26) * (number // 26 + 1)}"[:60] + str(number), "a", None
        )
    assert len(recent._order) <= 50_000
