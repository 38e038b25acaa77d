"""The headers that tell how much we may still ask."""

from __future__ import annotations

import json

import pytest

from bot.instagram.usage import APP, BUSINESS, percent, seconds_to_wait

BUSY = {"1": [{"type": "instagram", "call_count": 20, "total_time": 85, "estimated_time_to_regain_access": 2}]}


def test_the_largest_share_counts() -> None:
    assert percent({BUSINESS: json.dumps(BUSY), APP: json.dumps({"call_count": 30, "total_cputime": 1})}) == 85
    assert percent({APP: json.dumps({"call_count": 91})}) == 91


def test_waiting_is_told_in_minutes_and_bounded() -> None:
    assert seconds_to_wait({BUSINESS: json.dumps(BUSY)}) == 120
    endless = {"1": [{"estimated_time_to_regain_access": 10_000}]}
    assert seconds_to_wait({BUSINESS: json.dumps(endless)}) == 3600


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "7", "{}", '{"1": 7}', '{"1": [7]}', '{"1": [{"call_count": "x"}]}', "[" * 50_000]
)
def test_what_cannot_be_read_tells_nothing(text: str) -> None:
    assert percent({BUSINESS: text, APP: text}) is None
    assert seconds_to_wait({BUSINESS: text}) is None


def test_no_wait_is_no_wait() -> None:
    assert seconds_to_wait({BUSINESS: '{"1": [{"estimated_time_to_regain_access": 0}]}'}) is None
    assert seconds_to_wait({}) is None
