"""The handler table: which update goes where, in this order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.telegram import comments, desk, objections, questions, ratings, review
from bot.telegram.buttons import AnswerObjection, ChooseLanguage, RateAnswer, ReviewCase, ShowCase, ShowEntry, TurnPage
from bot.telegram.context import Context

ALLOWED_UPDATES = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
"""What Telegram shall send us; everything else stays with Telegram."""

COMMANDS = {
    "start": questions.start,
    "hilfe": questions.help_,
    "kontakt": questions.contact,
    "netiquette": questions.netiquette,
    "datenschutz": questions.privacy,
    "sprache": questions.languages,
}
"""The command menu; each has a description in ``locales/`` under ``command.``."""

_PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
_ANYWHERE = (filters.ChatType.PRIVATE | filters.ChatType.GROUPS) & filters.UpdateType.MESSAGE
_GROUPS = filters.ChatType.GROUPS & (filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE)


def _is(
    kind: type[AnswerObjection | ChooseLanguage | RateAnswer | ReviewCase | ShowCase | ShowEntry | TurnPage],
) -> Callable[[object], bool]:
    return lambda data: kind.parse(data) is not None


def handlers() -> list[BaseHandler[Any, Context, Any]]:
    """All handlers; the first that fits an update handles it."""
    return [
        # Presses first: they are the quickest to answer, and editors wait for them.
        CallbackQueryHandler(review.review_case, _is(ReviewCase)),
        CallbackQueryHandler(objections.answer_objection, _is(AnswerObjection)),
        CallbackQueryHandler(desk.turn_page, _is(TurnPage)),
        CallbackQueryHandler(desk.bring_case, _is(ShowCase)),
        CallbackQueryHandler(questions.show_entry, _is(ShowEntry)),
        CallbackQueryHandler(questions.choose_language, _is(ChooseLanguage)),
        CallbackQueryHandler(ratings.rate_answer, _is(RateAnswer)),
        CallbackQueryHandler(review.unknown_button),
        # What editors ask, in their chat or privately; anyone else is told that it is not for them.
        CommandHandler("faelle", desk.open_cases, _ANYWHERE),
        CommandHandler("fall", desk.show_case, _ANYWHERE),
        CommandHandler("statistik", desk.statistics, _ANYWHERE),
        # What leads ask for, in the editors' chat or privately; anyone else is told that it is not for them.
        CommandHandler("widerspruch", objections.file_objection, _ANYWHERE),
        # Commands in private chats; "/hilfe@Bot" in a group is a comment like any other, and answered if addressed.
        *(CommandHandler(name, callback, _PRIVATE) for name, callback in COMMANDS.items()),
        CommandHandler("help", questions.help_, _PRIVATE),
        CommandHandler("language", questions.languages, _PRIVATE),
        MessageHandler(_PRIVATE & filters.COMMAND, questions.unknown_command),
        MessageHandler(_PRIVATE & filters.TEXT, questions.question),
        MessageHandler(_PRIVATE & ~filters.StatusUpdate.ALL, questions.not_text),
        # Groups: what people write, also under pictures, also when they change it later.
        MessageHandler(_GROUPS & filters.StatusUpdate.MIGRATE, comments.migrated),
        MessageHandler(_GROUPS & (filters.TEXT | filters.CAPTION), comments.comment),
        ChatMemberHandler(comments.own_membership, ChatMemberHandler.MY_CHAT_MEMBER),
    ]


def add_to(application: Application[Any, Context, Any, Any, Any, Any]) -> None:
    """Register the table."""
    application.add_handlers(handlers())
