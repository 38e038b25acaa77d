"""Handlers: editors ask for their open cases, for one case again, and for figures."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from telegram import Update
from telegram.constants import ChatType, ParseMode

from bot.cases import CaseId
from bot.reviewing import Person
from bot.telegram import render
from bot.telegram.comments import comment
from bot.telegram.context import Context, person_of, said
from bot.telegram.questions import NO_PREVIEW

_Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


def _at_the_desk(handler: _Handler) -> _Handler:
    """Only in the editors' chat or privately; in other groups such a command is a comment like any other."""

    @wraps(handler)
    async def handle(update: Update, context: Context) -> None:
        chat = said(update).chat
        if chat.type == ChatType.PRIVATE or chat.id == context.services.editors_chat_id:
            await handler(update, context)
        else:
            await comment(update, context)

    return handle


@_at_the_desk
async def open_cases(update: Update, context: Context) -> None:
    """The command ``/faelle``."""
    services = context.services
    found = await services.overview.open_cases(_asking(update))
    await _answer(update, render.open_cases(found, services.texts, services.clock()))


@_at_the_desk
async def statistics(update: Update, context: Context) -> None:
    """The command ``/statistik``."""
    services = context.services
    await _answer(update, render.statistics(await services.overview.statistics(_asking(update)), services.texts))


@_at_the_desk
async def show_case(update: Update, context: Context) -> None:
    """The command ``/fall N``: the alert comes again, at the end of the editors' chat."""
    services = context.services
    number = (context.args or [""])[0].removeprefix("#")
    if not number.isascii() or not number.isdigit() or len(number) > 15:
        await said(update).message.reply_text(services.texts("desk.which_case"))
        return
    refusal = await services.overview.show_again(CaseId(int(number)), _asking(update))
    if refusal is not None:
        await said(update).message.reply_text(render.pressed(refusal, services.texts))
        return
    services.on_change()


async def _answer(update: Update, view: render.View) -> None:
    await said(update).message.reply_text(view.text, ParseMode.HTML, link_preview_options=NO_PREVIEW)


def _asking(update: Update) -> Person:
    user = update.effective_user
    if user is None:
        raise ValueError("a command without a person")
    return person_of(user)
