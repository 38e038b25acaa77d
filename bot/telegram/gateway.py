"""What the outbox worker does at Telegram: alerts, the actions of decisions, checks of rights."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import structlog
from telegram import ChatPermissions
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.cases import CaseId, CaseView
from bot.telegram import render
from bot.telegram.questions import NO_PREVIEW
from bot.telegram.refusals import is_already_so, is_message_gone, may_pass, reason_for_good, seconds_to_wait
from bot.telegram.rights import missing
from bot.texts import Texts
from bot.worker import Handler, Job, TryLater

log = structlog.get_logger(__name__)

_Result = TypeVar("_Result")

RESTRICTED_FOR = timedelta(days=7)
"""A restriction ends by itself: the mildest fitting measure comes first, and nothing is for ever by accident."""


class GatewayStore(Protocol):
    """What carrying out needs to know and to remember."""

    async def view(self, case_id: CaseId) -> CaseView | None: ...

    async def case_of_action(self, action_id: int) -> tuple[CaseView, str] | None: ...

    async def finish_action(self, action_id: int, error: str | None, now: datetime) -> None: ...

    async def alert_message(self, case_id: CaseId) -> tuple[int, int] | None: ...

    async def remember_alert(self, case_id: CaseId, chat_id: int, message_id: int) -> None: ...


class TelegramGateway:
    """Jobs -> calls of the Bot API. Whatever may pass is tried again; whatever never will is recorded and shown."""

    def __init__(
        self,
        bot: ExtBot[Any],
        store: GatewayStore,
        texts: Texts,
        clock: Callable[[], datetime],
        editors_chat_id: int | None,
        on_change: Callable[[], None],
    ) -> None:
        self._bot = bot
        self._store = store
        self._texts = texts
        self._clock = clock
        self._editors = editors_chat_id
        self._on_change = on_change

    @property
    def handlers(self) -> dict[str, Handler]:
        """The handlers of jobs, by kind."""
        return {"alert": self.show_alert, "action": self.carry_out, "rights": self.check_rights}

    async def show_alert(self, job: Job) -> None:
        """Bring a case's alert up to date: send it, or edit the one that stands."""
        case_id = CaseId(int(job.subject))
        case = await self._store.view(case_id)
        if case is None or self._editors is None:
            return
        view = render.alert(case, self._texts, self._clock())
        standing = await self._store.alert_message(case_id)
        if standing is not None and await self._edit(*standing, view):
            return
        sent = await self._call(
            self._bot.send_message(
                self._editors, view.text, ParseMode.HTML, reply_markup=view.keyboard, link_preview_options=NO_PREVIEW
            )
        )
        if sent is not None:
            await self._store.remember_alert(case_id, self._editors, sent.message_id)

    async def _edit(self, chat_id: int, message_id: int, view: render.View) -> bool:
        """Whether the alert that stands shows the case now; False if someone deleted it."""
        try:
            await self._bot.edit_message_text(
                view.text, chat_id, message_id, parse_mode=ParseMode.HTML, reply_markup=view.keyboard,
                link_preview_options=NO_PREVIEW,
            )  # fmt: skip
        except TelegramError as error:
            if is_message_gone(error):
                return False
            if not is_already_so(error):
                _postpone_or_log(error, "edit of an alert")
        return True

    async def carry_out(self, job: Job) -> None:
        """Carry out an action of a recorded decision."""
        action_id = int(job.subject)
        found = await self._store.case_of_action(action_id)
        if found is None:
            return
        case, kind = found
        error: str | None = None
        try:
            await self._act(case, kind)
        except TelegramError as problem:
            if not is_already_so(problem):
                if may_pass(problem):
                    raise TryLater(type(problem).__name__, seconds_to_wait(problem)) from problem
                error = reason_for_good(problem) or "action.error.refused"
                log.warning("action refused", case=case.id, kind=kind, reason=problem.message)
        await self._store.finish_action(action_id, error, self._clock())
        self._on_change()

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
            _postpone_or_log(error, "call")
            return None


def _postpone_or_log(error: TelegramError, what: str) -> None:
    if may_pass(error):
        raise TryLater(type(error).__name__, seconds_to_wait(error)) from error
    log.warning("telegram refused", what=what, reason=error.message)
