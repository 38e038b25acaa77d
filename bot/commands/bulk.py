"""``kreislotse moderate FILE -o OUT``: whole files, on several cores, resumable, in order and in constant memory."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.commands.jsonl import Answer, BadLine, answer_line, answer_row, parse_line, read_lines
from bot.texts import Texts, german
from yamlsource import reason_of

CHUNK = 200
"""Rows a worker gets at once: a tenth of a second's work."""
_COLUMNS = ("id", "flagged", "score", "severity", "rules", "reasons", "error")

Row = bytes | Mapping[str, Any]
Builder = Callable[[], Answer]
Annotator = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class BadBulk(Exception):
    """The files cannot be used; ``code`` and ``facts`` make the German sentence."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code, self.facts = code, facts
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class BulkResult:
    """How many rows were judged now, how many were there from before, and whether all were good."""

    judged: int
    resumed: int
    all_good: bool


def judge_file(
    source: Path, target: Path, build: Builder, jobs: int, annotate: Annotator = lambda row: row
) -> BulkResult:
    """Judge every row of a CSV or JSONL file into another.

    The result grows in ``<target>.part`` and gets its name at the end; what an interrupted run left there is kept and
    gone on from. ``build`` makes the judge, once in each process. ``annotate`` sees all rows in order, in this process, and
    may add what depends on earlier rows; so the result does not depend on ``jobs``.

    Raises:
        BadBulk: unknown kind of file, no column ``text``, or a file that cannot be read or written.
    """
    read, write = _reader(source), _writer(target)
    if target.exists():
        raise BadBulk("bulk.exists", file=target)
    part = target.with_name(target.name + ".part")
    try:
        with source.open("rb") as incoming, part.open("ab+") as growing:
            done = _rows_done(growing, write)
            rows = islice(_annotated(read(incoming), annotate), done, None)
            judged, all_good = 0, True
            if not done:
                growing.write(write.head)
            with _progress(source, incoming) as advance:
                for answers in _judged(rows, build, jobs):
                    growing.write(b"".join(write.line(answer) for answer in answers))
                    growing.flush()
                    judged += len(answers)
                    all_good = all_good and not any("error" in answer for answer in answers)
                    advance()
    except BrokenProcessPool as error:
        raise BadBulk("bulk.worker_died", file=part) from error
    except OSError as error:
        raise BadBulk("bulk.io", file=error.filename or source, reason=reason_of(error)) from error
    part.replace(target)
    return BulkResult(judged, done, all_good)


def _annotated(rows: Iterable[Row], annotate: Annotator) -> Iterator[Row]:
    texts = german()
    for row in rows:
        try:
            yield annotate(parse_line(row, texts) if isinstance(row, bytes) else row)
        except BadLine:
            yield row  # the judge says what is wrong with it


def _judged(rows: Iterable[Row], build: Builder, jobs: int) -> Iterator[list[Mapping[str, Any]]]:
    """The answers, chunk by chunk, in order; at most two chunks a process are under way."""
    remaining = iter(rows)
    chunks = iter(lambda: list(islice(remaining, CHUNK)), [])
    if jobs == 1:
        texts, answer = german(), build()
        for chunk in chunks:
            yield [_answer(row, answer, texts) for row in chunk]
        return
    # Processes are started afresh: threads of this one must not be copied.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_prepare, initargs=(build,)) as pool:
        waiting: deque[Future[list[Mapping[str, Any]]]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(_answer_chunk, chunk))
            if len(waiting) >= 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_judge: Answer | None = None
"""The judge of a worker process; built once there, since it is too large to send with every chunk."""


def _prepare(build: Builder) -> None:
    global _judge  # noqa: PLW0603 - see above
    _judge = build()


def _answer_chunk(chunk: list[Row]) -> list[Mapping[str, Any]]:
    if _judge is None:
        raise RuntimeError("the worker was not prepared")
    texts = german()
    return [_answer(row, _judge, texts) for row in chunk]


def _answer(row: Row, answer: Answer, texts: Texts) -> Mapping[str, Any]:
    return answer_line(row, answer, texts) if isinstance(row, bytes) else answer_row(row, answer, texts)


def _reader(source: Path) -> Callable[[BinaryIO], Iterator[Row]]:
    match source.suffix.lower():
        case ".jsonl":
            return lambda stream: (line for line in read_lines(stream) if line.strip())
        case ".csv":
            return lambda stream: _csv_rows(stream, source)
        case _:
            raise BadBulk("bulk.kind", file=source)


def _csv_rows(stream: BinaryIO, source: Path) -> Iterator[Row]:
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
    sample = text.readline()
    try:
        reader = csv.DictReader(chain((sample,), text), delimiter=max(",;\t", key=sample.count))
        if "text" not in (reader.fieldnames or ()):
            raise BadBulk("bulk.no_text_column", file=source, columns=", ".join(reader.fieldnames or ()) or "–")
        for number, row in enumerate(reader, 1):
            # What a spreadsheet leaves empty was not given.
            yield {"id": str(number), **{key: value for key, value in row.items() if key and (value or key == "text")}}
    except csv.Error as error:
        raise BadBulk("bulk.bad_csv", file=source, reason=error) from error
    finally:
        text.detach()  # the caller closes the file


@dataclass(frozen=True, slots=True)
class _Writer:
    head: bytes
    line: Callable[[Mapping[str, Any]], bytes]


def _writer(target: Path) -> _Writer:
    match target.suffix.lower():
        case ".jsonl":
            return _Writer(b"", lambda answer: json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        case ".csv":
            return _Writer(_csv_line(_COLUMNS), lambda answer: _csv_line(_flat(answer)))
        case _:
            raise BadBulk("bulk.kind", file=target)


def _flat(answer: Mapping[str, Any]) -> list[object]:
    findings = answer.get("findings", ())
    rules = " ".join(dict.fromkeys(finding["rule"] for finding in findings))
    reasons = "; ".join(dict.fromkeys(finding["reason"] for finding in findings))
    flat = {**answer, "rules": rules, "reasons": reasons}
    return [flat.get(column, "") for column in _COLUMNS]


def _csv_line(values: Iterable[object]) -> bytes:
    """One record on one line, whatever the values hold."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerow([_harmless(" ".join(str(value).split("\n"))) for value in values])
    return target.getvalue().encode("utf-8")


def _harmless(value: str) -> str:
    """A value that a spreadsheet does not take for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _rows_done(growing: BinaryIO, write: _Writer) -> int:
    """How many rows an earlier run finished; half a line at the end is cut off."""
    growing.seek(0)
    whole, lines = 0, 0
    for line in growing:
        if line.endswith(b"\n"):
            whole += len(line)
            lines += 1
    growing.truncate(whole)
    growing.seek(0, io.SEEK_END)
    return max(0, lines - (1 if write.head else 0))


@contextmanager
def _progress(source: Path, incoming: BinaryIO) -> Iterator[Callable[[], None]]:
    """A bar on stderr by the bytes read; silent where nobody looks."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(source.name, total=source.stat().st_size)
        yield lambda: bar.update(task, completed=incoming.tell())
