"""Logs: one JSON object a line on stderr, without personal data and secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

_SECRET = re.compile(r"\d{6,}:[A-Za-z0-9_-]{20,}|(?<=//)[^/\s:@]+:[^/\s@]+(?=@)")

# By default structlog writes the values of all local variables as well: texts of citizens, headers with tokens.
_tracebacks = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))


def configure(level: int = logging.INFO) -> None:
    """Set up our own logs and those of the libraries."""
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tracebacks if not sys.stderr.isatty() else structlog.dev.set_exc_info,
        without_secrets,
    ]
    renderer = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*processors, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s", force=True
    )
    # These log addresses with tokens, or what we handle ourselves.
    for name in ("httpx", "httpcore", "telegram", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def without_secrets(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Cut tokens and passwords out of every value, wherever they come from."""
    for key, value in event.items():
        event[key] = _cleaned(value)
    return event


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _SECRET.sub("***", value)
    if isinstance(value, dict):
        return {key: _cleaned(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    return value
