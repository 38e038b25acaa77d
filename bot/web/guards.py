"""Limits on what a client may send, and headers on what we send: plain ASGI, before anything is parsed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from hashlib import blake2b

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 256 * 1024
"""Bytes. The longest question is 1,500 characters; a comment with its facts fits many times."""
MAX_DELIVERY = 4 * 1024 * 1024
"""Bytes from a platform: Meta puts up to 1,000 comments into one notification."""
_MAX_DRAINED = 8 * 1024 * 1024
"""What is read and thrown away so that a client gets our refusal instead of a cut connection."""

Refuse = Callable[[Request, int], Response]
"""Makes the response for a refusal."""

_DELIVERIES = "/webhooks/"
_UNLIMITED = ("/healthz", "/readyz", "/static/", _DELIVERIES)
"""Health checks, and platforms, which come from few addresses and prove who they are."""

_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecureHeaders:
    """Adds the security headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)


class SizeLimit:
    """Refuses bodies that are too large, whether or not the client says how large."""

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("POST", "PUT", "PATCH"):
            await self._app(scope, receive, send)
            return
        longest = MAX_DELIVERY if scope["path"].startswith(_DELIVERIES) else MAX_BODY
        body, is_whole, read = bytearray(), False, 0
        while not is_whole and read <= _MAX_DRAINED:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            read += len(message.get("body", b""))
            if read <= longest:
                body += message.get("body", b"")
            is_whole = not message.get("more_body", False)
        if read > longest:
            await self._refuse(Request(scope), 413)(scope, receive, send)
            return
        await self._app(scope, _replay(bytes(body), receive), send)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A receive function that first hands out a body already read."""
    is_given = False

    async def replayed() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


class RateLimit:
    """A number of requests a minute and client. Clients are told apart by a hash that lives as long as the process."""

    def __init__(self, app: ASGIApp, refuse: Refuse, per_minute: int) -> None:
        self._app = app
        self._refuse = refuse
        self._item = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._salt = secrets.token_bytes(16)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._item is not None and not scope["path"].startswith(_UNLIMITED):
            address = (scope.get("client") or ("", 0))[0]
            key = blake2b(address.encode(), key=self._salt, digest_size=12).hexdigest()
            if not await self._limiter.hit(self._item, key):
                await self._refuse(Request(scope), 429)(scope, receive, send)
                return
        await self._app(scope, receive, send)
