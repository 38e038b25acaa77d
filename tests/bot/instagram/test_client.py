"""Calls of the Graph API: what is asked, what comes back, what becomes of failures."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr

from bot.config import Instagram
from bot.instagram.client import GraphClient
from bot.instagram.problems import Forbidden, Gone, GraphProblem, RateLimited, Refused, TokenRefused, Unreachable
from tests.conftest import Clock
from tests.fakes import ACCOUNT, GRAPH_TOKEN, FakeInstagram, GraphRefusal

SETTINGS = Instagram(account_id=ACCOUNT["id"], access_token=SecretStr(GRAPH_TOKEN), app_secret=SecretStr("geheim"))
PATH = f"/{ACCOUNT['id']}"


@pytest.fixture
def instagram() -> FakeInstagram:
    return FakeInstagram()


@pytest.fixture
async def client(instagram: FakeInstagram, clock: Clock) -> AsyncIterator[GraphClient]:
    async with GraphClient(SETTINGS, clock, instagram) as opened:
        yield opened


async def test_a_comment_is_read_as_it_stands(client: GraphClient, instagram: FakeInstagram) -> None:
    instagram.write("7", "Schön\0!", "eva", hidden=True)
    found = await client.comment("7")
    assert (found.id, found.text, found.author_id, found.author_name) == ("7", "Schön\ufffd!", "553", "eva")
    assert found.written_at == datetime(2026, 11, 24, 9, 20, tzinfo=UTC)
    assert (found.media_id, found.is_hidden) == ("900", True)


async def test_version_and_address_come_from_the_settings(clock: Clock) -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200, json=ACCOUNT)

    settings = SETTINGS.model_copy(update={"graph_url": "https://graph.facebook.com", "version": "v22.0"})
    async with GraphClient(settings, clock, httpx.MockTransport(answer)) as client:
        assert await client.account_name() == "landkreis_test"
    assert seen == [f"https://graph.facebook.com/v22.0{PATH}?fields=id%2Cusername"]


async def test_hiding_showing_deleting_and_answering(client: GraphClient, instagram: FakeInstagram) -> None:
    instagram.write("7", "x")
    for is_hidden in (True, False):
        await client.hide("7", is_hidden=is_hidden)
        assert instagram.comments["7"]["hidden"] is is_hidden
    assert await client.reply("7", "Danke & Grüße") == "7777"
    await client.delete("7")
    assert instagram.comments == {}


async def test_pages_lead_on_and_hold_replies(client: GraphClient, instagram: FakeInstagram) -> None:
    for number in range(60):
        instagram.write(str(100 + number), f"Text {number}")
    instagram.write("500", "Antwort", parent_id="159")
    first = await client.comments_of("900")
    assert [comment.id for comment in first.top] == [str(number) for number in range(159, 109, -1)]
    assert [reply.id for reply in first.replies] == ["500"]
    second = await client.comments_of("900", first.after)
    assert len(second.top) == 10
    assert second.after is None


async def test_posts_are_listed_with_link_and_number_of_comments(client: GraphClient, instagram: FakeInstagram) -> None:
    instagram.write("7", "x")
    (post,) = await client.recent_media()
    assert (post.id, post.permalink, post.comments) == ("900", "https://www.instagram.com/p/C900/", 1)
    assert await client.media("900") == post


async def test_a_comment_is_gone_only_if_the_account_can_be_read(client: GraphClient, instagram: FakeInstagram) -> None:
    with pytest.raises(Gone):
        await client.comment("7")
    instagram.refuse(f"GET {PATH}", GraphRefusal(190))
    with pytest.raises(TokenRefused):
        await client.comment("7")
    instagram.refuse(f"GET {PATH}", GraphRefusal(100, 33))
    with pytest.raises(Forbidden):
        await client.comment("7")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.ConnectError(f"with {GRAPH_TOKEN}"), Unreachable),
        (httpx.ReadTimeout("late"), Unreachable),
        (TimeoutError(), Unreachable),
        (httpx.Response(200, text="<html></html>"), Unreachable),
        (httpx.Response(200, text="[]"), Unreachable),
        (httpx.Response(502, text="<html></html>"), Unreachable),
        (httpx.Response(200, json={}), Unreachable),
        (httpx.Response(200, json={"error": {"code": 190}}), TokenRefused),
        (httpx.Response(200, json={"error": {"code": "x"}}), Unreachable),
        (httpx.Response(200, content=b"x" * 5_000_000), Unreachable),
        (GraphRefusal(10, status=403), Forbidden),
        (GraphRefusal(100), Refused),
    ],
)
async def test_every_failure_has_its_kind_and_never_shows_the_token(
    client: GraphClient,
    instagram: FakeInstagram,
    answer: GraphRefusal | Exception | httpx.Response,
    kind: type[Exception],
) -> None:
    instagram.refuse("GET /7", answer)
    with pytest.raises(kind) as caught:
        await client.comment("7")
    assert isinstance(caught.value, GraphProblem)
    assert GRAPH_TOKEN not in str(caught.value)
    assert GRAPH_TOKEN not in repr(caught.value)


async def test_a_limit_comes_with_the_time_to_wait(client: GraphClient, instagram: FakeInstagram) -> None:
    usage = json.dumps({ACCOUNT["id"]: [{"call_count": 100, "estimated_time_to_regain_access": 3}]})
    instagram.refuse("GET /7", GraphRefusal(80002, headers={"x-business-use-case-usage": usage}))
    with pytest.raises(RateLimited) as caught:
        await client.comment("7")
    assert caught.value.seconds == 180


async def test_it_knows_for_a_while_that_most_of_the_share_is_used(
    client: GraphClient, instagram: FakeInstagram, clock: Clock
) -> None:
    instagram.refuse("GET /900", httpx.Response(200, json={"id": "900"}, headers={"x-app-usage": '{"call_count": 80}'}))
    await client.media("900")
    shares = [client.is_busy]
    clock.forward(minutes=11)
    assert [*shares, client.is_busy] == [True, False]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://insecure", 7, None])
async def test_a_link_is_a_link(client: GraphClient, instagram: FakeInstagram, link: object) -> None:
    instagram.refuse("GET /900", httpx.Response(200, json={"id": "900", "permalink": link}))
    assert (await client.media("900")).permalink is None


async def test_success_that_is_none_is_refused(client: GraphClient, instagram: FakeInstagram) -> None:
    instagram.write("7", "x")
    instagram.refuse("POST /7", httpx.Response(200, json={"success": False}))
    with pytest.raises(Refused):
        await client.hide("7")
    instagram.refuse("POST /7", httpx.Response(200, json={"success": "true"}))
    await client.hide("7")
