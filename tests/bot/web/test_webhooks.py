"""Telegram delivers: only with the secret, and only stored updates are acknowledged."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.web.webhooks import TelegramWebhook

SECRET = "Geheim-1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = {"update_id": 7, "message": {"text": "Hallo"}}


class Sent:
    """Delivers to a webhook and keeps what was taken in."""

    def __init__(self, webhook: TelegramWebhook) -> None:
        app = Starlette(routes=[Route("/", webhook.receive, methods=["POST"])])
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://kreis.example")
        self.taken: list[Mapping[str, Any]] = []

    async def take_in(self, updates: Sequence[Mapping[str, Any]]) -> None:
        self.taken += updates

    async def status(self, body: bytes, secret: str | None = SECRET) -> int:
        headers: dict[bytes, bytes] = {HEADER.encode(): secret.encode()} if secret is not None else {}
        return (await self._client.post("/", content=body, headers=headers)).status_code


@pytest.fixture
def webhook() -> TelegramWebhook:
    return TelegramWebhook(SECRET)


@pytest.fixture
def sent(webhook: TelegramWebhook) -> Sent:
    delivering = Sent(webhook)
    webhook.take_in = delivering.take_in
    return delivering


async def test_an_update_is_taken_in(sent: Sent) -> None:
    assert await sent.status(json.dumps(UPDATE).encode()) == 200
    assert sent.taken == [UPDATE]


@pytest.mark.parametrize("secret", [None, "", "falsch", SECRET.lower(), SECRET + "x", "ä"])
async def test_without_the_secret_nothing_is_taken_in(sent: Sent, secret: str | None) -> None:
    assert await sent.status(json.dumps(UPDATE).encode(), secret) == 403
    assert sent.taken == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"update_id": "7"}', b'{"update_id": true}', b"\xff\xfe"])
async def test_what_is_no_update_is_refused(sent: Sent, body: bytes) -> None:
    assert await sent.status(body) == 400
    assert sent.taken == []


async def test_before_the_channel_runs_telegram_shall_come_again(webhook: TelegramWebhook) -> None:
    assert await Sent(webhook).status(json.dumps(UPDATE).encode()) == 503


async def test_where_no_webhook_is_configured_there_is_none() -> None:
    assert await Sent(TelegramWebhook(None)).status(json.dumps(UPDATE).encode()) == 404
