"""The typed context every handler gets: PTB's own, plus our use cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from telegram import CallbackQuery, Chat, Message, Update, User
from telegram.ext import CallbackContext, ExtBot

from bot.answering import Answering
from bot.dialogues import Dialogues
from bot.feedback import Feedback
from bot.objecting import Objecting
from bot.overview import Overview
from bot.reviewing import Reviewing
from bot.roster import Person
from bot.screening import Screening
from bot.summary import Summaries
from bot.telegram.rights import RightsWatch
from bot.telling import Telling
from bot.texts import Texts


@dataclass(frozen=True, slots=True)
class Services:
    """What handlers may use."""

    answering: Answering
    feedback: Feedback
    screening: Screening
    reviewing: Reviewing
    objecting: Objecting
    telling: Telling
    overview: Overview
    summaries: Summaries
    dialogues: Dialogues
    rights: RightsWatch
    texts: Texts
    clock: Callable[[], datetime]
    editors_chat_id: int | None
    groups: frozenset[int]
    examples: tuple[str, ...]
    privacy_notice: Callable[[], str]
    netiquette_notice: Callable[[], str]
    on_change: Callable[[], None]
    """Called after something was put into the outbox."""

    def watches(self, chat_id: int) -> bool:
        """Whether comments of a group are screened: never those of the editors' own chat, and none without one."""
        if self.editors_chat_id is None or chat_id == self.editors_chat_id:
            return False
        return not self.groups or chat_id in self.groups


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """PTB's context with ``services``."""

    services: ClassVar[Services]


def context_type(services: Services) -> type[Context]:
    """A context class bound to the services of one program."""
    return type("BoundContext", (Context,), {"services": services})


@dataclass(frozen=True, slots=True)
class Said:
    """A message with the parts PTB declares optional but a message handler always has."""

    message: Message
    chat: Chat
    text: str


def said(update: Update) -> Said:
    """Narrow the optionals of a message once."""
    message, chat = update.effective_message, update.effective_chat
    if message is None or chat is None:
        raise ValueError("a message handler got an update without a message")
    return Said(message, chat, message.text or message.caption or "")


@dataclass(frozen=True, slots=True)
class Pressed:
    """A pressed button."""

    query: CallbackQuery
    person: Person
    chat_id: int | None


def pressed(update: Update) -> Pressed:
    """Narrow the optionals of a press once."""
    query = update.callback_query
    if query is None:
        raise ValueError("a button handler got an update without a press")
    chat_id = query.message.chat.id if query.message is not None else None
    return Pressed(query, person_of(query.from_user), chat_id)


def person_of(user: User) -> Person:
    """A Telegram user as colleagues know them."""
    return Person(user.id, user.full_name or str(user.id))
