"""``kreislotse netiquette backtest FILE``: who would be newly flagged, or no longer, under changed rules?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot import app as root
from bot.commands.jsonl import BadLine, parse_line, read_lines, text_field
from bot.commands.options import FAILED, WRONG_USE, ConfigFile, attempt, read_config, stop, tell
from bot.texts import Texts, german
from moderation.backtest import Difference, differences
from moderation.models import Comment
from yamlsource import reason_of

_SHOWN = 100
"""Code points of a comment in the listing."""


def backtest(
    file: Annotated[Path, typer.Argument(metavar="DATEI", help="Kommentare, einer je Zeile (JSON mit „text“).")],
    old: Annotated[
        Path | None,
        typer.Option(metavar="NETIQUETTE", help="Die bisherigen Regeln; sonst die mitgelieferte Vorlage."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Nur die Zahlen nennen.")] = False,
    config: ConfigFile = None,
) -> None:
    """Geänderte Regeln an früheren Kommentaren erproben, bevor sie gelten."""
    settings, texts = read_config(config), german()
    new = attempt(lambda: root.build_moderator(settings))
    before = settings.model_copy(update={"moderation": settings.moderation.model_copy(update={"netiquette": old})})
    if old is not None and not old.is_file():
        stop(texts("cli.backtest_no_old", file=old), WRONG_USE)
    former = attempt(lambda: root.build_moderator(before))
    counts: Counter[str] = Counter()
    try:
        for difference in differences(former, new, _comments(file, texts, counts)):
            counts[difference.change if difference is not None else "same"] += 1
            if difference is not None and not quiet:
                print(_line(difference, texts))
    except OSError as error:
        stop(texts("cli.not_read", file=file, reason=reason_of(error)), FAILED)
    total = sum(counts.values()) - counts["bad"]
    print(
        texts(
            "cli.backtest_sum",
            total=total,
            **{name: counts[name] for name in ("newly", "no_longer", "graver", "milder")},
        )
    )
    if counts["bad"]:
        raise typer.Exit(FAILED)


def _comments(file: Path, texts: Texts, counts: Counter[str]) -> Iterator[Comment]:
    with file.open("rb") as lines:
        for number, line in enumerate(read_lines(lines), 1):
            if not line.strip():
                continue
            try:
                yield Comment(text_field(parse_line(line, texts), "text", texts))
            except BadLine as problem:
                counts["bad"] += 1
                tell(f"{file}:{number}: {problem}")


def _line(difference: Difference, texts: Texts) -> str:
    verdict = difference.new if difference.new.flagged else difference.old
    rules = ", ".join(dict.fromkeys(finding.rule for finding in verdict.findings))
    shown = " ".join(difference.comment.text.split())
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    return texts(f"cli.backtest_{difference.change}", rules=rules or "–", text=shown)
