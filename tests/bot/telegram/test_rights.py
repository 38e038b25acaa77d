"""Which right is missing in a group."""

from __future__ import annotations

from typing import Any

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberMember, ChatMemberOwner, User

from bot.telegram.rights import RightsWatch, missing

BOT = User(999, "Kreislotse", is_bot=True)


def administrator(*, delete: bool, restrict: bool) -> ChatMemberAdministrator:
    names = (
        "can_be_edited is_anonymous can_manage_chat can_manage_video_chats can_promote_members can_change_info "
        "can_invite_users can_post_stories can_edit_stories can_delete_stories"
    )
    rights: dict[str, Any] = dict.fromkeys(names.split(), False)
    return ChatMemberAdministrator(BOT, can_delete_messages=delete, can_restrict_members=restrict, **rights)


def test_rights_that_are_there_are_not_missed() -> None:
    assert missing(administrator(delete=True, restrict=True)) == ()
    assert missing(ChatMemberOwner(BOT, is_anonymous=False)) == ()


def test_each_missing_right_is_named() -> None:
    assert missing(administrator(delete=False, restrict=True)) == ("right.can_delete_messages",)
    assert missing(administrator(delete=False, restrict=False)) == (
        "right.can_delete_messages",
        "right.can_restrict_members",
    )


def test_a_mere_member_lacks_the_role() -> None:
    member: ChatMember = ChatMemberMember(BOT)
    assert missing(member) == ("right.admin",)


async def test_a_group_is_checked_once_and_again_when_something_changed() -> None:
    asked: list[tuple[int, str]] = []

    async def ask(chat_id: int, title: str) -> None:
        asked.append((chat_id, title))

    watch = RightsWatch(ask)
    await watch.seen(1, "A")
    await watch.seen(1, "A")
    await watch.changed(1, "A")
    await watch.seen(1, "A")
    assert asked == [(1, "A"), (1, "A")]
