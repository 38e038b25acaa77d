"""The same text across comments."""

from __future__ import annotations

import pytest

from moderation.engine import Moderator
from moderation.models import Comment, Repeats

TEXT = "Wann kommt endlich der Bus nach Deggingen zurück?"


@pytest.mark.parametrize("repeats", [Repeats(2, 0), Repeats(0, 4)])
def test_a_flood_or_a_wave_is_found(moderator: Moderator, repeats: Repeats) -> None:
    verdict = moderator.screen(Comment(TEXT, repeats=repeats))
    assert [(f.rule, f.start, f.end) for f in verdict.findings] == [("off_topic_flooding", 0, len(TEXT))]
    assert "innerhalb eines Tages" in verdict.findings[0].reason


@pytest.mark.parametrize("repeats", [Repeats(), Repeats(1, 3)])
def test_asking_again_is_free(moderator: Moderator, repeats: Repeats) -> None:
    assert not moderator.screen(Comment(TEXT, repeats=repeats)).flagged
