"""Measures and what they do; the course of a review, every state and every event."""

from __future__ import annotations

from itertools import product

import pytest

from moderation.review import (
    ACTIONS_OF,
    GRAVE,
    MEASURES_OF,
    REVERSAL_OF,
    Event,
    Measure,
    Refusal,
    Review,
    Stage,
    Step,
    actions_of,
    deciding_step,
    is_by_hand,
    may_decide,
    step,
)

RITA, OTTO = 11, 12


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


def test_everything_but_deleting_can_be_undone() -> None:
    kinds = {kind for kinds in ACTIONS_OF.values() for kind in kinds}
    assert kinds - set(REVERSAL_OF) == {"delete"}


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


@pytest.mark.parametrize(("measure", "second_person"), list(product(ACTIONS_OF, (True, False))))
def test_only_a_grave_measure_is_proposed_and_only_where_the_office_wants_that(
    measure: Measure, second_person: bool
) -> None:
    wanted = Step.PROPOSE if measure == "block" and second_person else Step.DECIDE
    assert deciding_step(measure, second_person=second_person) == wanted


# What is written in a cell: the stage that follows, "=" for no change, or a refusal. Rita proposed or decided; "same" is
# she again, "other" is Otto. Read a row as: in this stage, this step is possible or refused so.
_DECIDED = Refusal.ALREADY_DECIDED
_LATE = dict.fromkeys((Step.CLAIM, Step.ESCALATE, Step.PROPOSE, Step.CONFIRM, Step.DECIDE), _DECIDED)
_EARLY = dict.fromkeys((Step.GIVE_NOTICE, Step.OBJECT, Step.UPHOLD, Step.OVERTURN), Refusal.NOT_DECIDED)
_ANSWERED = {
    **_LATE,
    Step.GIVE_NOTICE: "=",
    Step.OBJECT: Refusal.ALREADY_OBJECTED,
    Step.UPHOLD: Refusal.ALREADY_ANSWERED,
    Step.OVERTURN: Refusal.ALREADY_ANSWERED,
    Step.REVISE: "=",
}
BY_ANOTHER: dict[Stage, dict[Step, Stage | Refusal | str]] = {
    Stage.OPEN: {
        **_EARLY,
        Step.CLAIM: "=",
        Step.ESCALATE: "=",
        Step.PROPOSE: Stage.PROPOSED,
        Step.CONFIRM: Refusal.NOTHING_PROPOSED,
        Step.DECIDE: Stage.MEASURED,
        Step.REVISE: Stage.SUPERSEDED,
    },
    Stage.PROPOSED: {
        **_EARLY,
        Step.CLAIM: "=",
        Step.ESCALATE: "=",
        Step.PROPOSE: Refusal.ALREADY_PROPOSED,
        Step.CONFIRM: Stage.MEASURED,
        Step.DECIDE: Stage.MEASURED,
        Step.REVISE: Stage.SUPERSEDED,
    },
    Stage.LEFT: {
        **_LATE,
        **dict.fromkeys((Step.GIVE_NOTICE, Step.OBJECT, Step.UPHOLD, Step.OVERTURN), Refusal.NOTHING_DONE),
        Step.REVISE: "=",
    },
    Stage.MEASURED: {
        **_LATE,
        Step.GIVE_NOTICE: "=",
        Step.OBJECT: Stage.OBJECTED,
        Step.UPHOLD: Refusal.NOT_OBJECTED,
        Step.OVERTURN: Refusal.NOT_OBJECTED,
        Step.REVISE: "=",
    },
    Stage.OBJECTED: {
        **_LATE,
        Step.GIVE_NOTICE: "=",
        Step.OBJECT: Refusal.ALREADY_OBJECTED,
        Step.UPHOLD: Stage.UPHELD,
        Step.OVERTURN: Stage.OVERTURNED,
        Step.REVISE: "=",
    },
    Stage.UPHELD: _ANSWERED,
    Stage.OVERTURNED: _ANSWERED,
    Stage.SUPERSEDED: {**dict.fromkeys(Step, Refusal.OUTDATED), Step.REVISE: Stage.SUPERSEDED},
}
BY_THE_SAME = {
    (Stage.PROPOSED, Step.CONFIRM): Refusal.SAME_PERSON,
    (Stage.OBJECTED, Step.UPHOLD): Refusal.SAME_PERSON,
    (Stage.OBJECTED, Step.OVERTURN): Refusal.SAME_PERSON,
}
"""Where it matters who takes the step."""


def review_in(stage: Stage) -> Review:
    match stage:
        case Stage.OPEN | Stage.SUPERSEDED:
            return Review(stage)
        case Stage.LEFT:
            return Review(stage, "leave", frozenset({RITA}))
        case _:
            return Review(stage, "block", frozenset({RITA}))


def test_the_table_is_complete() -> None:
    assert set(BY_ANOTHER) == set(Stage)
    assert all(set(row) == set(Step) for row in BY_ANOTHER.values())


@pytest.mark.parametrize(("stage", "taken", "person"), list(product(Stage, Step, (RITA, OTTO))))
def test_every_step_in_every_stage_by_the_same_and_by_another_person(stage: Stage, taken: Step, person: int) -> None:
    before = review_in(stage)
    wanted = BY_ANOTHER[stage][taken]
    if person == RITA:
        wanted = BY_THE_SAME.get((stage, taken), wanted)
    measure: Measure | None = "block" if taken in {Step.PROPOSE, Step.DECIDE} else None
    after = step(before, Event(taken, person, measure))
    if wanted == "=":
        assert after == before
    elif isinstance(wanted, Refusal):
        assert after is wanted
    else:
        assert isinstance(after, Review)
        assert after.stage is wanted


@pytest.mark.parametrize(("stage", "measure"), list(product((Stage.OPEN, Stage.PROPOSED), ACTIONS_OF)))
def test_a_decision_carries_its_measure_and_its_person(stage: Stage, measure: Measure) -> None:
    wanted = Stage.LEFT if measure == "leave" else Stage.MEASURED
    assert step(review_in(stage), Event(Step.DECIDE, OTTO, measure)) == Review(wanted, measure, frozenset({OTTO}))


def test_both_who_made_a_decision_had_part_in_it() -> None:
    proposed = step(Review(), Event(Step.PROPOSE, RITA, "block"))
    assert isinstance(proposed, Review)
    confirmed = step(proposed, Event(Step.CONFIRM, OTTO))
    assert confirmed == Review(Stage.MEASURED, "block", frozenset({RITA, OTTO}))
    assert isinstance(confirmed, Review)
    objected = step(confirmed, Event(Step.OBJECT, OTTO))
    assert isinstance(objected, Review)
    for person in (RITA, OTTO):
        assert step(objected, Event(Step.OVERTURN, person)) is Refusal.SAME_PERSON
    assert step(objected, Event(Step.OVERTURN, 13)) == Review(Stage.OVERTURNED, "block", frozenset({RITA, OTTO}))


def test_the_measure_under_objection_stays_the_one_that_was_decided() -> None:
    objected = step(review_in(Stage.MEASURED), Event(Step.OBJECT, OTTO))
    assert objected == Review(Stage.OBJECTED, "block", frozenset({RITA}))
