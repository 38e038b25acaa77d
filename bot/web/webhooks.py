"""Platforms deliver: what they send is stored before they are told that we have it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

log = structlog.get_logger(__name__)

TakeIn = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]
"""Stores updates; when it returns they survive a crash."""


IsGenuine = Callable[[bytes, str], bool]
"""Whether a platform signed this body."""


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


class InstagramWebhook:
    """``/webhooks/instagram``: Meta asks once whether we are who we say we are, and then delivers.

    ``take_in`` stores a notification and says whether it is one; ``signature`` names the header it is signed in. Where the
    channel is not configured there is no webhook.
    """

    def __init__(
        self,
        verify_token: str | None = None,
        signature: str = "",
        is_genuine: IsGenuine | None = None,
        take_in: Callable[[bytes], Awaitable[bool]] | None = None,
    ) -> None:
        self._verify_token = verify_token
        self._signature = signature
        self._is_genuine = is_genuine
        self._take_in = take_in

    async def verify(self, request: Request) -> Response:
        """``GET``: give back the challenge to whoever knows the verify token."""
        if self._take_in is None:
            raise HTTPException(404)
        query = request.query_params
        given, challenge = query.get("hub.verify_token", ""), query.get("hub.challenge", "")
        is_known = hmac.compare_digest(given.encode(), (self._verify_token or "").encode())
        if not self._verify_token or not is_known or query.get("hub.mode") != "subscribe" or not challenge:
            raise HTTPException(403)
        return PlainTextResponse(challenge)

    async def receive(self, request: Request) -> Response:
        """``POST``: store a notification; 200 only after that. Meta repeats what is not answered with 200."""
        if self._take_in is None or self._is_genuine is None:
            raise HTTPException(404)
        body = await request.body()
        if not self._is_genuine(body, request.headers.get(self._signature, "")):
            raise HTTPException(403)
        if not await self._take_in(body):
            log.warning("unreadable webhook call")
            raise HTTPException(400)
        return Response()
