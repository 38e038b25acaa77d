"""How much of our share of calls is used up, as Meta says in headers of its answers. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

BUSINESS = "x-business-use-case-usage"
APP = "x-app-usage"
_PARTS = ("call_count", "total_time", "total_cputime")
_LONGEST_WAIT = 3600.0
"""Seconds: whatever a header says, we look again within the hour."""


def percent(headers: Mapping[str, str]) -> float | None:
    """The share in use, the largest of all that are told; None if none is."""
    figures = [_number(record.get(part)) for record in _records(headers) for part in _PARTS]
    return max((figure for figure in figures if figure is not None), default=None)


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """How long calls will be refused; None if that is not told. Meta counts in minutes."""
    waits = [_number(record.get("estimated_time_to_regain_access")) for record in _records(headers)]
    longest = max((wait for wait in waits if wait), default=None)
    return min(_LONGEST_WAIT, longest * 60) if longest is not None else None


def _records(headers: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    app, business = _read(headers.get(APP)), _read(headers.get(BUSINESS))
    if isinstance(app, dict):
        yield app
    for records in business.values() if isinstance(business, dict) else ():
        yield from (record for record in records if isinstance(record, dict)) if isinstance(records, list) else ()


def _read(text: str | None) -> object:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 else None
