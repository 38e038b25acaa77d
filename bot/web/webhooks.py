"""Platforms deliver: what they send is stored before they are told that we have it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

log = structlog.get_logger(__name__)

TakeIn = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]
"""Stores updates; when it returns they survive a crash."""


class TelegramWebhook:
    """``POST /webhooks/telegram``. ``take_in`` is set once the channel runs; before that Telegram shall come again."""

    def __init__(self, secret: str | None) -> None:
        self._secret = secret
        self.take_in: TakeIn | None = None

    async def receive(self, request: Request) -> Response:
        """Store one update; 200 only after that. Telegram repeats what is not answered with 200."""
        if self._secret is None:
            raise HTTPException(404)
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise HTTPException(403)
        if self.take_in is None:
            raise HTTPException(503)
        try:
            update = json.loads(await request.body())
        except (ValueError, RecursionError):
            update = None
        if not isinstance(update, dict) or type(update.get("update_id")) is not int:
            # Repeating it would not make it better, but whoever sends such a thing should see that it was refused.
            log.warning("unreadable webhook call")
            raise HTTPException(400)
        await self.take_in([update])
        return Response()
