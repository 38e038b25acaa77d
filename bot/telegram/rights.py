"""Does the bot have the rights it needs in a group? The editors are told which one is missing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberOwner

NEEDED = ("can_delete_messages", "can_restrict_members")


class RightsWatch:
    """Asks for a check of each group once, and again when something changed."""

    def __init__(self, ask: Callable[[int, str], Awaitable[None]]) -> None:
        self._ask = ask
        self._asked: set[int] = set()

    async def seen(self, chat_id: int, title: str) -> None:
        """A group is alive; its rights are checked if they have not been yet."""
        if chat_id not in self._asked:
            self._asked.add(chat_id)
            await self._ask(chat_id, title)

    async def changed(self, chat_id: int, title: str) -> None:
        """The bot's membership changed."""
        self._asked.add(chat_id)
        await self._ask(chat_id, title)


def missing(member: ChatMember) -> tuple[str, ...]:
    """The rights a membership lacks; codes of texts."""
    if isinstance(member, ChatMemberOwner):
        return ()
    if not isinstance(member, ChatMemberAdministrator):
        return ("right.admin",)
    return tuple(f"right.{right}" for right in NEEDED if not getattr(member, right, False))
