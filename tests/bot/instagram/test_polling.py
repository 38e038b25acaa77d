"""The safety net finds what no notification told of."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from structlog.testing import capture_logs

from bot.instagram.problems import Unreachable
from tests.bot.instagram.conftest import Channel
from tests.fakes import ACCOUNT, GraphRefusal

LIST = "/900/comments"


async def test_a_comment_nobody_told_of_is_found_once(there: Channel) -> None:
    there.instagram.write("7", "Du Vollidiot!")
    there.instagram.tells_counts = False
    assert await there.channel.polling.look() == 1
    await there.work()
    assert there.texts() == ["Du Vollidiot!"]
    assert there.taken[0].link == "https://www.instagram.com/p/C900/"
    assert await there.channel.polling.look() == 0
    await there.work()
    assert len(there.taken) == 1
    assert len(there.contacts) == 2


async def test_replies_and_their_authors_are_found(there: Channel) -> None:
    there.instagram.write("7", "Frage")
    there.instagram.write("8", "Depp", "otto", parent_id="7")
    there.instagram.write("9", "Danke!", ACCOUNT["username"], parent_id="7")
    await there.channel.polling.look()
    await there.work()
    assert sorted((c.text, c.author_name) for c in there.taken) == [("Depp", "otto"), ("Frage", "max")]
    assert await there.channel.polling.look() == 0


async def test_a_changed_text_is_new(there: Channel) -> None:
    there.instagram.tells_counts = False
    there.instagram.write("7", "Schön!")
    await there.channel.polling.look()
    await there.work()
    there.instagram.comments["7"]["text"] = "Depp!"
    assert await there.channel.polling.look() == 1


async def test_all_pages_are_read_until_one_ends_in_what_is_known(there: Channel) -> None:
    for number in range(60):
        there.instagram.write(str(1000 + number), f"Text {number}")
    assert await there.channel.polling.look() == 60
    await there.work()
    for number in range(60, 70):
        there.instagram.write(str(1000 + number), f"Text {number}")
    asked = there.instagram.made("GET").count(LIST)
    assert await there.channel.polling.look() == 10
    assert there.instagram.made("GET").count(LIST) == asked + 1


async def test_more_than_can_be_looked_through_is_reported(there: Channel) -> None:
    for number in range(401):
        there.instagram.write(str(1000 + number), f"Text {number}")
    with capture_logs() as logs:
        assert await there.channel.polling.look() == 400
    assert [(entry["log_level"], entry["media"]) for entry in logs if "missing" in entry["event"]] == [
        ("warning", "900")
    ]


async def test_a_full_page_that_is_the_last_is_not_reported(there: Channel) -> None:
    for number in range(50):
        there.instagram.write(str(1000 + number), f"Text {number}")
    with capture_logs() as logs:
        assert await there.channel.polling.look() == 50
    assert not [entry for entry in logs if "missing" in entry["event"]]


async def test_old_comments_are_none_of_its_business(there: Channel) -> None:
    for number in range(60):
        there.instagram.write(str(1000 + number), "x")
    there.clock.forward(days=8)
    assert await there.channel.polling.look() == 0
    assert there.instagram.made("GET").count(LIST) == 1


async def test_a_post_without_news_is_looked_through_now_and_then_only(there: Channel) -> None:
    there.instagram.write("7", "x")
    for _ in range(15):
        await there.channel.polling.look()
    assert there.instagram.made("GET").count(LIST) == 1
    there.instagram.write("8", "y")
    await there.channel.polling.look()
    await there.channel.polling.look()
    assert there.instagram.made("GET").count(LIST) == 2


async def test_one_post_that_is_refused_does_not_hide_the_others(there: Channel) -> None:
    there.instagram.posts = ["901", "900"]
    there.instagram.write("7", "x")
    there.instagram.refuse("GET /901/comments", GraphRefusal(100))
    assert await there.channel.polling.look() == 1


async def test_when_meta_is_away_the_next_round_looks_again(there: Channel) -> None:
    there.instagram.write("7", "x")
    there.instagram.refuse(f"GET {LIST}", httpx.ConnectError("away"))
    with pytest.raises(Unreachable):
        await there.channel.polling.look()
    assert there.contacts == []
    assert await there.channel.polling.look() == 1


async def test_it_waits_while_most_of_our_share_of_calls_is_used(there: Channel) -> None:
    there.instagram.write("7", "x")
    busy = httpx.Response(200, json=ACCOUNT, headers={"x-app-usage": '{"total_time": 95}'})
    there.instagram.refuse(f"GET /{ACCOUNT['id']}", busy)
    await there.channel.client.account_name()
    assert await there.channel.polling.look() == 0
    there.clock.time += timedelta(minutes=11)
    assert await there.channel.polling.look() == 1
