"""Meta's notifications in all their shapes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.instagram.payload import Notice, identifier, parse, readable

ACCOUNT = "17841405309211844"
VALUE = {
    "id": "17900000000000001",
    "text": "Schön @kreis",
    "from": {"id": "555", "username": "max"},
    "media": {"id": "900", "media_product_type": "FEED"},
}
NOTICE = Notice("17900000000000001", "Schön @kreis", "555", "max", "900")
WITH_COMMENT_ID = {**{key: part for key, part in VALUE.items() if key != "id"}, "comment_id": VALUE["id"]}


def notification(*entries: object) -> dict[str, Any]:
    return {"object": "instagram", "entry": list(entries)}


def changed(*values: object, **entry: Any) -> dict[str, Any]:
    changes = [{"field": "comments", "value": value} for value in values]
    return {"id": ACCOUNT, "time": 1755779280, "changes": changes, **entry}


def parsed(payload: object) -> list[Notice] | None:
    return parse(json.dumps(payload).encode(), ACCOUNT)


@pytest.mark.parametrize(
    "payload",
    [
        notification(changed(VALUE)),
        notification(changed(WITH_COMMENT_ID)),
        notification({"id": ACCOUNT, "time": 0, "field": "comments", "value": VALUE}),
        [notification(changed(VALUE))],
        [notification({"id": ACCOUNT, "field": "comments", "value": WITH_COMMENT_ID})],
        {**notification(changed({**VALUE, "new": 1}, new=2)), "new": 3},
    ],
    ids=["changes", "comment_id", "flat", "array", "flat in an array", "unknown fields"],
)
def test_every_documented_shape_tells_of_the_same_comment(payload: object) -> None:
    assert parsed(payload) == [NOTICE]


@pytest.mark.parametrize(
    "bad",
    [None, 7, "x", [], {}, {"changes": None}, {"changes": [None, 7, {}]}, {"changes": [{"field": "comments"}]},
     changed(None, 7, {}), changed({"id": None}), changed({"id": True}), changed({"id": "../../me"}),
     changed({"id": "1" * 41}), {"field": "comments", "value": None},
     {"changes": [{"field": "mentions", "value": VALUE}]}, {"changes": [{"field": "live_comments", "value": VALUE}]}],
)  # fmt: skip
def test_what_cannot_be_read_fails_alone(bad: object) -> None:
    assert parsed(notification(bad, changed(VALUE), bad)) == [NOTICE]


def test_a_batch_tells_of_each_comment_once() -> None:
    second = {**VALUE, "id": "17900000000000002"}
    found = parsed([notification(changed(VALUE, second), changed(VALUE)), notification(changed(second))])
    assert found is not None
    assert [notice.comment_id for notice in found] == ["17900000000000001", "17900000000000002"]


@pytest.mark.parametrize(
    "author",
    [{"id": ACCOUNT}, {"id": int(ACCOUNT)}, {"id": "7", "self_ig_scoped_id": "7"}, {"id": "888"}],
    ids=["our id", "our id as a number", "marked as own", "the id the notification is for"],
)
def test_the_accounts_own_comments_are_left_out(author: object) -> None:
    assert parsed(notification(changed({**VALUE, "from": author}, id="888"))) == []


def test_only_the_id_is_needed() -> None:
    assert parsed(notification(changed({"id": "7"}))) == [Notice("7")]
    assert parsed(notification(changed({"id": "7", "text": 3, "from": 4, "media": [5]}))) == [Notice("7")]


def test_ids_beyond_what_a_float_holds_stay_exact() -> None:
    assert identifier(9_007_199_254_740_993) == "9007199254740993"
    assert identifier("17895695668004550_1") == "17895695668004550_1"


def test_text_no_database_can_keep_is_mended() -> None:
    assert parsed(notification(changed({"id": "7", "text": "a\0\U0001f600\ud83d"}))) == [Notice("7", "a\ufffd😀\ufffd")]
    assert readable("x" * 20_000) == "x" * 10_000


@pytest.mark.parametrize(
    "body", [b"", b"{not json", b"[]", b"{}", b"7", b'{"object":"page","entry":[]}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_notification_of_instagram_is_none(body: bytes) -> None:
    assert parse(body, ACCOUNT) is None


def test_an_empty_notification_is_one() -> None:
    assert parsed(notification()) == []
    assert parsed({"object": "instagram"}) == []


_KEYS = st.sampled_from(["id", "comment_id", "from", "media", "text", "value", "field", "changes", "entry"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("comments"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(_JSON, max_size=3))
def test_nothing_makes_it_fail_or_lose_the_good_one(parts: list[object]) -> None:
    found = parsed(notification(*parts, changed(VALUE)))
    assert found is not None
    assert NOTICE in found
