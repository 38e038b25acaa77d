"""The same text across comments, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.screening import StoredComment
from bot.storage.database import Database
from bot.storage.echoes import SqlEchoStore
from moderation.models import Repeats
from tests.conftest import Clock

TEXT = "Wann kommt endlich der Bus nach Deggingen zurück?"


@pytest.fixture
def echoes(database: Database) -> SqlEchoStore:
    return SqlEchoStore(database)


def stored(
    number: int, clock: Clock, author: str | None = "eva", text: str = TEXT, place: str = "gruppe"
) -> StoredComment:
    return StoredComment(number, place, f"m{number}", text, author, None, clock())


async def test_the_third_time_by_the_same_hand_is_seen(echoes: SqlEchoStore, clock: Clock) -> None:
    found = await echoes.note([stored(n, clock) for n in (1, 2, 3)], clock())
    assert found == [Repeats(0, 0), Repeats(1, 0), Repeats(2, 0)]


async def test_a_wave_counts_authors_not_comments_also_across_batches_and_spellings(
    echoes: SqlEchoStore, clock: Clock
) -> None:
    await echoes.note([stored(n, clock, f"a{n % 3}") for n in range(6)], clock())
    [found] = await echoes.note([stored(9, clock, "neu", text=TEXT.upper().replace(" ", "  "))], clock())
    assert found == Repeats(0, 3)


async def test_noting_again_after_a_crash_changes_nothing(echoes: SqlEchoStore, clock: Clock) -> None:
    batch = [stored(n, clock) for n in (1, 2)]
    assert await echoes.note(batch, clock()) == await echoes.note(batch, clock()) == [Repeats(), Repeats(1, 0)]


async def test_an_edit_does_not_repeat_its_own_comment(echoes: SqlEchoStore, clock: Clock) -> None:
    await echoes.note([stored(1, clock)], clock())
    edited = replace(stored(2, clock, text=TEXT + "!!"), external_id="m1")
    assert await echoes.note([edited], clock()) == [Repeats()]


async def test_a_day_later_and_elsewhere_it_is_new(echoes: SqlEchoStore, clock: Clock) -> None:
    await echoes.note([stored(1, clock)], clock())
    assert await echoes.note([stored(2, clock, place="andere")], clock()) == [Repeats()]
    clock.forward(hours=25)
    assert await echoes.note([stored(3, clock)], clock()) == [Repeats()]
    clock.forward(minutes=1)
    await echoes.forget_before(clock())
    assert await echoes.note([stored(4, clock)], clock()) == [Repeats()]


@pytest.mark.parametrize(("author", "text"), [(None, TEXT), ("eva", "Danke!"), ("eva", "👍👍👍")])
async def test_unknown_authors_and_short_texts_repeat_nothing(
    echoes: SqlEchoStore, clock: Clock, author: str | None, text: str
) -> None:
    found = await echoes.note([stored(n, clock, author, text) for n in (1, 2, 3)], clock())
    assert found == [Repeats()] * 3
