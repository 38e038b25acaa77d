"""Who may do what with a case. Pure: a table, nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

Role = Literal["editor", "lead", "admin"]
"""Editors decide, lead editors also answer objections, admins also look after the program."""

Act = Literal["view", "claim", "escalate", "decide", "confirm", "give_notice", "file_objection", "answer_objection"]
"""What people do with cases."""

_EVERYBODY: frozenset[Role] = frozenset({"editor", "lead", "admin"})
_LEADS: frozenset[Role] = frozenset({"lead", "admin"})

ALLOWED: Mapping[Act, frozenset[Role]] = {
    "view": _EVERYBODY,
    "claim": _EVERYBODY,
    "escalate": _EVERYBODY,
    "decide": _EVERYBODY,
    "confirm": _EVERYBODY,
    "give_notice": _EVERYBODY,
    "file_objection": _LEADS,
    "answer_objection": _LEADS,
}
"""The roles each act is open to."""


def may(roles: Collection[Role], act: Act) -> bool:
    """Whether somebody who has these roles may do it."""
    return not ALLOWED[act].isdisjoint(roles)
