"""``kreislotse knowledge evaluate``: the error sheet of a file of questions with known answers."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import app as root
from bot.commands.options import FAILED, ConfigFile, attempt, read_config, stop, tell
from bot.evaluating import Asked, BadQuestion, Gold, evaluate, read_gold
from bot.plot import wrong_against_answered
from bot.texts import Texts, german
from knowledge.evaluation import Judgement, score
from knowledge.models import Answer
from yamlsource import reason_of

_COLUMNS: tuple[Judgement, ...] = ("right", "asked_back", "missed", "wrong")


def evaluate_knowledge(
    file: Annotated[
        Path, typer.Argument(metavar="DATEI", help="Fragen mit bekannten Antworten, eine je Zeile (JSON).")
    ],
    plot: Annotated[Path | None, typer.Option(help="Kurve „falsch gegen beantwortet“ als SVG schreiben.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="Jede falsch beantwortete Frage nennen.")] = False,
    config: ConfigFile = None,
) -> None:
    """Das Fehlerblatt: richtig, Rückfrage, weitergegeben, falsch; daneben eine einfache Suche."""
    settings, texts = read_config(config), german()
    answering = attempt(lambda: root.build_answering(settings, root.build_moderator(settings), texts))
    golds, all_good = _read(file, texts, {entry.id for entry in answering.entries()})
    sheet = evaluate(golds, answering)
    print(texts("cli.sheet_head"))
    for name, asked in sheet.groups().items():
        print(_line(name, asked, texts))
    if errors:
        for one in sheet.asked:
            if one.judgement == "wrong" and isinstance(one.outcome, Answer):
                wanted = ", ".join(sorted(one.gold.sample.entries)) or one.gold.sample.kind
                text, got = one.gold.sample.question.text, one.outcome.entry.id
                print(texts("cli.knowledge_astray", phrasing=text, wanted=wanted, got=got))
    if plot is not None:
        names = (texts("cli.plot_title", count=len(sheet.asked)), texts("cli.plot_across"), texts("cli.plot_up"))
        try:
            plot.write_text(wrong_against_answered(sheet.points, *names), "utf-8")
        except OSError as error:
            stop(texts("cli.not_written", file=plot, reason=reason_of(error)), FAILED)
    if not all_good:
        raise typer.Exit(FAILED)


def _line(name: str, asked: list[Asked], texts: Texts) -> str:
    counts = Counter(one.judgement for one in asked)
    shares = {column: f"{counts[column] / len(asked):.1%}".replace("%", " %") for column in _COLUMNS}
    plain = Counter(one.plain for one in asked)
    figures = {
        "score": f"{score(one.judgement for one in asked):.3f}",
        "plain": f"{score(one.plain for one in asked):.3f}",
        "plain_wrong": f"{plain['wrong'] / len(asked):.0%}".replace("%", " %"),
    }
    return texts("cli.sheet_line", name=f"{name:<26}", count=f"{len(asked):>4}", **shares, **figures)


def _read(file: Path, texts: Texts, known: set[Any]) -> tuple[list[Gold], bool]:
    golds: list[Gold] = []
    all_good = True
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        stop(
            texts("cli.not_read", file=file, reason=reason_of(error) if isinstance(error, OSError) else str(error)),
            FAILED,
        )
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            golds.append(read_gold(json.loads(line), known.__contains__))
        except (ValueError, BadQuestion) as problem:
            all_good = False
            tell(f"{file}:{number}: {problem}")
    return golds, all_good
