"""The HTTP interface: answers, comments, health, metrics."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.answering import Answering, Reply
from bot.health import Health
from bot.metrics import Metrics
from bot.screening import IncomingComment, Screening
from bot.texts import Texts

_Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class _Comment(BaseModel):
    """A comment another program hands over."""

    model_config = ConfigDict(extra="forbid")

    id: _Word
    text: Annotated[str, Field(min_length=1, max_length=10_000)]
    place: _Word = "http"
    author: Annotated[str, Field(max_length=200)] = "?"
    thread: _Word | None = None
    link: Annotated[str, Field(max_length=500, pattern=r"^https?://")] | None = None
    created_at: AwareDatetime | None = None


def answer_json(reply: Reply) -> dict[str, Any]:
    """A reply in the contract's shape, without ``id``."""
    return {
        "kind": reply.kind,
        "answer": reply.answer,
        "entry": reply.entry,
        "sources": [{"section": s.section, "title": s.title, "edition": s.edition} for s in reply.sources],
        "alternatives": [{"entry": o.entry, "title": o.title, "answer": o.answer} for o in reply.options],
        "score": reply.score,
        "lang": reply.lang,
    }


@dataclass(frozen=True, slots=True)
class Api:
    """The handlers of the interface."""

    answering: Answering
    screening: Screening
    health: Health
    metrics: Metrics
    texts: Texts
    clock: Callable[[], datetime]
    token: str | None
    metrics_public: bool
    refresh_metrics: Callable[[], Awaitable[None]]

    async def answer(self, request: Request) -> Response:
        """``GET /api/v1/answer?q=…&lang=…``."""
        question = request.query_params.get("q")
        if question is None:
            return self._problem(400, self.texts("error.missing_field", field="q"))
        lang = request.query_params.get("lang")
        with self.metrics.answer_seconds.time():
            reply = self.answering.reply(question, request.query_params.getlist("dialogue"), lang)
        self.metrics.questions.labels("http", reply.kind).inc()
        return JSONResponse(answer_json(reply), headers={"Access-Control-Allow-Origin": "*"})

    async def take_comment(self, request: Request) -> Response:
        """``POST /api/v1/comments``: 202 after the comment is stored."""
        self._authorise(request)
        try:
            comment = _Comment.model_validate_json(await request.body())
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(map(str, first["loc"])) or "JSON"
            return self._problem(400, self.texts("error.wrong_field", field=place, expected=first["msg"]))
        now = self.clock()
        incoming = IncomingComment(
            source="http",
            place=comment.place,
            place_name=comment.place,
            external_id=comment.id,
            text=comment.text,
            author_ref=None,
            author_name=comment.author,
            thread=comment.thread,
            link=comment.link,
            written_at=comment.created_at or now,
        )
        is_new = await self.screening.take_in(incoming)
        return JSONResponse({"id": comment.id, "new": is_new}, status_code=202)

    def _authorise(self, request: Request) -> None:
        given = request.headers.get("authorization", "")
        wanted = f"Bearer {self.token}" if self.token else ""
        # Compared in constant time, and compared even where no token is set.
        if not hmac.compare_digest(given.encode(), wanted.encode()) or not wanted:
            raise HTTPException(401, self.texts("web.unauthorized"), {"WWW-Authenticate": "Bearer"})

    async def alive(self, request: Request) -> Response:
        """``GET /healthz``: the process answers."""
        return JSONResponse({"status": "ok"})

    async def ready(self, request: Request) -> Response:
        """``GET /readyz``: whether work can be done, part by part."""
        state = await self.health.readiness()
        body = {"status": "ready" if state.is_ready else "not ready", "parts": state.parts}
        return JSONResponse(body, status_code=200 if state.is_ready else 503)

    async def figures(self, request: Request) -> Response:
        """``GET /metrics``: for this machine only, unless configured otherwise."""
        if not self.metrics_public and not _is_loopback(request):
            raise HTTPException(404)
        await self.refresh_metrics()
        return Response(self.metrics.text(), media_type="text/plain; version=0.0.4")

    def _problem(self, status: int, text: str) -> Response:
        return JSONResponse({"error": text}, status_code=status)


def _is_loopback(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
