"""What may become of a case: measures, what each of them does and how it is undone, and the course of a review. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

Measure = Literal["leave", "hint", "hide", "delete", "restrict", "block", "report"]
Action = Literal["delete", "hide", "restrict", "ban"]
Reversal = Literal["show", "unrestrict", "unban"]

MEASURES_OF: Mapping[str, tuple[Measure, ...]] = {
    "telegram": ("leave", "delete", "restrict", "block"),
    "instagram": ("leave", "hide", "delete", "block"),
}
"""The measures of a platform, the mildest first. No button promises what cannot work; see also :data:`BY_HAND`."""

ACTIONS_OF: Mapping[str, tuple[Action, ...]] = {
    "leave": (),
    "hint": (),
    "hide": ("hide",),
    "delete": ("delete",),
    # The comment goes as well: an author who may not write cannot take it back.
    "restrict": ("delete", "restrict"),
    "block": ("delete", "ban"),
    "report": (),
}
"""What is done for a measure, in this order."""

BY_HAND: Mapping[str, frozenset[Action]] = {"instagram": frozenset({"ban"})}
"""What a platform lets only people do: someone is told how, does it there, and then says so."""
REVERSAL_OF: Mapping[str, Reversal] = {"hide": "show", "restrict": "unrestrict", "ban": "unban"}
"""How an action is undone; what is deleted stays deleted on every platform."""

GRAVE: frozenset[Measure] = frozenset({"block"})
"""Measures that are asked for twice, or decided by two people where the office wants that."""


class Stage(StrEnum):
    """How far the review of one revision of a comment has come. A new revision begins a new review."""

    OPEN = "open"
    PROPOSED = "proposed"
    """Somebody proposed a grave measure; a second person must confirm it."""
    LEFT = "left"
    """Decided: nothing happens to the comment."""
    MEASURED = "measured"
    """Decided: a measure is taken."""
    OBJECTED = "objected"
    """The author objected to the measure."""
    UPHELD = "upheld"
    OVERTURNED = "overturned"
    SUPERSEDED = "superseded"
    """The comment was changed before anybody decided."""


class Step(StrEnum):
    """What may happen to a review."""

    CLAIM = "claim"
    ESCALATE = "escalate"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    DECIDE = "decide"
    GIVE_NOTICE = "give_notice"
    OBJECT = "object"
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    REVISE = "revise"


class Refusal(StrEnum):
    """Why a step is not possible."""

    ALREADY_DECIDED = "already_decided"
    ALREADY_PROPOSED = "already_proposed"
    ALREADY_OBJECTED = "already_objected"
    ALREADY_ANSWERED = "already_answered"
    NOT_DECIDED = "not_decided"
    NOTHING_PROPOSED = "nothing_proposed"
    NOTHING_DONE = "nothing_done"
    """The comment was left alone: there is nothing to tell its author and nothing to object to."""
    NOT_OBJECTED = "not_objected"
    SAME_PERSON = "same_person"
    """This needs somebody who had no part in the decision."""
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Review:
    """The state of a review. ``took_part`` are those who proposed or decided the measure, by their numbers."""

    stage: Stage = Stage.OPEN
    measure: Measure | None = None
    took_part: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Event:
    """A step by a person; ``measure`` goes with proposing and deciding, and only with them."""

    step: Step
    person: int
    measure: Measure | None = None


_MARKS = frozenset({Step.CLAIM, Step.ESCALATE})
_UNDECIDED = frozenset({Stage.OPEN, Stage.PROPOSED})


def step(review: Review, event: Event) -> Review | Refusal:
    """The review after a step, or why it cannot be taken. Whether the person has the role is asked elsewhere."""
    if event.step is Step.REVISE:
        return Review(Stage.SUPERSEDED) if review.stage in _UNDECIDED else review
    if review.stage is Stage.SUPERSEDED:
        return Refusal.OUTDATED
    if event.step in {Step.GIVE_NOTICE, Step.OBJECT, Step.UPHOLD, Step.OVERTURN}:
        return _after_decision(review, event)
    if review.stage not in _UNDECIDED:
        return Refusal.ALREADY_DECIDED
    if event.step in _MARKS:
        return review
    return _deciding(review, event)


def _deciding(review: Review, event: Event) -> Review | Refusal:
    """What happens to a review that waits for a decision."""
    is_proposed = review.stage is Stage.PROPOSED
    if event.step is Step.CONFIRM:
        if not is_proposed:
            return Refusal.NOTHING_PROPOSED
        if event.person in review.took_part:
            return Refusal.SAME_PERSON
        return Review(Stage.MEASURED, review.measure, review.took_part | {event.person})
    if event.step is Step.PROPOSE:
        if is_proposed:
            return Refusal.ALREADY_PROPOSED
        return Review(Stage.PROPOSED, event.measure, frozenset({event.person}))
    # A proposal binds nobody: something milder may still be decided, by anyone.
    stage = Stage.LEFT if event.measure == "leave" else Stage.MEASURED
    return Review(stage, event.measure, frozenset({event.person}))


def _after_decision(review: Review, event: Event) -> Review | Refusal:
    """What may follow a decision."""
    if review.stage in _UNDECIDED:
        return Refusal.NOT_DECIDED
    if review.stage is Stage.LEFT:
        return Refusal.NOTHING_DONE
    if event.step is Step.GIVE_NOTICE:
        return review
    if event.step is Step.OBJECT:
        return replace(review, stage=Stage.OBJECTED) if review.stage is Stage.MEASURED else Refusal.ALREADY_OBJECTED
    if review.stage is Stage.MEASURED:
        return Refusal.NOT_OBJECTED
    if review.stage is not Stage.OBJECTED:
        return Refusal.ALREADY_ANSWERED
    if event.person in review.took_part:
        return Refusal.SAME_PERSON
    return replace(review, stage=Stage.UPHELD if event.step is Step.UPHOLD else Stage.OVERTURNED)


def deciding_step(measure: Measure, *, second_person: bool) -> Step:
    """What it means to press a measure: a grave one is only proposed where the office wants a second person."""
    return Step.PROPOSE if second_person and measure in GRAVE else Step.DECIDE


def actions_of(source: str, measure: Measure) -> tuple[Action, ...]:
    """What is carried out for a measure at a platform, in this order; what people do by hand is left out."""
    return tuple(action for action in ACTIONS_OF[measure] if action not in BY_HAND.get(source, ()))


def is_by_hand(source: str, measure: str) -> bool:
    """Whether people do a part of the measure by hand at this platform."""
    return any(action in BY_HAND.get(source, ()) for action in ACTIONS_OF.get(measure, ()))


def may_decide(source: str, measure: str) -> bool:
    """Whether the platform of a comment knows the measure."""
    return measure in MEASURES_OF.get(source, ())
