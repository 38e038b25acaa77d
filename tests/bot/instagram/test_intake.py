"""From word of a comment to screening: nothing lost, nothing twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from bot.instagram.intake import JOB
from tests.bot.instagram.conftest import Channel, told
from tests.fakes import ACCOUNT, GraphRefusal

RUDE = {"id": "7", "text": "Du Vollidiot!", "from": {"id": "553", "username": "max"}, "media": {"id": "900"}}
AWAY = httpx.ConnectError("away")


async def deliver(there: Channel, *values: dict[str, Any]) -> bool:
    return await there.channel.intake.receive(json.dumps(told(*values)).encode())


async def test_the_comment_is_read_anew_and_handed_over_with_link_time_and_author(there: Channel) -> None:
    there.instagram.write("7", "Du Vollidiot, du!")
    assert await deliver(there, RUDE)
    assert there.taken == []
    await there.work()
    (comment,) = there.taken
    assert (comment.source, comment.place, comment.place_name) == ("instagram", ACCOUNT["id"], "landkreis_test")
    assert (comment.external_id, comment.text, comment.thread) == ("7", "Du Vollidiot, du!", "900")
    assert (comment.author_ref, comment.author_name) == ("user:553", "max")
    assert comment.link == "https://www.instagram.com/p/C900/"
    assert comment.written_at == datetime(2026, 11, 24, 9, 20, tzinfo=UTC)


async def test_what_comes_twice_is_read_once(there: Channel) -> None:
    there.instagram.write("7", RUDE["text"])  # type: ignore[arg-type]
    await deliver(there, RUDE)
    await deliver(there, RUDE, RUDE)
    await there.work()
    await deliver(there, RUDE)
    await there.work()
    assert there.texts() == ["Du Vollidiot!"]
    assert there.instagram.made("GET").count("/7") == 1


async def test_a_post_and_the_account_are_asked_for_once(there: Channel) -> None:
    for number in ("7", "8", "9"):
        there.instagram.write(number, "x")
        await deliver(there, {"id": number})
    await there.work()
    asked = there.instagram.made("GET")
    assert (asked.count("/900"), asked.count(f"/{ACCOUNT['id']}")) == (1, 1)
    assert len(there.taken) == 3


async def test_no_notification_is_no_notification(there: Channel) -> None:
    assert not await there.channel.intake.receive(b'{"object":"page","entry":[]}')
    assert not await there.worker.work_once()


async def test_what_cannot_be_stored_is_not_acknowledged(there: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise OperationalError("x", {}, Exception("disk full"))

    monkeypatch.setattr(there.outbox, "put_many", broken)
    with pytest.raises(OperationalError):
        await deliver(there, RUDE)


@pytest.mark.parametrize("problem", [AWAY, GraphRefusal(2), GraphRefusal(4), httpx.Response(500, text="<html>")])
async def test_what_cannot_be_read_now_is_read_later(there: Channel, problem: Any) -> None:
    there.instagram.write("7", "Du Vollidiot, du!")
    there.instagram.refuse("GET /7", problem, problem)
    await deliver(there, RUDE)
    await there.work()
    assert there.taken == []
    await there.work_for(5)
    assert there.texts() == ["Du Vollidiot, du!"]


async def test_a_limit_is_waited_for_as_long_as_meta_says(there: Channel) -> None:
    there.instagram.write("7", "x")
    usage = json.dumps({"1": [{"estimated_time_to_regain_access": 1}]})
    there.instagram.refuse("GET /7", GraphRefusal(80002, headers={"x-business-use-case-usage": usage}))
    await deliver(there, RUDE)
    await there.work_for(59)
    assert there.instagram.made("GET") == []
    await there.work_for(3)
    assert there.texts() == ["x"]


@pytest.mark.parametrize("code", [190, 10, 100])
async def test_a_comment_we_may_not_read_is_screened_as_it_was_told(there: Channel, code: int) -> None:
    there.instagram.write("7", "x")
    there.instagram.refuse("GET /7", GraphRefusal(code))
    await deliver(there, RUDE)
    await there.work()
    (comment,) = there.taken
    assert (comment.text, comment.author_name, comment.written_at) == ("Du Vollidiot!", "max", there.clock())


async def test_an_outage_of_meta_does_not_hold_up_a_comment_for_long(there: Channel) -> None:
    there.instagram.refuse("GET /7", *[AWAY] * 100)
    there.instagram.refuse("GET /900", *[AWAY] * 100)
    await deliver(there, RUDE)
    await there.work_for(180)
    (comment,) = there.taken
    assert (comment.text, comment.link) == ("Du Vollidiot!", None)


async def test_without_words_in_the_notification_it_waits_until_the_comment_can_be_read(there: Channel) -> None:
    there.instagram.write("7", "x")
    there.instagram.refuse("GET /7", *[GraphRefusal(190)] * 9)
    await deliver(there, {"id": "7"})
    await there.work_for(600)
    assert there.texts() == ["x"]


async def test_a_notification_may_be_faster_than_its_comment(there: Channel) -> None:
    await deliver(there, RUDE)
    await there.work()
    there.instagram.write("7", "x")
    await there.work_for(3)
    assert there.texts() == ["x"]


async def test_a_comment_its_author_deleted_is_let_go(there: Channel) -> None:
    await deliver(there, RUDE)
    await there.work_for(10)
    assert there.taken == []
    assert await there.outbox.next_due([JOB]) is None
    await deliver(there, RUDE)
    asked = len(there.instagram.calls)
    await there.work_for(10)
    assert len(there.instagram.calls) == asked


async def test_own_and_empty_comments_are_not_screened(there: Channel) -> None:
    there.instagram.write("7", "Danke!", ACCOUNT["username"])
    there.instagram.write("8", " ")
    there.instagram.write("9", "Auch von uns", "max", username=ACCOUNT["username"])
    await deliver(there, {"id": "7"}, {"id": "8"}, {"id": "9"})
    await there.work()
    assert there.taken == []


async def test_a_link_that_cannot_be_found_costs_no_comment(there: Channel) -> None:
    there.instagram.write("7", "x", post="901")
    there.instagram.write("8", "y")
    del there.instagram.comments["8"]["media"]
    await deliver(there, {"id": "7"}, {"id": "8"})
    await there.work()
    assert sorted((comment.text, comment.link) for comment in there.taken) == [("x", None), ("y", None)]


async def test_a_crash_before_the_comment_counts_as_read_repeats_it(
    there: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.instagram.write("7", "x")
    await deliver(there, {"id": "7"})
    with monkeypatch.context() as crash:

        async def dies(*_: object) -> None:
            raise RuntimeError("killed")

        crash.setattr(there.channel.intake._sightings, "mark", dies)
        await there.work()
    await there.work_for(3)
    # Storing it twice is harmless: the store knows the revision.
    assert there.texts() == ["x", "x"]
