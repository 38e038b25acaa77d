"""The channel on a fake Instagram and a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import SecretStr

from bot.config import Instagram
from bot.instagram.channel import InstagramChannel
from bot.screening import IncomingComment
from bot.storage.database import Database
from bot.storage.outbox import SqlOutbox
from bot.storage.sightings import SqlSightings
from bot.worker import OutboxWorker
from tests.conftest import Clock
from tests.fakes import ACCOUNT, GRAPH_TOKEN, FakeInstagram

SETTINGS = Instagram(account_id=ACCOUNT["id"], access_token=SecretStr(GRAPH_TOKEN), app_secret=SecretStr("geheim"))


@dataclass
class Channel:
    """The channel, and what it handed to screening."""

    instagram: FakeInstagram
    channel: InstagramChannel
    worker: OutboxWorker
    outbox: SqlOutbox
    clock: Clock
    taken: list[IncomingComment] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)

    async def work(self) -> None:
        """Until nothing is due at this moment of the clock."""
        while await self.worker.work_once():
            pass

    async def work_for(self, seconds: int) -> None:
        """The same, while time goes by."""
        for _ in range(seconds):
            await self.work()
            self.clock.forward(seconds=1)

    def texts(self) -> list[str]:
        return [comment.text for comment in self.taken]


@pytest.fixture
async def there(database: Database, clock: Clock) -> AsyncIterator[Channel]:
    instagram, outbox = FakeInstagram(), SqlOutbox(database)
    sightings = SqlSightings(database, "instagram")

    async def take_in(comment: IncomingComment) -> bool:
        made.taken.append(comment)
        return True

    def contact() -> None:
        made.contacts.append("contact")

    channel = InstagramChannel(SETTINGS, outbox, sightings, take_in, clock, lambda: None, contact, instagram)
    made = Channel(instagram, channel, OutboxWorker(outbox, channel.handlers, clock), outbox, clock)
    async with channel.client:
        yield made


def told(*values: dict[str, Any]) -> dict[str, Any]:
    """A notification of comments."""
    changes = [{"field": "comments", "value": value} for value in values]
    return {"object": "instagram", "entry": [{"id": ACCOUNT["id"], "time": 1, "changes": changes}]}
