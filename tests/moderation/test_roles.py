"""The role table, in full."""

from __future__ import annotations

from typing import get_args

import pytest

from moderation.roles import ALLOWED, Act, Role, may

FOR_LEADS = {"file_objection", "answer_objection"}


@pytest.mark.parametrize("act", get_args(Act))
def test_every_act_has_its_roles(act: Act) -> None:
    assert may({"editor"}, act) == (act not in FOR_LEADS)
    assert may({"lead"}, act)
    assert may({"admin"}, act)
    assert not may((), act)


def test_the_table_names_every_act() -> None:
    assert set(ALLOWED) == set(get_args(Act))


def test_one_fitting_role_of_several_is_enough() -> None:
    roles: tuple[Role, ...] = ("editor", "lead")
    assert may(roles, "answer_objection")
