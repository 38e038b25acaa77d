"""Handler: was this helpful?"""

from __future__ import annotations

from telegram import Message, Update
from telegram.error import BadRequest

from bot.telegram import render
from bot.telegram.buttons import RateAnswer
from bot.telegram.context import Context, pressed
from bot.telegram.refusals import is_already_so, is_message_gone


async def rate_answer(update: Update, context: Context) -> None:
    """Count the vote, thank, and take the two buttons away."""
    services, press = context.services, pressed(update)
    button = RateAnswer.parse(press.query.data)
    known = button is not None and await services.feedback.record(button.entry, is_helpful=button.is_helpful)
    if not known or button is None:
        await press.query.answer(services.texts("press.gone"), show_alert=True)
        return
    await press.query.answer(services.texts("rated.helpful" if button.is_helpful else "rated.unhelpful"))
    if isinstance(press.query.message, Message):
        try:
            await press.query.edit_message_reply_markup(render.without_rating(press.query.message.reply_markup))
        except BadRequest as error:
            if not (is_already_so(error) or is_message_gone(error)):
                raise
