"""One count for all calls to the editors' chat."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.alerting import room
from bot.telegram.pace import Pace
from bot.worker import NotYet
from tests.conftest import Clock

CHAT = -100500


def test_only_calls_of_the_last_minute_to_this_chat_count(clock: Clock) -> None:
    pace = Pace(CHAT, 20, clock)
    pace.note(CHAT)
    clock.forward(seconds=40)
    for chat in (CHAT, str(CHAT), -1, None):
        pace.note(chat)
    assert pace.sent() == 3
    clock.forward(seconds=30)
    assert pace.sent() == 2


@pytest.mark.parametrize("purpose", ["urgent", "redraw", "summary", "alert"])
def test_whoever_must_wait_is_told_exactly_how_long(clock: Clock, purpose: str) -> None:
    pace = Pace(CHAT, 20, clock)
    for _ in range(20):
        pace.note(CHAT)
        clock.forward(seconds=1)
    with pytest.raises(NotYet) as caught:
        pace.keep(purpose)  # type: ignore[arg-type]
    clock.time += timedelta(seconds=caught.value.seconds) - timedelta(milliseconds=1)
    with pytest.raises(NotYet):
        pace.keep(purpose)  # type: ignore[arg-type]
    clock.time += timedelta(milliseconds=1)
    pace.keep(purpose)  # type: ignore[arg-type]
    assert pace.sent() == room(purpose, 20) - 1  # type: ignore[arg-type]


def test_without_a_limit_nobody_waits(clock: Clock) -> None:
    pace = Pace(CHAT, 0, clock)
    for _ in range(500):
        pace.note(CHAT)
    assert pace.sent() < room("alert", 0)
    pace.keep("alert")
