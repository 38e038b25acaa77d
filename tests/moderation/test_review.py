"""Measures and what they do."""

from __future__ import annotations

from moderation.review import ACTIONS_OF, GRAVE, MEASURES_OF, actions_of, is_by_hand, may_decide


def test_no_platform_promises_what_it_cannot_do() -> None:
    assert "hide" not in MEASURES_OF["telegram"]  # Telegram knows no hiding
    assert "ban" not in actions_of("instagram", "block")  # Instagram's interface knows no blocking: people do it
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


def test_what_people_do_by_hand_is_left_out_of_what_is_carried_out() -> None:
    assert actions_of("telegram", "block") == ("delete", "ban")
    assert actions_of("instagram", "block") == ("delete",)
    assert is_by_hand("instagram", "block")
    assert not any(is_by_hand("telegram", measure) for measure in MEASURES_OF["telegram"])
    assert not is_by_hand("instagram", "delete")
