"""``kreislotse moderate``: judge a comment, or JSON Lines of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from bot import app as root
from bot.commands.bulk import Annotator, BadBulk, Builder, judge_file
from bot.commands.jsonl import Answer, BadLine, convert, text_field
from bot.commands.options import FAILED, WRONG_USE, ConfigFile, attempt, read_config, stop, tell
from bot.config import Config
from bot.texts import Texts, german
from moderation.engine import Moderator
from moderation.models import Comment, Repeats, Verdict
from moderation.repetition import RecentTexts

_REPEATS = "\0repeats"
"""Where a row carries what it repeats, on its way to the process that judges it."""


def moderate(
    text: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="Der Kommentar; sonst die Standardeingabe.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Ergebnis als JSON.")] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Kommentare zeilenweise als JSON von der Standardeingabe.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DATEI", help="Eine ganze Datei (.csv, .jsonl) hierhin durchsehen."),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Auf so vielen Kernen zugleich (mit -o).")] = 1,
    config: ConfigFile = None,
) -> None:
    """Einen Kommentar nach der Netiquette durchsehen. Die Maschine weist hin, Menschen entscheiden."""
    settings, texts = read_config(config), german()
    if output is not None:
        _judge_file(text or [], output, partial(judge_rows, settings), jobs, texts)
        return
    moderator = attempt(lambda: root.build_moderator(settings))
    if jsonl:
        if not convert(sys.stdin.buffer, _row_judge(moderator, texts), texts):
            raise typer.Exit(FAILED)
        return
    written = " ".join(text) if text else sys.stdin.buffer.read().decode("utf-8", "replace").strip()
    verdict = moderator.screen(Comment(written))
    if as_json:
        print(json.dumps(verdict_json(verdict, written), ensure_ascii=False))
    else:
        _print(verdict, written, moderator, texts)


def judge_rows(settings: Config) -> Answer:
    """What judges a row, with the rules of a configuration."""
    moderator, texts = attempt(lambda: root.build_moderator(settings)), german()
    return lambda row: _judge_line(row, moderator, texts)


def _judge_file(sources: Sequence[str], target: Path, build: Builder, jobs: int, texts: Texts) -> None:
    if len(sources) != 1:
        stop(texts("bulk.one_file"), WRONG_USE)
    try:
        result = judge_file(Path(sources[0]), target, build, jobs, _repetition_noted(texts))
    except BadBulk as problem:
        stop(texts(problem.code, **problem.facts), FAILED)
    tell(texts("bulk.done", judged=result.judged, resumed=result.resumed, file=target))
    if not result.all_good:
        raise typer.Exit(FAILED)


def verdict_json(verdict: Verdict, text: str) -> dict[str, Any]:
    """A verdict in the contract's shape, without ``id``."""
    return {
        "flagged": verdict.flagged,
        "score": verdict.score,
        "severity": verdict.severity.word,
        "findings": [
            {
                "rule": finding.rule,
                "start": finding.start,
                "end": finding.end,
                "reason": finding.reason,
                "score": round(finding.score, 4),
                "text": text[finding.start : finding.end],
            }
            for finding in verdict.findings
        ],
        "criticism": verdict.criticism,
        **({"unchecked": list(verdict.failed)} if verdict.failed else {}),
    }


def _row_judge(moderator: Moderator, texts: Texts) -> Answer:
    """Judges row after row and remembers texts that come again."""
    annotate = _repetition_noted(texts)
    return lambda row: _judge_line(annotate(row), moderator, texts)


def _repetition_noted(texts: Texts) -> Annotator:
    """Adds to rows in order what they repeat; what an input says about that itself does not count."""
    recent = RecentTexts()

    def annotate(row: Mapping[str, Any]) -> Mapping[str, Any]:
        comment = _comment(row, texts)
        return {**row, _REPEATS: astuple(recent.seen(comment.text, comment.author, comment.written_at))}

    return annotate


def _judge_line(row: Mapping[str, Any], moderator: Moderator, texts: Texts) -> Mapping[str, Any]:
    comment = _comment(row, texts)
    return verdict_json(moderator.screen(replace(comment, repeats=Repeats(*row[_REPEATS]))), comment.text)


def _comment(row: Mapping[str, Any], texts: Texts) -> Comment:
    text = text_field(row, "text", texts)
    author, thread = (_optional(row, name, texts) for name in ("author", "thread"))
    created = _optional(row, "created_at", texts)
    try:
        written_at = datetime.fromisoformat(created) if created else None
    except ValueError as error:
        raise BadLine(texts("error.wrong_field", field="created_at", expected="Zeit (ISO 8601)")) from error
    return Comment(text, author, thread, written_at)


def _optional(row: Mapping[str, Any], name: str, texts: Texts) -> str | None:
    return text_field(row, name, texts) if row.get(name) is not None else None


def _print(verdict: Verdict, text: str, moderator: Moderator, texts: Texts) -> None:
    out = Console(highlight=False, soft_wrap=True)
    if not verdict.flagged:
        out.print(texts("cli.fine"))
    else:
        severity = texts(f"severity.{verdict.severity.word}")
        out.print(f"[bold]{escape(texts('cli.flagged', severity=severity, score=round(verdict.score * 100)))}[/bold]")
    for finding in verdict.findings:
        title = moderator.netiquette.rules[finding.rule].title
        out.print(f"  • {escape(title)}: {escape(finding.reason)} – „{escape(text[finding.start : finding.end])}“")
