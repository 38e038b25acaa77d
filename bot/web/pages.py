"""Pages for citizens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from bot.answering import Answering
from bot.feedback import Feedback
from bot.metrics import Metrics
from bot.texts import Texts
from bot.web.history import Turn, entry_field, question_field, replay


@dataclass(frozen=True, slots=True)
class Pages:
    """The handlers of all pages."""

    answering: Answering
    feedback: Feedback
    metrics: Metrics
    texts: Texts
    templates: Jinja2Templates
    examples: tuple[str, ...]
    privacy_notice: Callable[[], str]
    netiquette_notice: Callable[[], str]

    async def home(self, request: Request) -> Response:
        """The page of the conversation. Questions come by POST, so that they stay out of addresses and logs."""
        form = await request.form() if request.method == "POST" else FormData(request.query_params)
        fields = [value for value in form.getlist("verlauf") if isinstance(value, str)]
        if (asked := form.get("q")) is not None and isinstance(asked, str):
            fields.append(question_field(asked))
        elif (chosen := form.get("thema")) is not None and isinstance(chosen, str):
            fields.append(entry_field(chosen))
        with self.metrics.answer_seconds.time():
            turns = replay(fields, self.answering)
        if turns:
            self.metrics.questions.labels("web", turns[-1].reply.kind).inc()
        examples = [entry for name in self.examples if (entry := self.answering.engine.content.entries.get(name))]  # type: ignore[call-overload]
        return self._page(request, "home.html", turns=turns, last=turns[-1] if turns else None, examples=examples)

    async def topic(self, request: Request) -> Response:
        """One entry with an address of its own."""
        reply = self.answering.about(request.path_params["entry"])
        if reply is None or reply.entry is None:
            raise HTTPException(404)
        entry = self.answering.engine.content.entries[reply.entry]
        turn = Turn(entry_field(entry.id), entry.title, reply)
        return self._page(request, "topic.html", entry=entry, reply=reply, turns=[turn], last=turn)

    async def topics(self, request: Request) -> Response:
        """All entries by chapter."""
        chapters: dict[str, list[Any]] = defaultdict(list)
        for entry in self.answering.entries():
            chapters[entry.chapters[0]].append(entry)
        source = self.answering.engine.content.source
        groups = [
            (number, source.chapters[number], chapters[number]) for number in source.chapters if number in chapters
        ]
        return self._page(request, "topics.html", groups=groups)

    async def vote(self, request: Request) -> Response:
        """Was it helpful? Counted, then back to the conversation."""
        form = await request.form()
        entry, vote = form.get("eintrag"), form.get("hilfreich")
        if not isinstance(entry, str) or vote not in ("ja", "nein"):
            raise HTTPException(400)
        await self.feedback.record(entry, is_helpful=vote == "ja")
        fields = [value for value in form.getlist("verlauf") if isinstance(value, str)]
        turns = replay(fields, self.answering)
        return self._page(
            request, "home.html", turns=turns, last=turns[-1] if turns else None, thanks=True, examples=[]
        )

    async def privacy(self, request: Request) -> Response:
        """The privacy notice."""
        return self._page(request, "text.html", heading=self.texts("web.privacy"), text=self.privacy_notice())

    async def netiquette(self, request: Request) -> Response:
        """The rules for comments."""
        return self._page(request, "text.html", heading=self.texts("web.netiquette"), text=self.netiquette_notice())

    def error(self, request: Request, status: int, text: str) -> Response:
        """A page that says what went wrong."""
        return self._page(request, "error.html", status_code=status, text=text)

    def _page(self, request: Request, name: str, *, status_code: int = 200, **facts: Any) -> Response:
        content = self.answering.engine.content
        context = {"t": self.texts, "content": content, "is_vote": False, "thanks": False, **facts}
        return self.templates.TemplateResponse(request, name, context, status_code=status_code)
