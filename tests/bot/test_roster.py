"""Who may do what, and what is logged when somebody may not."""

from __future__ import annotations

from typing import get_args

import pytest
from structlog.testing import capture_logs

from bot.roster import NotAllowed, Person, Roster
from moderation.roles import Act

RITA, OTTO, ADA, EVA = Person(11, "Rita"), Person(12, "Otto"), Person(13, "Ada"), Person(42, "Eva")
ROSTER = Roster(editors=[11], leads=[12], admins=[13])


@pytest.mark.parametrize("act", get_args(Act))
def test_whoever_is_not_listed_may_do_nothing(act: Act) -> None:
    assert ROSTER.refusal(EVA, act) is not None
    assert ROSTER.refusal(OTTO, act) is None
    assert ROSTER.refusal(ADA, act) is None


def test_an_editor_is_told_that_objections_are_for_leads() -> None:
    assert ROSTER.refusal(RITA, "decide") is None
    assert ROSTER.refusal(RITA, "answer_objection") == NotAllowed(for_leads=True)
    assert ROSTER.refusal(EVA, "decide") == NotAllowed()


def test_somebody_may_have_several_roles() -> None:
    assert Roster(editors=[11], leads=[11]).roles(RITA) == {"editor", "lead"}


def test_a_refusal_is_logged_with_id_and_act_and_without_a_name() -> None:
    with capture_logs() as logs:
        ROSTER.refusal(EVA, "decide")
        ROSTER.refusal(RITA, "decide")
    assert logs == [{"event": "refused", "log_level": "warning", "person": 42, "act": "decide", "reason": "role"}]
