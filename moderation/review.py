"""What may become of a case: measures, and what each of them does to the comment and its author. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Measure = Literal["leave", "hint", "hide", "delete", "restrict", "block", "report"]
Action = Literal["delete", "hide", "restrict", "ban"]

MEASURES_OF: Mapping[str, tuple[Measure, ...]] = {
    "telegram": ("leave", "delete", "restrict", "block"),
    "instagram": ("leave", "hide", "delete"),
}
"""The measures a platform can carry out, the mildest first. No button promises what cannot work."""

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

GRAVE: frozenset[Measure] = frozenset({"block"})
"""Measures that are asked for twice."""


def may_decide(source: str, measure: str) -> bool:
    """Whether the platform of a comment knows the measure."""
    return measure in MEASURES_OF.get(source, ())
