"""What may become of a case: measures, and what each of them does to the comment and its author. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Measure = Literal["leave", "hint", "hide", "delete", "restrict", "block", "report"]
Action = Literal["delete", "hide", "restrict", "ban"]

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

GRAVE: frozenset[Measure] = frozenset({"block"})
"""Measures that are asked for twice."""


def actions_of(source: str, measure: Measure) -> tuple[Action, ...]:
    """What is carried out for a measure at a platform, in this order; what people do by hand is left out."""
    return tuple(action for action in ACTIONS_OF[measure] if action not in BY_HAND.get(source, ()))


def is_by_hand(source: str, measure: str) -> bool:
    """Whether people do a part of the measure by hand at this platform."""
    return any(action in BY_HAND.get(source, ()) for action in ACTIONS_OF.get(measure, ()))


def may_decide(source: str, measure: str) -> bool:
    """Whether the platform of a comment knows the measure."""
    return measure in MEASURES_OF.get(source, ())
