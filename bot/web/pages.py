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
from knowledge.models import EntryId


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
            turns = replay(fields, self.answering, lang := self._chosen_language(form))
        if turns:
            self.metrics.questions.labels("web", turns[-1].reply.kind).inc()
        known = self.answering.engine.content.entries
        examples = [self.answering.entry(EntryId(name), lang) for name in self.examples if name in known]
        return self._page(
            request, "home.html", turns=turns, last=turns[-1] if turns else None, examples=examples, lang=lang
        )

    async def topic(self, request: Request) -> Response:
        """One entry with an address of its own."""
        lang = self._chosen_language(FormData(request.query_params))
        reply = self.answering.about(request.path_params["entry"], lang)
        if reply is None or reply.entry is None:
            raise HTTPException(404)
        entry = self.answering.entry(reply.entry, lang)
        turn = Turn(entry_field(entry.id), entry.title, reply)
        return self._page(request, "topic.html", entry=entry, reply=reply, turns=[turn], last=turn, lang=lang)

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
        turns = replay(fields, self.answering, lang := self._chosen_language(form))
        last = turns[-1] if turns else None
        return self._page(request, "home.html", turns=turns, last=last, thanks=True, examples=[], lang=lang)

    async def privacy(self, request: Request) -> Response:
        """The privacy notice."""
        return self._page(request, "text.html", heading=self.texts("web.privacy"), text=self.privacy_notice())

    async def netiquette(self, request: Request) -> Response:
        """The rules for comments."""
        return self._page(request, "text.html", heading=self.texts("web.netiquette"), text=self.netiquette_notice())

    def error(self, request: Request, status: int, text: str) -> Response:
        """A page that says what went wrong."""
        return self._page(request, "error.html", status_code=status, text=text)

    def _chosen_language(self, form: FormData) -> str | None:
        """The language someone pressed, if it exists; None lets each question speak for itself."""
        chosen = form.get("lang")
        return self.answering.language(chosen) if isinstance(chosen, str) and chosen else None

    def _page(self, request: Request, name: str, *, status_code: int = 200, **facts: Any) -> Response:
        content = self.answering.engine.content
        context = {"t": self.texts, "content": content, "thanks": False, "lang": None, "turns": [], **facts}
        return self.templates.TemplateResponse(request, name, context, status_code=status_code)
