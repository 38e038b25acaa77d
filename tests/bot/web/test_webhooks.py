"""Platforms deliver: only who proves to be one, and only what is stored is acknowledged."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.web.webhooks import InstagramWebhook, TelegramWebhook

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


# -- Instagram -----------------------------------------------------------------


class Meta:
    """Asks and delivers as Meta does; ``outcome`` is what storing says."""

    def __init__(self, webhook: InstagramWebhook | None = None) -> None:
        self.taken: list[bytes] = []
        self.outcome: bool | Exception = True
        made = webhook or InstagramWebhook("prüfwort", "x-signature", lambda body, given: given == "echt", self.take_in)
        routes = [Route("/", made.verify), Route("/", made.receive, methods=["POST"])]
        transport = httpx.ASGITransport(Starlette(routes=routes), raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://kreis.example")

    async def take_in(self, body: bytes) -> bool:
        if isinstance(self.outcome, Exception):
            raise self.outcome
        self.taken.append(body)
        return self.outcome

    async def ask(self, **changes: str | None) -> httpx.Response:
        query = {"mode": "subscribe", "verify_token": "prüfwort", "challenge": "1158201444", **changes}
        return await self.http.get(
            "/", params={f"hub.{key}": value for key, value in query.items() if value is not None}
        )

    async def deliver(self, body: bytes, signature: str | None = "echt") -> int:
        headers = {"X-Signature": signature} if signature is not None else {}
        return (await self.http.post("/", content=body, headers=headers)).status_code


async def test_the_challenge_comes_back_bare() -> None:
    answer = await Meta().ask()
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "change",
    [{"verify_token": "falsch"}, {"verify_token": ""}, {"verify_token": None}, {"mode": None}, {"mode": "unsubscribe"},
     {"challenge": None}, {"challenge": ""}],
)  # fmt: skip
async def test_who_does_not_know_the_word_gets_no_challenge_back(change: dict[str, str | None]) -> None:
    assert (await Meta().ask(**change)).status_code == 403


@pytest.mark.parametrize("word", ["", None])
async def test_without_a_verify_token_nobody_knows_it(word: str | None) -> None:
    meta = Meta()
    webhook = InstagramWebhook(word, "x-signature", lambda body, given: True, meta.take_in)
    assert (await Meta(webhook).ask(verify_token="")).status_code == 403


async def test_a_signed_notification_is_taken_in_byte_for_byte() -> None:
    meta = Meta()
    body = b'{"text":"\\u00e4 \\/"}'
    assert await meta.deliver(body) == 200
    assert meta.taken == [body]


@pytest.mark.parametrize("signature", [None, "", "falsch"])
async def test_without_a_signature_nothing_is_taken_in(signature: str | None) -> None:
    meta = Meta()
    assert await meta.deliver(b"{}", signature) == 403
    assert meta.taken == []


async def test_what_is_no_notification_or_cannot_be_stored_is_not_acknowledged() -> None:
    meta = Meta()
    meta.outcome = False
    assert await meta.deliver(b"{}") == 400
    meta.outcome = RuntimeError("disk full")
    assert await meta.deliver(b"{}") == 500


async def test_where_instagram_is_not_configured_there_is_no_webhook() -> None:
    meta = Meta(InstagramWebhook())
    assert (await meta.ask()).status_code == 404
    assert await meta.deliver(b"{}") == 404
