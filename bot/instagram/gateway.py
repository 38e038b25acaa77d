"""What is done at Instagram for a decision: hiding, showing again, deleting. Read before and after: twice does no harm."""

from __future__ import annotations

from typing import Protocol

import structlog

from bot.cases import CaseView
from bot.instagram.client import GraphComment
from bot.instagram.intake import postponed
from bot.instagram.problems import Forbidden, Gone, GraphProblem, Refused, TokenRefused
from bot.worker import TryLater

log = structlog.get_logger(__name__)


class Graph(Protocol):
    """What acting needs of the Graph API."""

    async def comment(self, comment_id: str) -> GraphComment: ...

    async def hide(self, comment_id: str, *, is_hidden: bool = True) -> None: ...

    async def delete(self, comment_id: str) -> None: ...


class InstagramGateway:
    """Actions -> calls of the Graph API (see :class:`bot.acting.Platform`)."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def act(self, case: CaseView, kind: str) -> str | None:
        """Hide, show again or delete a comment. What a person, or the author, did meanwhile counts as done."""
        try:
            if kind == "delete":
                return await self._delete(case.external_id)
            if kind == "hide":
                return await self._hide(case.external_id)
            if kind == "show":
                return await self._show(case.external_id)
        except Gone:
            return None
        except GraphProblem as problem:
            return _reason_for_good(problem)
        return "action.error.instagram_by_hand"

    async def _hide(self, comment_id: str) -> str | None:
        if (await self._graph.comment(comment_id)).is_hidden:
            return None
        await self._graph.hide(comment_id)
        # Meta says "success" also for comments that stay visible, such as the account's own.
        return None if (await self._graph.comment(comment_id)).is_hidden else "action.error.instagram_stays_visible"

    async def _show(self, comment_id: str) -> str | None:
        if not (await self._graph.comment(comment_id)).is_hidden:
            return None
        await self._graph.hide(comment_id, is_hidden=False)
        return "action.error.instagram_stays_hidden" if (await self._graph.comment(comment_id)).is_hidden else None

    async def _delete(self, comment_id: str) -> str | None:
        await self._graph.comment(comment_id)  # raises Gone if there is nothing left to do
        await self._graph.delete(comment_id)
        await self._graph.comment(comment_id)  # raises Gone, as it should
        raise TryLater("still there after it was deleted")


def _reason_for_good(problem: GraphProblem) -> str:
    """Why an action will never succeed, as the code of a text.

    Raises:
        TryLater: it may succeed later.
    """
    log.warning("instagram refused", reason=str(problem))
    match problem:
        case TokenRefused():
            return "action.error.instagram_token"
        case Forbidden():
            return "action.error.instagram_permission"
        case Refused():
            return "action.error.instagram_refused"
        case _:
            raise postponed(problem) from problem
