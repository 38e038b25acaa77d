"""Inputs nobody writes on purpose; ``python -m tests.fuzz`` looks at millions."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from bot import app as root
from bot.config import Config
from moderation.engine import LONGEST, Moderator
from moderation.models import Comment
from tests.fuzz import fault, run

SLOWEST = Path(__file__).parent.parent / "data" / "slowest.jsonl"


@pytest.fixture(scope="session")
def whole() -> Moderator:
    """Rules and model, as the program runs them."""
    return root.build_moderator(Config())


def test_mutated_comments_never_break_a_detector_nor_give_impossible_spans(whole: Moderator) -> None:
    faults, _ = run(whole, seed=2026, count=1200)
    assert faults == []


@pytest.mark.parametrize(
    "text", ["\ud800 Du Idiot", "Du Id\udfffiot", "\ud83d", "\x00" * 50, "\u0301" * 400, "\u202e tot"]
)
def test_broken_characters_are_read(whole: Moderator, text: str) -> None:
    assert fault(text, whole.screen(Comment(text))) is None


@pytest.mark.parametrize("text", [json.loads(line) for line in SLOWEST.read_text("ascii").splitlines()])
def test_the_slowest_inputs_found_grow_in_line_with_their_length(whole: Moderator, text: str) -> None:
    def seconds(length: int) -> float:
        comment = Comment((text * (length // len(text) + 1))[:length])
        times = []
        for _ in range(4):
            begun = time.perf_counter()
            whole.screen(comment)
            times.append(time.perf_counter() - begun)
        return min(times)

    assert seconds(LONGEST) < 25 * seconds(LONGEST // 8)
