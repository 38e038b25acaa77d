"""The Instagram channel as a whole."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx

from bot.config import Instagram
from bot.instagram.client import GraphClient
from bot.instagram.gateway import InstagramGateway
from bot.instagram.intake import JOB, Intake, Jobs, Sightings
from bot.instagram.polling import Polling
from bot.screening import IncomingComment
from bot.worker import Handler


class InstagramChannel:
    """Everything that talks to Meta for one account. ``on_contact`` is told when Meta was reached."""

    def __init__(
        self,
        settings: Instagram,
        jobs: Jobs,
        sightings: Sightings,
        take_in: Callable[[IncomingComment], Awaitable[bool]],
        clock: Callable[[], datetime],
        on_notice: Callable[[], None],
        on_contact: Callable[[], None],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.client = GraphClient(settings, clock, transport)
        self.intake = Intake(settings.account_id or "", self.client, jobs, sightings, take_in, clock, on_notice)
        self.gateway = InstagramGateway(self.client)
        self.polling = Polling(self.client, sightings, self.intake.remember, clock, settings.poll_seconds, on_contact)

    @property
    def handlers(self) -> dict[str, Handler]:
        """The handlers of jobs, by kind; actions come by :class:`bot.acting.Acting`."""
        return {JOB: self.intake.read}
