"""JSON Lines in, JSON Lines out: bad lines are answered with an error and the rest goes on."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

import structlog

from bot.texts import Texts

log = structlog.get_logger(__name__)

_LONGEST_LINE = 1_000_000


class BadLine(Exception):
    """A line cannot be used; the message says why, in German."""


def convert(lines: BinaryIO, answer: Callable[[Mapping[str, Any]], Mapping[str, Any]], texts: Texts) -> bool:
    """Answer every line in order, in constant memory; whether all lines were good."""
    all_good = True
    for line in _lines(lines):
        if not line.strip():
            continue
        identity: Any = None
        try:
            row = _parse(line, texts)
            identity = row.get("id")
            result: Mapping[str, Any] = {"id": identity, **answer(row)}
        except BadLine as problem:
            all_good = False
            result = {"id": identity, "error": str(problem)}
        except Exception as problem:
            # One line must never cost the others.
            log.exception("line failed", reason=type(problem).__name__)
            all_good = False
            result = {"id": identity, "error": texts("error.internal")}
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return all_good


def _lines(stream: BinaryIO) -> Iterable[bytes]:
    is_first = True
    while line := stream.readline(_LONGEST_LINE):
        yield line.removeprefix(b"\xef\xbb\xbf") if is_first else line
        is_first = False


def _parse(line: bytes, texts: Texts) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadLine(texts("error.bad_utf8")) from error
    except (ValueError, RecursionError) as error:
        column = getattr(error, "colno", 0)
        raise BadLine(
            texts("error.bad_json", reason=getattr(error, "msg", type(error).__name__), column=column)
        ) from error
    if not isinstance(row, dict):
        raise BadLine(texts("error.not_object"))
    return row


def text_field(row: Mapping[str, Any], name: str, texts: Texts) -> str:
    """A field that must be text.

    Raises:
        BadLine: it is missing or something else.
    """
    if name not in row:
        raise BadLine(texts("error.missing_field", field=name))
    value = row[name]
    if not isinstance(value, str):
        raise BadLine(texts("error.wrong_field", field=name, expected="Text"))
    # Half a surrogate pair is valid JSON but not valid text; it could not be written out again.
    return value.encode("utf-8", "replace").decode("utf-8")
