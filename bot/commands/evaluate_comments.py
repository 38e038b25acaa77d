"""``kreislotse netiquette evaluate``: how well a file of labelled comments is judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import app as root
from bot.commands.jsonl import BadLine, parse_line, read_lines, text_field
from bot.commands.options import FAILED, ConfigFile, attempt, read_config, stop, tell
from bot.plot import reliability
from bot.texts import Texts, german
from moderation.evaluation import LabelledComment, Sheet
from moderation.models import Comment, RuleId, Severity
from yamlsource import reason_of


def evaluate_comments(
    file: Annotated[
        Path,
        typer.Argument(metavar="DATEI", help="Kommentare mit text, labels, severity und style, einer je Zeile (JSON)."),
    ],
    plot: Annotated[
        Path | None, typer.Option(help="Zuverlässigkeit der Wahrscheinlichkeiten als SVG schreiben.")
    ] = None,
    errors: Annotated[bool, typer.Option("--errors", help="Jeden falsch beurteilten Kommentar nennen.")] = False,
    config: ConfigFile = None,
) -> None:
    """Das Fehlerblatt der Moderation: Treffer, Fehlalarme, Regeln, Schwere, Zuverlässigkeit."""
    settings, texts = read_config(config), german()
    moderator = attempt(lambda: root.build_moderator(settings))
    try:
        comments = list(_read(file, texts))
    except BadLine as problem:
        stop(str(problem), FAILED)
    except OSError as error:
        stop(texts("cli.not_read", file=file, reason=reason_of(error)), FAILED)
    sheet = Sheet([(one, moderator.screen(Comment(one.text))) for one in comments])
    for line in _lines(sheet, texts):
        print(line)
    if errors:
        for one, verdict in sheet.judged:
            if verdict.flagged != bool(one.rules):
                rules = ", ".join(sorted(one.rules)) or "–"
                got = ", ".join(sorted({finding.rule for finding in verdict.findings})) or "–"
                print(texts("cli.comment_astray", score=round(verdict.score, 2), wanted=rules, got=got, text=one.text))
    if plot is not None:
        names = (
            texts("cli.reliability_title", count=len(comments)),
            texts("cli.reliability_across"),
            texts("cli.plot_share"),
        )
        try:
            plot.write_text(reliability(sheet.reliability(), *names), "utf-8")
        except OSError as error:
            stop(texts("cli.not_written", file=plot, reason=reason_of(error)), FAILED)
    tell(texts("cli.comments_evaluated", count=len(comments)))


def _lines(sheet: Sheet, texts: Texts) -> Iterator[str]:
    whole, rules = sheet.flagged, sheet.rules
    figures = {
        "cli.figure_f1": f"{whole.f1:.3f}",
        "cli.figure_precision": _percent(whole.precision),
        "cli.figure_recall": _percent(whole.recall),
        "cli.figure_false_alarms": _percent(sheet.false_alarm_rate()),
        "cli.figure_criticism": _percent(sheet.false_alarm_rate("legal_criticism")),
        "cli.figure_rules": f"{rules.f1:.3f}",
        "cli.figure_right_rule": _percent(sheet.right_rule),
        "cli.figure_severity": _percent(sheet.near_severity),
        "cli.figure_brier": f"{sheet.brier:.3f}",
        "cli.figure_touched": _percent(sheet.criticism_share),
    }
    yield texts("cli.figures_head")
    for name, value in figures.items():
        yield f"| {texts(name)} | {value} |"
    yield ""
    yield texts("cli.rules_head")
    for rule in sorted({rule for one, _ in sheet.judged for rule in one.rules}):
        tally = sheet.rule(rule)
        yield f"| {rule} | {tally.hits + tally.misses} | {_percent(tally.recall)} | {_percent(tally.precision)} |"


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _read(file: Path, texts: Texts) -> Iterator[LabelledComment]:
    with file.open("rb") as lines:
        for number, line in enumerate(read_lines(lines), 1):
            if line.strip():
                try:
                    yield _labelled(parse_line(line, texts), texts)
                except BadLine as problem:
                    raise BadLine(f"{file}:{number}: {problem}") from problem


def _labelled(row: Mapping[str, Any], texts: Texts) -> LabelledComment:
    text, word = text_field(row, "text", texts), text_field(row, "severity", texts)
    labels, style = row.get("labels"), row.get("style", [])
    for name, value in (("labels", labels), ("style", style)):
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise BadLine(texts("error.wrong_field", field=name, expected="Liste"))
    try:
        severity = Severity.from_word(word)
    except KeyError as error:
        expected = ", ".join(one.word for one in Severity)
        raise BadLine(texts("error.wrong_field", field="severity", expected=expected)) from error
    return LabelledComment(text, frozenset(RuleId(label) for label in labels or ()), severity, frozenset(style))
