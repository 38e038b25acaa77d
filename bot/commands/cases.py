"""``kreislotse cases verify | export | hold | release``: evidence, and whether the log is whole."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot import app as root
from bot.cases import CaseId
from bot.commands.options import FAILED, WRONG_USE, ConfigFile, explained, read_config, stop, tell
from bot.evidence.chain import Fault, Head
from bot.evidence.desk import EvidenceDesk
from bot.evidence.package import BadPackage, check_package
from bot.texts import Texts, german
from yamlsource import reason_of

_SHOWN = 100
"""Faults in the listing; after many, more tell nothing new."""
_HASH_LENGTH = 64

cases = typer.Typer(help="Beweise sichern und das Protokoll prüfen.", no_args_is_help=True)

_Result = TypeVar("_Result")
_Number = Annotated[int, typer.Argument(metavar="NUMMER", min=1, help="Nummer des Falls.")]


@cases.command("verify")
def verify(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="DATEI", help="Ein Beweispaket (JSON); ohne diese Angabe wird das ganze Protokoll geprüft."
        ),
    ] = None,
    expect: Annotated[
        list[str] | None,
        typer.Option(metavar="NUMMER:PRÜFSUMME", help="Eine früher notierte Prüfsumme; darf mehrfach stehen."),
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Prüfen, ob am Protokoll etwas geändert, entfernt, eingefügt oder umgestellt wurde."""
    texts = german()
    known = dict(_noted(text, texts) for text in expect or ())
    if file is not None:
        _verify_package(file, known, texts)
        return
    found = _at_desk(config, lambda desk: desk.verify(known))
    _show(found.faults, texts)
    print(texts("cli.log_ok" if not found.faults else "cli.log_bad", events=found.count, faults=len(found.faults)))
    _show_head(found.head, texts)
    if found.faults:
        raise typer.Exit(FAILED)


@cases.command("export")
def export(
    number: _Number,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="ORDNER", help="Hierhin kommen beide Dateien.")],
    config: ConfigFile = None,
) -> None:
    """Einen Fall als Beweispaket sichern: JSON für Maschinen, HTML zum Ausdrucken."""
    texts = german()
    targets = [output / f"fall-{number}.json", output / f"fall-{number}.html"]
    for target in targets:
        if target.exists():
            stop(texts("bulk.exists", file=target), FAILED)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(texts("cli.not_written", file=output, reason=reason_of(error)), FAILED)
    handout = _at_desk(config, lambda desk: desk.hand_out(CaseId(number)))
    if handout is None:
        stop(texts("cli.no_case", number=number), FAILED)
    written = (json.dumps(handout.package, ensure_ascii=False, indent=1), handout.page)
    for target, text in zip(targets, written, strict=True):
        _write_private(target, text, texts)
        print(target)
    if handout.apply_until is not None:
        tell(texts("evidence.apply_until", day=handout.apply_until.strftime("%d.%m.%Y")))
    tell(texts("cli.exported", number=number))


@cases.command("hold")
def hold(
    number: _Number,
    reason: Annotated[str, typer.Option(metavar="GRUND", help="Warum der Fall aufbewahrt werden muss.")],
    config: ConfigFile = None,
) -> None:
    """Einen Fall von der Löschung ausnehmen, zum Beispiel bis ein Strafverfahren endet."""
    texts = german()
    if not reason.strip():
        stop(texts("cli.hold_needs_reason"), WRONG_USE)
    if not _at_desk(config, lambda desk: desk.hold(CaseId(number), reason.strip())):
        stop(texts("cli.no_case", number=number), FAILED)
    print(texts("cli.held", number=number))


@cases.command("release")
def release(
    number: _Number,
    reason: Annotated[str | None, typer.Option(metavar="GRUND", help="Warum nicht mehr.")] = None,
    config: ConfigFile = None,
) -> None:
    """Einen Fall wieder nach der üblichen Frist löschen lassen."""
    texts = german()
    if not _at_desk(config, lambda desk: desk.release(CaseId(number), reason)):
        stop(texts("cli.not_held", number=number), FAILED)
    print(texts("cli.released", number=number))


def _at_desk(config: Path | None, work: Callable[[EvidenceDesk], Awaitable[_Result]]) -> _Result:
    settings = read_config(config)

    async def done() -> _Result:
        async with root.opened_desk(settings, german()) as desk:
            return await work(desk)

    with explained():
        return asyncio.run(done())
    raise AssertionError("unreachable")


def _verify_package(file: Path, known: dict[int, str], texts: Texts) -> None:
    try:
        faults, last = check_package(file.read_bytes())
    except OSError as error:
        stop(texts("cli.not_read", file=file, reason=reason_of(error)), FAILED)
    except BadPackage as error:
        stop(texts("cli.no_package", file=file, reason=error), FAILED)
    if known.get(last.number, last.hash) != last.hash:
        faults.append(Fault("changed", last.number, last.number))
    _show(faults, texts)
    print(texts("cli.package_ok" if not faults else "cli.package_bad", file=file))
    _show_head(last, texts)
    if faults:
        raise typer.Exit(FAILED)


def _show(faults: Sequence[Fault], texts: Texts) -> None:
    for fault in faults[:_SHOWN]:
        where = str(fault.number) if fault.number == fault.last else f"{fault.number}–{fault.last}"
        tell(texts(f"fault.{fault.kind}", where=where))
    if len(faults) > _SHOWN:
        tell(texts("fault.more", count=len(faults) - _SHOWN))


def _show_head(head: Head, texts: Texts) -> None:
    if head.number:
        print(texts("cli.log_head", head=f"{head.number}:{head.hash}"))


def _noted(text: str, texts: Texts) -> tuple[int, str]:
    number, _, noted = text.partition(":")
    if not (number.isascii() and number.isdigit() and len(noted) == _HASH_LENGTH):
        stop(texts("cli.bad_expect", text=text), WRONG_USE)
    return int(number), noted.lower()


def _write_private(target: Path, text: str, texts: Texts) -> None:
    """Write what only this account may read: it is about people."""
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        stop(texts("cli.not_written", file=target, reason=reason_of(error)), FAILED)
