"""The web application and the server that runs it."""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from bot.config import Web
from bot.errors import OperatorError
from bot.texts import Texts
from bot.web.api import Api
from bot.web.guards import RateLimit, SecureHeaders, SizeLimit
from bot.web.pages import Pages
from bot.web.webhooks import InstagramWebhook, TelegramWebhook
from yamlsource import reason_of

log = structlog.get_logger(__name__)

_HERE = Path(__file__).parent


def templates() -> Jinja2Templates:
    """The page templates; everything put into them is escaped."""
    made = Jinja2Templates(_HERE / "templates")
    made.env.trim_blocks = made.env.lstrip_blocks = True
    return made


def build_web(
    settings: Web, pages: Pages, api: Api, telegram: TelegramWebhook, instagram: InstagramWebhook, texts: Texts
) -> Starlette:
    """The web application."""

    async def http_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
        return _problem(request, error.status_code, _sentence(error, texts), dict(error.headers or {}))

    async def broken(request: Request, error: Exception) -> Response:
        incident = secrets.token_hex(3).upper()
        log.error("request failed", path=request.scope.get("path"), incident=incident, exc_info=error)
        return _problem(request, 500, texts("web.broken", incident=incident), {})

    def _problem(request: Request, status: int, text: str, headers: dict[str, str]) -> Response:
        if request.url.path.startswith(("/api/", "/webhooks/")):
            return JSONResponse({"error": text}, status_code=status, headers=headers)
        response = pages.error(request, status, text)
        response.headers.update(headers)
        return response

    def refuse(request: Request, status: int) -> Response:
        return _problem(request, status, _sentence(HTTPException(status), texts), {})

    return Starlette(
        routes=[
            Route("/", pages.home, methods=["GET", "POST"]),
            Route("/themen", pages.topics),
            Route("/thema/{entry}", pages.topic),
            Route("/rueckmeldung", pages.vote, methods=["POST"]),
            Route("/datenschutz", pages.privacy),
            Route("/netiquette", pages.netiquette),
            Route("/api/v1/answer", api.answer),
            Route("/api/v1/comments", api.take_comment, methods=["POST"]),
            Route("/webhooks/instagram", instagram.verify),
            Route("/webhooks/instagram", instagram.receive, methods=["POST"]),
            Route("/webhooks/telegram", telegram.receive, methods=["POST"]),
            Route("/healthz", api.alive),
            Route("/readyz", api.ready),
            Route("/metrics", api.figures),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ],
        middleware=[
            Middleware(SecureHeaders),
            Middleware(RateLimit, refuse=refuse, per_minute=settings.requests_per_minute),
            Middleware(SizeLimit, refuse=refuse),
        ],
        exception_handlers={HTTPException: http_problem, Exception: broken},
    )


def _sentence(error: HTTPException, texts: Texts) -> str:
    known = {
        400: texts("web.bad_request", reason="–"),
        403: texts("web.forbidden"),
        404: texts("web.not_found"),
        405: texts("web.wrong_method"),
        413: texts("web.too_large"),
        429: texts("web.too_many"),
        503: texts("web.not_ready"),
    }
    return known.get(error.status_code, error.detail)


class Server(uvicorn.Server):
    """Uvicorn without its own signal handling: the program stops its parts in order itself."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def bind(host: str, port: int) -> socket.socket:
    """An open socket, bound before anything else starts.

    Raises:
        OperatorError: the port is taken or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
    except OSError as error:
        opened.close()
        raise OperatorError("error.port_in_use", host=host, port=port, reason=reason_of(error)) from error
    return opened


def build_server(app: Starlette) -> Server:
    """The server for an application; it writes no access log, since addresses are personal data."""
    return Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            timeout_graceful_shutdown=5,
            lifespan="off",
            h11_max_incomplete_event_size=32 * 1024,
        )
    )
