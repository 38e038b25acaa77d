"""Handlers: an author's objection is recorded by command and answered by buttons."""

from __future__ import annotations

import re

from telegram import Update
from telegram.constants import ChatType

from bot.cases import CaseId
from bot.reviewing import Objected
from bot.roster import record_refusal
from bot.telegram import render
from bot.telegram.buttons import AnswerObjection
from bot.telegram.comments import comment
from bot.telegram.context import Context, person_of, pressed, said

_COMMAND = re.compile(r"/\S+\s+(?:Fall\s+)?#?([0-9]{1,15})(?:\s+(.+))?", re.DOTALL | re.IGNORECASE)


async def file_objection(update: Update, context: Context) -> None:
    """The command ``/widerspruch N [Grund]``, in the editors' chat or privately; elsewhere it is a comment."""
    services, given, user = context.services, said(update), update.effective_user
    if user is None or (given.chat.type != ChatType.PRIVATE and given.chat.id != services.editors_chat_id):
        await comment(update, context)
        return
    match = _COMMAND.fullmatch(given.text.strip())
    if match is None:
        await given.message.reply_text(services.texts("objection.which_case"))
        return
    outcome = await services.objecting.file(CaseId(int(match[1])), match[2] or "", person_of(user))
    services.on_change()
    await given.message.reply_text(render.pressed(outcome, services.texts))


async def answer_objection(update: Update, context: Context) -> None:
    """Record the answer. The alert itself is redrawn by the outbox worker."""
    services, press = context.services, pressed(update)
    button = AnswerObjection.parse(press.query.data)
    if button is None or press.chat_id != services.editors_chat_id:
        record_refusal(press.person, "answer_objection", "other chat")
        await press.query.answer(services.texts("press.not_allowed"), show_alert=True)
        return
    outcome = await services.objecting.answer(button.objection, button.answer, press.person)
    services.on_change()
    shows_box = not isinstance(outcome, Objected)
    await press.query.answer(render.pressed(outcome, services.texts), show_alert=shows_box)
