"""Meta's notifications -> comments to read. Pure.

Meta documents three shapes: ``entry[].changes[]`` with ``value.id``, the same with ``value.comment_id``, and ``field`` and
``value`` directly in the entry; samples stand in an outer array. Whatever cannot be read is left out, never the rest with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_TEXT = 10_000
"""Characters; Instagram allows 2,200."""
_LONGEST_NAME = 200
_ID = re.compile(r"[0-9]{1,40}(?:_[0-9]{1,20})?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FIELD = "comments"


@dataclass(frozen=True, slots=True)
class Notice:
    """Word of a comment. Only the id is certain: the rest may be missing and is read anew."""

    comment_id: str
    text: str | None = None
    author_id: str | None = None
    author_name: str | None = None
    media_id: str | None = None


def parse(body: bytes, account_id: str) -> list[Notice] | None:
    """The comments a notification tells of, without the account's own; None if it is no notification of Instagram."""
    try:
        outer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    envelopes = outer if isinstance(outer, list) else [outer]
    ours = [e for e in envelopes if isinstance(e, dict) and e.get("object") == "instagram"]
    if not ours:
        return None
    found: dict[str, Notice] = {}
    for envelope in ours:
        for entry in _dicts(envelope.get("entry")):
            own = {account_id, identifier(entry.get("id"))}
            for value in _values(entry):
                notice = _notice(value, own)
                if notice is not None:
                    found[notice.comment_id] = notice
    return list(found.values())


def _values(entry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The values of all changes of comments in an entry, whichever shape it has."""
    for change in (entry, *_dicts(entry.get("changes"))):
        if change.get("field") == _FIELD and isinstance(change.get("value"), dict):
            yield change["value"]


def _notice(value: Mapping[str, Any], own: set[str | None]) -> Notice | None:
    comment_id = identifier(value.get("id")) or identifier(value.get("comment_id"))
    author, media = _dict(value.get("from")), _dict(value.get("media"))
    author_id = identifier(author.get("id"))
    is_own = author.get("self_ig_scoped_id") is not None or (author_id is not None and author_id in own)
    if comment_id is None or is_own:
        return None
    return Notice(
        comment_id=comment_id,
        text=readable(value.get("text"), LONGEST_TEXT),
        author_id=author_id,
        author_name=readable(author.get("username"), _LONGEST_NAME),
        media_id=identifier(media.get("id")),
    )


def identifier(value: object) -> str | None:
    """An id as text (most are beyond what a float can hold), fit to stand in an address; None if it is none."""
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    return text if _ID.fullmatch(text) else None


def readable(value: object, longest: int = LONGEST_TEXT) -> str | None:
    """Text that every database can keep: without NUL and without halves of characters; None if it is no text."""
    return _SURROGATE.sub("\ufffd", value.replace("\0", "\ufffd"))[:longest] if isinstance(value, str) else None


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> list[Mapping[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
