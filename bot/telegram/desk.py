"""Handlers: editors ask for their open cases, page by page, for one case again, and for figures."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from telegram import Chat, Message, Update
from telegram.constants import ChatType, ParseMode

from bot.cases import CaseId
from bot.roster import NotAllowed, Person
from bot.telegram import render
from bot.telegram.buttons import ShowCase, TurnPage
from bot.telegram.comments import comment
from bot.telegram.context import Context, person_of, pressed, said
from bot.telegram.questions import NO_PREVIEW
from bot.telegram.review import redraw

_Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


def _is_desk(chat: Chat, context: Context) -> bool:
    return chat.type == ChatType.PRIVATE or chat.id == context.services.editors_chat_id


def _at_the_desk(handler: _Handler) -> _Handler:
    """Only in the editors' chat or privately; in other groups such a command is a comment like any other."""

    @wraps(handler)
    async def handle(update: Update, context: Context) -> None:
        if _is_desk(said(update).chat, context):
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


async def turn_page(update: Update, context: Context) -> None:
    """A button that turns the page of a list or of the summary: the message shows the other page at once."""
    services, press = context.services, pressed(update)
    button, message = TurnPage.parse(press.query.data), press.query.message
    if button is None or not isinstance(message, Message) or not _is_desk(message.chat, context):
        await press.query.answer(services.texts("press.not_allowed"), show_alert=True)
        return
    if button.listing == "open":
        found = await services.overview.open_cases(press.person, button.page)
        view = render.open_cases(found, services.texts, services.clock())
        is_refused = isinstance(found, NotAllowed)
    else:
        summed_up = await services.summaries.turn(message.chat.id, message.message_id, button.page, press.person)
        view = render.summary(summed_up, services.texts, services.clock())
        is_refused = isinstance(summed_up, NotAllowed)
    await press.query.answer(services.texts("press.not_allowed") if is_refused else None, show_alert=is_refused)
    if not is_refused:
        await redraw(press, view)


async def bring_case(update: Update, context: Context) -> None:
    """A button of a list or of the summary that brings a case's alert to the end of the editors' chat."""
    services, press = context.services, pressed(update)
    button, message = ShowCase.parse(press.query.data), press.query.message
    if button is None or message is None or not _is_desk(message.chat, context):
        await press.query.answer(services.texts("press.not_allowed"), show_alert=True)
        return
    bring = services.overview.show if button.listing == "summary" else services.overview.show_again
    refusal = await bring(button.case, press.person)
    if refusal is not None:
        await press.query.answer(render.pressed(refusal, services.texts), show_alert=True)
        return
    services.on_change()
    await press.query.answer(services.texts("press.comes", number=button.case))


async def _answer(update: Update, view: render.View) -> None:
    await said(update).message.reply_text(
        view.text, ParseMode.HTML, reply_markup=view.keyboard, link_preview_options=NO_PREVIEW
    )


def _asking(update: Update) -> Person:
    user = update.effective_user
    if user is None:
        raise ValueError("a command without a person")
    return person_of(user)
