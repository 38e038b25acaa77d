"""``kreislotse run``."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot import app as root
from bot.commands.options import WRONG_USE, ConfigFile, explained, read_config, stop, tell
from bot.config import warnings
from bot.texts import german

_HIGHEST_PORT = 65535


def run(
    port: Annotated[int | None, typer.Option(help="Port der Webseite (sonst web.port).")] = None,
    config: ConfigFile = None,
) -> None:
    """Alle eingerichteten Kanäle starten; SIGTERM oder Strg+C beendet."""
    settings, texts = read_config(config), german()
    if port is not None:
        if not 0 <= port <= _HIGHEST_PORT:
            stop(texts("error.port_range"), WRONG_USE)
        settings = settings.model_copy(update={"web": settings.web.model_copy(update={"port": port})})
    for code in warnings(settings):
        tell(texts(code))
    with explained():
        asyncio.run(root.run(settings, lambda host, number: tell(texts("cli.ready", host=host, port=number))))
    tell(texts("cli.stopped"))
