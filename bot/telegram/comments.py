"""Handlers for groups: comments are stored, the bot's own membership is watched."""

from __future__ import annotations

from telegram import Chat, Message, Update
from telegram.constants import ChatType

from bot.cases import TELEGRAM
from bot.screening import IncomingComment
from bot.telegram.context import Context, said
from bot.telegram.questions import question


async def comment(update: Update, context: Context) -> None:
    """A message or caption in a watched group, new or edited. Asked by name, the bot answers as well."""
    services, written = context.services, said(update)
    if not services.watches(written.chat.id):
        return
    await services.rights.seen(written.chat.id, written.chat.title or "")
    if not is_of_the_house(written.message) and written.text.strip():
        await services.screening.take_in(incoming(written.message, written.chat, written.text))
    if update.message is not None and is_addressed(written.message, context.bot.username, context.bot.id):
        await question(update, context)


async def migrated(update: Update, context: Context) -> None:
    """A group became a supergroup: its rights are new."""
    written = said(update)
    if written.message.migrate_to_chat_id:
        await context.services.rights.changed(written.message.migrate_to_chat_id, written.chat.title or "")


async def own_membership(update: Update, context: Context) -> None:
    """The bot was added, promoted, restricted or removed."""
    change = update.my_chat_member
    if change is None or change.chat.type == ChatType.PRIVATE:
        return
    if context.services.watches(change.chat.id):
        await context.services.rights.changed(change.chat.id, change.chat.title or "")


def is_of_the_house(message: Message) -> bool:
    """Whether a message is the channel's own: the automatic forward of a post, or a post in the group's name."""
    sender = message.sender_chat
    return bool(message.is_automatic_forward) or (sender is not None and sender.id == message.chat.id)


def is_addressed(message: Message, username: str | None, bot_id: int) -> bool:
    """Whether the bot is asked by name or by a reply to one of its messages."""
    replied = message.reply_to_message
    by_reply = replied is not None and replied.from_user is not None and replied.from_user.id == bot_id
    text = message.text or message.caption or ""
    return by_reply or bool(username and f"@{username.lower()}" in text.lower())


def incoming(message: Message, chat: Chat, text: str) -> IncomingComment:
    """A message as the comment it is. A channel that writes is named by its chat, not by the stand-in user."""
    sender, user = message.sender_chat, message.from_user
    author_ref: str | None
    name: str
    if sender is not None:
        author_ref, name = f"chat:{sender.id}", sender.title or sender.username or ""
    else:
        author_ref = f"user:{user.id}" if user is not None else None
        name = user.full_name if user is not None else ""
    return IncomingComment(
        source=TELEGRAM,
        place=str(chat.id),
        place_name=chat.title or str(chat.id),
        external_id=str(message.message_id),
        text=text,
        author_ref=author_ref,
        author_name=name or "?",
        thread=str(message.message_thread_id) if message.message_thread_id else None,
        link=message.link,
        written_at=message.date,
    )
