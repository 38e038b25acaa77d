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


Answer = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def convert(lines: BinaryIO, answer: Answer, texts: Texts) -> bool:
    """Answer every line in order, in constant memory; whether all lines were good."""
    all_good = True
    for line in read_lines(lines):
        if not line.strip():
            continue
        result = answer_line(line, answer, texts)
        all_good = all_good and "error" not in result
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return all_good


def answer_line(line: bytes, answer: Answer, texts: Texts) -> Mapping[str, Any]:
    """The answer to one line, or what is wrong with it under ``error``."""
    try:
        row = parse_line(line, texts)
    except BadLine as problem:
        return {"id": None, "error": str(problem)}
    return answer_row(row, answer, texts)


def answer_row(row: Mapping[str, Any], answer: Answer, texts: Texts) -> Mapping[str, Any]:
    """The answer to one row, or what is wrong with it under ``error``: one row must never cost the others."""
    identity = row.get("id")
    try:
        return {"id": identity, **answer(row)}
    except BadLine as problem:
        return {"id": identity, "error": str(problem)}
    except Exception as problem:
        log.exception("line failed", reason=type(problem).__name__)
        return {"id": identity, "error": texts("error.internal")}


def read_lines(stream: BinaryIO) -> Iterable[bytes]:
    """Lines without a byte order mark, none longer than a million bytes."""
    is_first = True
    while line := stream.readline(_LONGEST_LINE):
        yield line.removeprefix(b"\xef\xbb\xbf") if is_first else line
        is_first = False


def parse_line(line: bytes, texts: Texts) -> dict[str, Any]:
    """A line as an object.

    Raises:
        BadLine: it is none.
    """
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
