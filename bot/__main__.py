"""The command line."""

from __future__ import annotations

import typer

from bot import logs
from bot.commands import ask, cases, checks, moderate, serve

program = typer.Typer(
    name="kreislotse",
    help="Kreislotse: Auskunft und Kommentar-Moderation für Behörden.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
program.command("run")(serve.run)
program.command("ask")(ask.ask)
program.command("moderate")(moderate.moderate)
program.add_typer(checks.knowledge, name="knowledge")
program.add_typer(checks.netiquette, name="netiquette")
program.add_typer(cases.cases, name="cases")
program.add_typer(checks.config, name="config")


def main() -> None:
    """Entry point of the ``kreislotse`` command."""
    logs.configure()
    program()


if __name__ == "__main__":
    main()
