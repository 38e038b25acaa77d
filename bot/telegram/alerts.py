"""What the outbox worker tells the editors: a message a case, edited as it moves, and in a storm one summary."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.alerting import Crowd, placed, purpose_of
from bot.cases import CaseId, CaseView
from bot.summary import LOOKED_AT_EVERY, REFRESHED_EVERY, Standing, Summary
from bot.telegram import render
from bot.telegram.pace import Pace
from bot.telegram.questions import NO_PREVIEW
from bot.telegram.refusals import is_already_so, is_message_gone, postpone_or_log
from bot.texts import Texts
from bot.worker import Handler, Job
from moderation.models import Severity


class AlertStore(Protocol):
    """What is known of cases and their messages."""

    async def view(self, case_id: CaseId) -> CaseView | None: ...

    async def alert_message(self, case_id: CaseId) -> tuple[int, int] | None: ...

    async def remember_alert(self, case_id: CaseId, chat_id: int, message_id: int) -> None: ...


class SummaryStore(Protocol):
    """What is known of storms and their summary."""

    async def crowd(self, now: datetime) -> Crowd: ...

    async def summary(self, page: int, now: datetime) -> Summary: ...

    async def set_aside(self, chat_id: int, gravest: Severity, now: datetime) -> int: ...

    async def ask(self, chat_id: int, now: datetime) -> None: ...

    async def standing(self, chat_id: int) -> Standing | None: ...

    async def keep(self, chat_id: int, shown: Standing, generation: int, due: datetime) -> None: ...


class Alerts:
    """Jobs -> messages in the editors' chat, within what Telegram allows there."""

    def __init__(
        self,
        bot: ExtBot[Any],
        store: AlertStore,
        summaries: SummaryStore,
        pace: Pace,
        texts: Texts,
        clock: Callable[[], datetime],
        editors_chat_id: int | None,
    ) -> None:
        self._bot = bot
        self._store = store
        self._summaries = summaries
        self._pace = pace
        self._texts = texts
        self._clock = clock
        self._editors = editors_chat_id

    @property
    def handlers(self) -> dict[str, Handler]:
        """The handlers of jobs, by kind."""
        return {"alert": self.show_alert, "summary": self.show_summary}

    async def show_alert(self, job: Job) -> None:
        """Bring a case's message up to date: edit the one that stands, send one, or leave the case to the summary.

        Raises:
            NotYet: too much was sent in the last minute.
            TryLater: Telegram cannot do it now.
        """
        case_id = CaseId(int(job.subject))
        case = await self._store.view(case_id)
        if case is None or self._editors is None:
            return
        view = render.alert(case, self._texts, self._clock())
        standing = await self._store.alert_message(case_id)
        if standing is not None:
            self._pace.keep("redraw")
            if await self._edit(*standing, view):
                return
        elif not await self._gets_message(case, self._editors, is_wanted=bool(job.payload.get("wanted"))):
            return
        sent = await self._send(self._editors, view)
        if sent is not None:
            await self._store.remember_alert(case_id, self._editors, sent)
            await self._summaries.ask(self._editors, self._clock())

    async def _gets_message(self, case: CaseView, chat_id: int, *, is_wanted: bool) -> bool:
        """Whether a case without a message of its own gets one now; otherwise the summary has it."""
        now = self._clock()
        if not is_wanted and await self._is_summed_up(case, chat_id):
            await self._summaries.ask(chat_id, now)
            return False
        crowd = await self._summaries.crowd(now)
        place = placed(case.severity, crowd, self._pace.sent(), self._pace.limit, is_wanted=is_wanted)
        if place == "summary":
            await self._summaries.set_aside(chat_id, case.severity, now)
        elif place == "wait":
            raise self._pace.not_yet(purpose_of(case.severity, is_wanted=is_wanted))
        return place == "now"

    async def _is_summed_up(self, case: CaseView, chat_id: int) -> bool:
        """Whether a case that moves was left to the summary before and may stay there."""
        has_moved = not case.is_open or (case.revision > 1 and case.severity < Severity.CRITICAL)
        return has_moved and await self._summaries.standing(chat_id) is not None

    async def show_summary(self, job: Job) -> None:
        """Bring the summary up to date, as long as there is something to sum up.

        Raises:
            NotYet: too much was sent in the last minute.
            TryLater: Telegram cannot do it now.
        """
        chat_id, now = int(job.subject), self._clock()
        standing = await self._summaries.standing(chat_id)
        found = await self._summaries.summary(standing.page if standing is not None else 0, now)
        if standing is not None and standing.is_over and found.is_storm:
            # People would not notice an edit far up: a new storm gets a new message.
            standing, found = None, await self._summaries.summary(0, now)
        if standing is None and not found.cases.total:
            return
        view = render.summary(found, self._texts, now)
        digest = hashlib.sha256(f"{view.text}{view.keyboard}".encode()).hexdigest()[:16]
        if standing is not None and standing.digest == digest:
            shown = replace(standing, is_over=not found.is_storm)
        else:
            self._pace.keep("summary")
            message_id = await self._draw(chat_id, standing, view, is_storm=found.is_storm)
            if message_id is None:
                return
            shown = Standing(message_id, found.cases.page, now, digest, is_over=not found.is_storm)
        if found.cases.total:
            due = now + (LOOKED_AT_EVERY if found.is_storm else REFRESHED_EVERY)
            await self._summaries.keep(chat_id, shown, job.generation, due)

    async def _draw(self, chat_id: int, standing: Standing | None, view: render.View, *, is_storm: bool) -> int | None:
        """The number of the message that shows the summary; None if there is none any more."""
        if standing is not None:
            if await self._edit(chat_id, standing.message_id, view):
                return standing.message_id
            if not is_storm:
                return None  # someone deleted it when the storm was over
        return await self._send(chat_id, view)

    async def _send(self, chat_id: int, view: render.View) -> int | None:
        """The number of the message; None if Telegram refuses it for good."""
        try:
            sent = await self._bot.send_message(
                chat_id, view.text, ParseMode.HTML, reply_markup=view.keyboard, link_preview_options=NO_PREVIEW
            )
        except TelegramError as error:
            postpone_or_log(error, "message to the editors")
            return None
        return sent.message_id

    async def _edit(self, chat_id: int, message_id: int, view: render.View) -> bool:
        """Whether a message that stands shows the present now; False if someone deleted it."""
        try:
            await self._bot.edit_message_text(
                view.text, chat_id, message_id, parse_mode=ParseMode.HTML, reply_markup=view.keyboard,
                link_preview_options=NO_PREVIEW,
            )  # fmt: skip
        except TelegramError as error:
            if is_message_gone(error):
                return False
            if not is_already_so(error):
                postpone_or_log(error, "edit of a message to the editors")
        return True
