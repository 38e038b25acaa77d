"""``kreislotse ask``: one question, a dialogue, or JSON Lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from bot import app as root
from bot.answering import Answering, Reply
from bot.commands.jsonl import BadLine, convert, text_field
from bot.commands.options import FAILED, ConfigFile, attempt, read_config, tell
from bot.explaining import explanation
from bot.texts import Texts, german
from bot.web.api import answer_json


def ask(
    question: Annotated[
        list[str] | None, typer.Argument(metavar="[FRAGE]", help="Die Frage; ohne sie beginnt ein Gespräch.")
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help="Sprache der Antwort, zum Beispiel en oder de-leicht; sonst die der Frage.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Antwort als JSON.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Zeigen, warum die Antwort so ausfiel.")] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Fragen zeilenweise als JSON von der Standardeingabe.")
    ] = False,
    config: ConfigFile = None,
) -> None:
    """Eine Frage beantworten."""
    settings, texts = read_config(config), german()
    answering = attempt(lambda: root.build_answering(settings, root.build_moderator(settings), texts))
    if jsonl:
        answering.engine.warm()
        if not convert(sys.stdin.buffer, lambda row: _answer_line(row, answering, texts), texts):
            raise typer.Exit(FAILED)
    elif question is not None:
        given = answering.reply(" ".join(question), lang=lang)
        if as_json:
            print(json.dumps(answer_json(given), ensure_ascii=False))
        else:
            _print(given)
        if explain:
            tell("\n".join(explanation(answering.explain(" ".join(question)), texts)))
    else:
        _dialogue(answering, texts, lang)


def _answer_line(row: Mapping[str, Any], answering: Answering, texts: Texts) -> Mapping[str, Any]:
    question = text_field(row, "question", texts)
    earlier = row.get("dialogue") or []
    if not isinstance(earlier, list) or not all(isinstance(turn, str) for turn in earlier):
        raise BadLine(texts("error.wrong_field", field="dialogue", expected="Liste von Texten"))
    lang = row.get("lang")
    if lang is not None and not isinstance(lang, str):
        raise BadLine(texts("error.wrong_field", field="lang", expected="Text"))
    return answer_json(answering.reply(question, earlier, lang))


def _print(given: Reply, console: Console | None = None) -> None:
    out = console or Console(highlight=False, soft_wrap=True)
    body, _, source = given.answer.rpartition("\n\n") if given.kind == "answer" else (given.answer, "", "")
    out.print(escape(body or source))
    if body and source:
        out.print(f"\n[dim]{escape(source)}[/dim]")
    for number, option in enumerate(given.options, 1):
        out.print(f"  {number}. {escape(option.title)}")


def _dialogue(answering: Answering, texts: Texts, lang: str | None) -> None:
    """Ask and answer until an empty line or the end of the input."""
    out = Console(highlight=False, soft_wrap=True)
    out.print(texts("cli.dialogue_hello"))
    earlier: list[str] = []
    given: Reply | None = None
    while True:
        prompt = texts("cli.dialogue_choose" if given is not None and given.options else "cli.dialogue_prompt")
        try:
            said = out.input(f"\n[bold]{escape(prompt)}[/bold]").strip()
        except (EOFError, KeyboardInterrupt):
            out.print()
            return
        if not said:
            return
        chosen = _chosen(said, given)
        given = answering.about(chosen, lang) if chosen else answering.reply(said, earlier, lang)
        earlier.append(
            answering.engine.content.entries[given.entry].title if chosen and given and given.entry else said
        )
        if given is not None:
            out.print()
            _print(given, out)
            if given.follow_ups:
                titles = "; ".join(option.title for option in given.follow_ups)
                out.print(f"[dim]{escape(texts('cli.dialogue_follow_ups'))} {escape(titles)}[/dim]")


def _chosen(said: str, given: Reply | None) -> str | None:
    """The entry a number chooses."""
    if given is None or not said.isdigit() or not 1 <= int(said) <= len(given.options):
        return None
    return given.options[int(said) - 1].entry
