"""What the outbox worker does at Telegram besides alerts: the actions of decisions, checks of rights."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from telegram import ChatPermissions
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.cases import CaseView
from bot.telegram import render
from bot.telegram.refusals import is_already_so, may_pass, postpone_or_log, reason_for_good, seconds_to_wait
from bot.telegram.rights import missing
from bot.texts import Texts
from bot.worker import Handler, Job, TryLater

log = structlog.get_logger(__name__)

_Result = TypeVar("_Result")

RESTRICTED_FOR = timedelta(days=7)
"""A restriction ends by itself: the mildest fitting measure comes first, and nothing is for ever by accident."""


class TelegramGateway:
    """Jobs -> calls of the Bot API. Whatever may pass is tried again; whatever never will is recorded and shown."""

    def __init__(
        self,
        bot: ExtBot[Any],
        texts: Texts,
        clock: Callable[[], datetime],
        editors_chat_id: int | None,
    ) -> None:
        self._bot = bot
        self._texts = texts
        self._clock = clock
        self._editors = editors_chat_id

    @property
    def handlers(self) -> dict[str, Handler]:
        """The handlers of jobs, by kind; actions come by :class:`bot.acting.Acting`."""
        return {"rights": self.check_rights}

    async def act(self, case: CaseView, kind: str) -> str | None:
        """Carry out an action (see :class:`bot.acting.Platform`)."""
        try:
            await self._act(case, kind)
        except TelegramError as problem:
            if is_already_so(problem):
                return None
            if may_pass(problem):
                raise TryLater(type(problem).__name__, seconds_to_wait(problem)) from problem
            log.warning("telegram refused", what=kind, reason=problem.message)
            return reason_for_good(problem) or "action.error.refused"
        return None

    async def _act(self, case: CaseView, kind: str) -> None:
        chat = int(case.place)
        if kind == "delete":
            await self._bot.delete_message(chat, int(case.external_id))
            return
        author_kind, _, author = (case.author_ref or "").partition(":")
        match author_kind, kind:
            case "chat", "restrict" | "ban":
                # A channel can only be banned; Telegram knows no restriction for it.
                await self._bot.ban_chat_sender_chat(chat, int(author))
            case "chat", "unrestrict" | "unban":
                await self._bot.unban_chat_sender_chat(chat, int(author))
            case "user", "restrict":
                until = self._clock() + RESTRICTED_FOR
                nothing = ChatPermissions.no_permissions()
                await self._bot.restrict_chat_member(chat, int(author), nothing, until_date=until)
            case "user", "unrestrict":
                await self._bot.restrict_chat_member(chat, int(author), ChatPermissions.all_permissions())
            case "user", "ban":
                await self._bot.ban_chat_member(chat, int(author))
            case "user", "unban":
                # Without only_if_banned, Telegram would throw out somebody who is a member.
                await self._bot.unban_chat_member(chat, int(author), only_if_banned=True)

    async def check_rights(self, job: Job) -> None:
        """Tell the editors which rights the bot lacks in a group."""
        if self._editors is None:
            return
        chat_id, title = int(job.subject), str(job.payload.get("title", ""))
        member = await self._call(self._bot.get_chat_member(chat_id, self._bot.id))
        lacking = missing(member) if member is not None else ("right.member",)
        if not lacking:
            return
        names = ", ".join(self._texts(name) for name in lacking)
        view = render.plain(self._texts("rights.missing", group=title or str(chat_id), rights=names))
        await self._call(self._bot.send_message(self._editors, view.text, ParseMode.HTML))

    async def _call(self, call: Awaitable[_Result]) -> _Result | None:
        """The result of a call; None if Telegram refuses it for good."""
        try:
            return await call
        except TelegramError as error:
            postpone_or_log(error, "call")
            return None
