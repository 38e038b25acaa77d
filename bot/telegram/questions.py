"""Handlers for citizens: start, commands, questions, choices."""

from __future__ import annotations

from telegram import LinkPreviewOptions, Update
from telegram.constants import ChatType, ParseMode

from bot.answering import Option, Reply
from bot.telegram import render
from bot.telegram.buttons import ChooseLanguage, ShowEntry
from bot.telegram.context import Context, Said, pressed, said
from bot.telegram.render import View
from knowledge.models import HOME

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def start(update: Update, context: Context) -> None:
    """``/start``: who answers here, the way without Telegram, examples. A deep link leads to an entry at once."""
    services = context.services
    if context.args:
        given = services.answering.about(context.args[0])
        if given is not None:
            await _show(said(update), render.reply(given, services.texts))
            return
    replies = (services.answering.about(name) for name in services.examples)
    options = [option for given in replies if given is not None for option in _as_option(given, context)]
    content = services.answering.engine.content
    text = services.texts("start", authority=content.authority, site=content.facts.get("web.site", ""))
    await _show(said(update), render.plain(text, options))


async def help_(update: Update, context: Context) -> None:
    """``/hilfe``."""
    services = context.services
    await _show(said(update), render.plain(services.texts("help", contact=services.answering.engine.content.contact)))


async def contact(update: Update, context: Context) -> None:
    """``/kontakt``."""
    services = context.services
    given = services.answering.about("contact")
    view = render.reply(given, services.texts) if given else render.plain(services.answering.engine.content.contact)
    await _show(said(update), view)


async def netiquette(update: Update, context: Context) -> None:
    """``/netiquette``: the rules, as the editors use them."""
    await _show(said(update), render.plain(context.services.netiquette_notice()))


async def privacy(update: Update, context: Context) -> None:
    """``/datenschutz``: the notice, made from the actual settings."""
    await _show(said(update), render.plain(context.services.privacy_notice()))


async def unknown_command(update: Update, context: Context) -> None:
    """Any other command."""
    await _show(said(update), render.plain(context.services.texts("unknown_command")))


async def question(update: Update, context: Context) -> None:
    """A question in words."""
    services, asked = context.services, said(update)
    text = _without_mention(asked.text, context.bot.username)
    lang = services.dialogues.language(asked.chat.id)
    given = services.answering.reply(text, services.dialogues.earlier(asked.chat.id), lang)
    if text.strip() and asked.chat.type == ChatType.PRIVATE:
        services.dialogues.add(asked.chat.id, text)
    await _show(asked, render.reply(given, services.texts))


async def languages(update: Update, context: Context) -> None:
    """``/sprache``: a button a language."""
    services = context.services
    known = {
        HOME: services.texts("german"),
        **{c: x.name for c, x in services.answering.engine.content.languages.items()},
    }
    await _show(said(update), render.languages(services.texts("choose_language"), known))


async def choose_language(update: Update, context: Context) -> None:
    """A pressed language: answers come in it for the rest of the conversation."""
    services, press = context.services, pressed(update)
    button = ChooseLanguage.parse(press.query.data)
    if button is None or press.chat_id is None:
        await press.query.answer(services.texts("press.gone"), show_alert=True)
        return
    code = services.answering.language(button.code)
    services.dialogues.speak(press.chat_id, code)
    known = services.answering.engine.content.languages.get(code)
    await press.query.answer(known.name if known is not None else services.texts("german"))


async def not_text(update: Update, context: Context) -> None:
    """A picture, a voice message, a place: we only read."""
    services = context.services
    await _show(
        said(update), render.plain(services.texts("not_text", contact=services.answering.engine.content.contact))
    )


async def show_entry(update: Update, context: Context) -> None:
    """A pressed choice, follow-up or example."""
    services, press = context.services, pressed(update)
    button = ShowEntry.parse(press.query.data)
    chat = press.chat_id or 0
    lang = services.dialogues.language(chat)
    given = services.answering.about(button.entry, lang) if button is not None else None
    if given is None or press.chat_id is None:
        await press.query.answer(services.texts("press.gone"), show_alert=True)
        return
    await press.query.answer()
    title = services.answering.entry(given.entry).title if given.entry else ""
    services.dialogues.add(press.chat_id, title)
    view = render.reply(given, services.texts)
    await context.bot.send_message(
        press.chat_id, view.text, ParseMode.HTML, reply_markup=view.keyboard, link_preview_options=NO_PREVIEW
    )


async def _show(asked: Said, view: View) -> None:
    await asked.message.reply_html(view.text, reply_markup=view.keyboard, link_preview_options=NO_PREVIEW)


def _as_option(given: Reply, context: Context) -> list[Option]:
    entry = context.services.answering.engine.content.entries[given.entry] if given.entry else None
    return [Option(entry.id, entry.title, given.answer)] if entry is not None else []


def _without_mention(text: str, username: str | None) -> str:
    return text.replace(f"@{username}", " ").strip() if username else text
