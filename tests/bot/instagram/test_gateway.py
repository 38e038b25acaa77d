"""Hiding, showing again and deleting at Instagram: once, and truthfully reported."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from bot.worker import TryLater
from tests.bot.instagram.conftest import Channel
from tests.builders import case
from tests.fakes import ACCOUNT, GraphRefusal

CASE = case(source="instagram", place=ACCOUNT["id"], external_id="7", author_ref="user:553")
CALLS = {"hide": "POST /7", "delete": "DELETE /7"}


async def act(there: Channel, kind: str) -> str | None:
    return await there.channel.gateway.act(CASE, kind)


async def test_a_comment_is_hidden(there: Channel) -> None:
    there.instagram.write("7", "x")
    assert await act(there, "hide") is None
    assert there.instagram.comments["7"]["hidden"]


async def test_a_hidden_comment_is_shown_again_once(there: Channel) -> None:
    there.instagram.write("7", "x", hidden=True)
    assert await act(there, "show") is None
    assert not there.instagram.comments["7"]["hidden"]
    asked = len(there.instagram.made("POST"))
    assert await act(there, "show") is None
    assert len(there.instagram.made("POST")) == asked


async def test_a_comment_is_deleted(there: Channel) -> None:
    there.instagram.write("7", "x")
    assert await act(there, "delete") is None
    assert there.instagram.comments == {}


async def test_what_a_person_did_already_counts_as_done_and_is_not_done_again(there: Channel) -> None:
    there.instagram.write("7", "x", hidden=True)
    assert await act(there, "hide") is None
    assert there.instagram.made("POST") == []
    del there.instagram.comments["7"]
    assert await act(there, "hide") is None
    assert await act(there, "delete") is None
    assert there.instagram.made("DELETE") == []


@pytest.mark.parametrize("kind", CALLS)
@pytest.mark.parametrize("problem", [httpx.ReadTimeout("late"), GraphRefusal(2), GraphRefusal(4), GraphRefusal(613)])
async def test_what_may_pass_is_tried_later(there: Channel, kind: str, problem: Any) -> None:
    there.instagram.write("7", "x")
    there.instagram.refuse(CALLS[kind], problem)
    with pytest.raises(TryLater) as caught:
        await act(there, kind)
    assert caught.value.seconds is None
    assert await act(there, kind) is None


async def test_a_limit_of_the_account_says_how_long(there: Channel) -> None:
    usage = json.dumps({"1": [{"estimated_time_to_regain_access": 5}]})
    there.instagram.refuse("GET /7", GraphRefusal(80002, headers={"x-business-use-case-usage": usage}))
    with pytest.raises(TryLater) as caught:
        await act(there, "hide")
    assert caught.value.seconds == 300


@pytest.mark.parametrize("kind", CALLS)
@pytest.mark.parametrize(
    ("code", "reason"), [(190, "token"), (10, "permission"), (200, "permission"), (100, "refused"), (3000, "refused")]
)
async def test_what_meta_forbids_is_impossible_and_says_why(there: Channel, kind: str, code: int, reason: str) -> None:
    there.instagram.write("7", "x")
    there.instagram.refuse(CALLS[kind], GraphRefusal(code))
    assert await act(there, kind) == f"action.error.instagram_{reason}"


async def test_missing_permissions_are_not_taken_for_a_deleted_comment(there: Channel) -> None:
    there.instagram.refuse(f"GET /{ACCOUNT['id']}", GraphRefusal(10))
    assert await act(there, "delete") == "action.error.instagram_permission"


async def test_a_comment_that_stays_visible_is_not_reported_as_hidden(there: Channel) -> None:
    there.instagram.write("7", "x")
    there.instagram.ignores_hiding = True
    assert await act(there, "hide") == "action.error.instagram_stays_visible"


async def test_a_comment_that_is_still_there_is_not_reported_as_deleted(there: Channel) -> None:
    there.instagram.write("7", "x")
    there.instagram.refuse("DELETE /7", httpx.Response(200, json={"success": True}))
    with pytest.raises(TryLater):
        await act(there, "delete")
    assert await act(there, "delete") is None


@pytest.mark.parametrize("kind", ["ban", "restrict"])
async def test_what_instagram_does_not_let_programs_do_is_left_to_people(there: Channel, kind: str) -> None:
    assert await act(there, kind) == "action.error.instagram_by_hand"
    assert there.instagram.calls == []
