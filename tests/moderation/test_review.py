"""Measures and what they do."""

from __future__ import annotations

from moderation.review import ACTIONS_OF, GRAVE, MEASURES_OF, may_decide


def test_no_platform_promises_what_it_cannot_do() -> None:
    assert "hide" not in MEASURES_OF["telegram"]  # Telegram knows no hiding
    assert "block" not in MEASURES_OF["instagram"]  # Instagram's interface knows no blocking
    assert all("hide" not in ACTIONS_OF[m] for m in MEASURES_OF["telegram"])


def test_every_measure_offered_has_known_actions() -> None:
    assert all(measure in ACTIONS_OF for measures in MEASURES_OF.values() for measure in measures)


def test_leaving_a_comment_does_nothing() -> None:
    assert ACTIONS_OF["leave"] == ()


def test_the_comment_goes_before_its_author() -> None:
    assert ACTIONS_OF["block"] == ("delete", "ban")
    assert frozenset({"block"}) == GRAVE


def test_a_measure_of_another_platform_is_refused() -> None:
    assert may_decide("telegram", "delete")
    assert not may_decide("telegram", "hide")
    assert not may_decide("unknown", "delete")
