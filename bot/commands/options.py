"""What all commands share: the configuration option, and how problems are shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from bot.config import Config, find_file, load_config
from bot.errors import OperatorError
from bot.texts import german
from yamlsource import InvalidSource

FAILED = 1
WRONG_USE = 2

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="DATEI", help="Konfiguration (sonst $KREISLOTSE_CONFIG, config.yaml oder Voreinstellung)."
    ),
]

_Result = TypeVar("_Result")


def tell(text: str) -> None:
    """A sentence for the person at the terminal; data alone goes to stdout."""
    print(text, file=sys.stderr)


def show_problems(error: InvalidSource) -> None:
    """All mistakes of a file, one a line."""
    tell(german()("error.invalid_source", count=len(error.problems)))
    for problem in error.problems:
        tell(f"  {problem}")


def read_config(file: Path | None) -> Config:
    """The configuration, or the end of the program with every mistake named."""
    try:
        return load_config(find_file(file))
    except InvalidSource as error:
        show_problems(error)
        raise typer.Exit(WRONG_USE) from None


@contextmanager
def explained() -> Iterator[None]:
    """Turn what an operator can mend into a message and an exit status, never a trace."""
    try:
        yield
    except InvalidSource as error:
        show_problems(error)
        raise typer.Exit(WRONG_USE) from None
    except OperatorError as error:
        stop(german()(error.code, **error.facts), WRONG_USE if error.is_configuration else FAILED)


def stop(text: str, status: int) -> NoReturn:
    """Say why, and end."""
    tell(text)
    raise typer.Exit(status)


def attempt(work: Callable[[], _Result]) -> _Result:
    """The result of work, or an explained end."""
    with explained():
        return work()
    raise AssertionError("unreachable")
