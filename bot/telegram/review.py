"""Handler: an editor presses a button of an alert."""

from __future__ import annotations

from telegram import Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.cases import CaseView
from bot.reviewing import Decided, Proposed, Reviewed, Unknown
from bot.roster import NotAllowed, Person, record_refusal
from bot.telegram import render
from bot.telegram.buttons import ReviewCase
from bot.telegram.context import Context, Pressed, pressed
from bot.telegram.questions import NO_PREVIEW
from bot.telegram.refusals import is_already_so, is_message_gone
from bot.telling import Notice


async def review_case(update: Update, context: Context) -> None:
    """Record what was pressed and say what became of it. The alert itself is redrawn by the outbox worker."""
    services, press = context.services, pressed(update)
    button = ReviewCase.parse(press.query.data)
    if button is None or press.chat_id != services.editors_chat_id:
        record_refusal(press.person, button.verb if button is not None else "unreadable", "other chat")
        await press.query.answer(services.texts("press.not_allowed"), show_alert=True)
        return
    if button.verb == "notice":
        await _give_notice(press, button, context)
        return
    if button.verb == "back" or (button.verb == "ask_block" and not services.reviewing.needs_second_person("block")):
        await _ask_to_confirm(press, button, context)
        return
    outcome = await _carry_out(button, press.person, context)
    services.on_change()
    shows_box = not isinstance(outcome, Decided | Proposed)
    await press.query.answer(render.pressed(outcome, services.texts), show_alert=shows_box)


async def _carry_out(button: ReviewCase, person: Person, context: Context) -> Reviewed:
    reviewing = context.services.reviewing
    match button.verb:
        case "claim":
            return await reviewing.claim(button.case, button.revision, person)
        case "escalate":
            return await reviewing.escalate(button.case, button.revision, person)
        case "confirm":
            return await reviewing.confirm(button.case, button.revision, person)
        case "ask_block":
            # It is only proposed: the second person is the one who is asked whether it is really meant.
            return await reviewing.decide(button.case, button.revision, "block", person)
        case "leave" | "hide" | "delete" | "restrict" | "block":
            return await reviewing.decide(button.case, button.revision, button.verb, person)
        case _:
            return Unknown()


async def _ask_to_confirm(press: Pressed, button: ReviewCase, context: Context) -> None:
    """A grave measure is asked for twice; the question stands in the alert, nothing is recorded yet."""
    services = context.services
    case = await services.reviewing.case(button.case, press.person)
    if not isinstance(case, CaseView):
        await press.query.answer(
            render.pressed(case if isinstance(case, NotAllowed) else Unknown(), services.texts), show_alert=True
        )
        return
    await press.query.answer()
    if not isinstance(press.query.message, Message) or not case.is_open or case.revision != button.revision:
        return
    view = render.alert(case, services.texts, services.clock(), asks_to_confirm=button.verb == "ask_block")
    await redraw(press, view)


async def redraw(press: Pressed, view: render.View) -> None:
    """Change the message that carries the pressed button."""
    try:
        await press.query.edit_message_text(
            view.text, ParseMode.HTML, reply_markup=view.keyboard, link_preview_options=NO_PREVIEW
        )
    except BadRequest as error:
        if not (is_already_so(error) or is_message_gone(error)):
            raise


async def _give_notice(press: Pressed, button: ReviewCase, context: Context) -> None:
    """The text for the author comes into the editors' chat, to be copied; nothing is sent to the author."""
    services = context.services
    notice = await services.telling.give_notice(button.case, button.revision, press.person)
    if not isinstance(notice, Notice):
        await press.query.answer(render.pressed(notice, services.texts), show_alert=True)
        return
    services.on_change()
    await press.query.answer()
    if press.chat_id is not None:
        view = render.notice(notice, services.texts)
        await context.bot.send_message(press.chat_id, view.text, ParseMode.HTML, link_preview_options=NO_PREVIEW)


async def unknown_button(update: Update, context: Context) -> None:
    """A button of an old version, or a forged one."""
    await pressed(update).query.answer(context.services.texts("press.gone"), show_alert=True)
