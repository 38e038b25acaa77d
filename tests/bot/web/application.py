"""Pages and interface on a real database, as :mod:`bot.app` builds them."""

from __future__ import annotations

from bot import clock, notices
from bot.answering import Answering
from bot.config import Config
from bot.feedback import Feedback
from bot.health import Health
from bot.metrics import Metrics
from bot.screening import Screening
from bot.storage.comments import SqlCommentStore
from bot.storage.counters import SqlCounters
from bot.storage.database import Database
from bot.storage.echoes import SqlEchoStore
from bot.texts import Texts
from bot.web.api import Api
from bot.web.pages import Pages
from bot.web.server import templates
from moderation.engine import Moderator


def build(
    config: Config, database: Database, answering: Answering, moderator: Moderator, texts: Texts
) -> tuple[Pages, Api]:
    """The handlers with everything they need."""

    async def nothing() -> None:
        """Figures are not refreshed here."""

    metrics = Metrics()
    content = answering.engine.content
    pages = Pages(
        answering=answering,
        feedback=Feedback(SqlCounters(database), answering, clock.today),
        metrics=metrics,
        texts=texts,
        templates=templates(),
        examples=("networks-used", "netiquette"),
        privacy_notice=lambda: notices.privacy(content, config.retention, texts, "web"),
        netiquette_notice=lambda: notices.netiquette(moderator.netiquette, texts),
    )
    token = config.web.api_token
    api = Api(
        answering=answering,
        screening=Screening(SqlCommentStore(database), SqlEchoStore(database), moderator, clock.now),
        health=Health(database.ping, clock.now, expects_telegram=False),
        metrics=metrics,
        texts=texts,
        clock=clock.now,
        token=token.get_secret_value() if token is not None else None,
        metrics_public=False,
        refresh_metrics=nothing,
    )
    return pages, api
