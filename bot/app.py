"""The composition root: builds everything, starts it, and closes it in reverse. The only module that knows all others."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot import clock, notices
from bot.acting import Acting, Platform, job_kind
from bot.answering import Answering
from bot.cases import INSTAGRAM, TELEGRAM
from bot.config import Config, check_rule_names
from bot.dialogues import Dialogues
from bot.errors import OperatorError
from bot.evidence.desk import EvidenceDesk
from bot.feedback import Feedback
from bot.garbage import undisturbed
from bot.health import Health
from bot.metrics import Metrics
from bot.objecting import Objecting
from bot.office import account_name, holidays_of
from bot.overview import Overview
from bot.reviewing import Reviewing
from bot.roster import Roster
from bot.screening import Screening
from bot.storage.case_files import SqlCaseFiles
from bot.storage.cases import SqlCaseStore
from bot.storage.comments import SqlCommentStore, count_unscreened
from bot.storage.counters import SqlCounters
from bot.storage.database import Database, open_database
from bot.storage.echoes import SqlEchoStore
from bot.storage.journal import SqlUpdateJournal
from bot.storage.migrate import migrate
from bot.storage.objections import SqlObjectionStore
from bot.storage.outbox import SqlOutbox
from bot.storage.overview import SqlOverview
from bot.storage.sightings import SqlSightings
from bot.storage.summaries import SqlSummaries
from bot.summary import Summaries
from bot.telling import Telling
from bot.texts import Texts, german
from bot.web.api import Api
from bot.web.pages import Pages
from bot.web.server import bind, build_server, build_web, templates
from bot.web.webhooks import InstagramWebhook, TelegramWebhook
from bot.worker import Handler, OutboxWorker, kept_alive
from knowledge.loading import SHIPPED as SHIPPED_CONTENT
from knowledge.loading import load_content, read_learned
from knowledge.models import HOME
from knowledge.multilingual import MultilingualEngine
from moderation.engine import Moderator, check_examples
from moderation.judge import load_judge
from moderation.learned.encoder import EncoderUnavailable, with_encoder
from moderation.learned.model import SHIPPED as SHIPPED_MODEL
from moderation.learned.model import BadModel
from moderation.models import RuleId
from moderation.netiquette import SHIPPED as SHIPPED_NETIQUETTE
from moderation.netiquette import load_netiquette
from moderation.repetition import WINDOW

if TYPE_CHECKING:
    from bot.instagram.channel import InstagramChannel
    from bot.telegram.context import Services
    from bot.telegram.rights import RightsWatch

log = structlog.get_logger(__name__)

EXAMPLES = ("networks-used", "without-registration", "netiquette", "contact-social-media")
"""Entries offered to someone who does not know what to ask."""

_STOP_WITHIN = 8.0
_TIDY_EVERY = 3600.0
_READERS = 4
"""Comments of Instagram read at the same time; each takes a call of its API."""
_UPDATES_REMEMBERED = timedelta(days=3)
"""Telegram keeps updates for a day at most, so none comes twice after this."""

_SIGHTINGS_REMEMBERED = timedelta(days=8)
"""Meta repeats a notification for 36 hours, and we look back for a week (``bot/instagram/polling.py:LOOK_BACK``)."""


@dataclass(frozen=True, slots=True)
class Halves:
    """The two pure halves, built from their files."""

    answering: Answering
    moderator: Moderator


@undisturbed()
def build_moderator(config: Config) -> Moderator:
    """The moderation half, its examples checked.

    Raises:
        InvalidSource: the rules have mistakes, or an example does not do what it says.
        OperatorError: the model cannot be used, or a threshold is for a rule that does not exist.
    """
    settings = config.moderation
    netiquette = load_netiquette(settings.netiquette or SHIPPED_NETIQUETTE)
    try:
        judge = load_judge(settings.model or SHIPPED_MODEL)
    except BadModel as error:
        raise OperatorError("error.model", is_configuration=True, reason=error) from error
    if settings.encoder is not None:
        try:
            judge = with_encoder(judge, settings.encoder)
        except EncoderUnavailable as error:
            log.warning("encoder not used; the word model judges instead", reason=str(error))
    check_rule_names(config, netiquette.rules)
    thresholds = {RuleId(rule): value for rule, value in settings.thresholds.items()}
    moderator = Moderator(netiquette, threshold=settings.threshold, thresholds=thresholds, judge=judge)
    check_examples(moderator)
    return moderator


@undisturbed()
def build_answering(config: Config, moderator: Moderator, texts: Texts) -> Answering:
    """The knowledge half; entries quote the rules the moderation half uses.

    Raises:
        InvalidSource: the content has mistakes.
    """
    folder = config.knowledge.path or SHIPPED_CONTENT
    content = load_content(folder, notices.netiquette_facts(moderator.netiquette))
    engine = MultilingualEngine(content, lambda language: read_learned(language, folder))
    if engine.engine(HOME).matcher.has_learned_anew:
        log.info("phrasings learned anew; 'kreislotse knowledge build' spares that at the next start")
    return Answering(engine, texts, clock.today)


def build_halves(config: Config, texts: Texts) -> Halves:
    """Both halves.

    Raises:
        InvalidSource: files have mistakes.
    """
    moderator = build_moderator(config)
    return Halves(build_answering(config, moderator, texts), moderator)


@asynccontextmanager
async def opened_database(config: Config) -> AsyncIterator[Database]:
    """The database, migrated; closed at the end.

    Raises:
        OperatorError: it cannot be used.
    """
    url = config.database_url
    database = open_database(url)
    try:
        await migrate(database, url)
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def opened_desk(config: Config, texts: Texts) -> AsyncIterator[EvidenceDesk]:
    """Where evidence is handed out and the log is looked through, in the name of whoever is at the terminal.

    Raises:
        OperatorError: the database cannot be used.
    """
    async with opened_database(config) as database:
        yield EvidenceDesk(SqlCaseFiles(database), clock.now, holidays_of(config.office.state), texts, account_name())


async def run(config: Config, announce: Callable[[str, int], None]) -> None:
    """Run all configured channels until SIGTERM or SIGINT. ``announce`` is told host and port once all is ready.

    Raises:
        OperatorError: something the operator can mend keeps the program from running.
        InvalidSource: content or rules have mistakes.
    """
    texts = german()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    listening = bind(config.web.host, config.web.port)
    async with AsyncExitStack() as stack:
        stack.callback(listening.close)
        # Reading content takes most of the start; the database can be opened meanwhile.
        building = asyncio.create_task(asyncio.to_thread(build_halves, config, texts))
        try:
            database = await stack.enter_async_context(opened_database(config))
        finally:
            halves = await building
        program = Program(config, texts, halves, database)
        await program.run(listening, stop, announce)


class Program:
    """One running Kreislotse."""

    def __init__(self, config: Config, texts: Texts, halves: Halves, database: Database) -> None:
        self._config = config
        self._texts = texts
        self._halves = halves
        self._database = database
        self._cases = SqlCaseStore(database, halves.moderator.netiquette.usual_measures)
        self._counters = SqlCounters(database)
        self._journal = SqlUpdateJournal(database)
        self._outbox = SqlOutbox(database)
        self._metrics = Metrics()
        self._has_telegram = config.telegram.token is not None
        has_instagram = config.instagram.is_complete
        self._health = Health(
            database.ping,
            clock.now,
            expects_telegram=self._has_telegram,
            instagram_silence=timedelta(seconds=60 + 3 * config.instagram.poll_seconds) if has_instagram else None,
        )
        self._echoes = SqlEchoStore(database)
        self._screening = Screening(SqlCommentStore(database), self._echoes, halves.moderator, clock.now)
        self._feedback = Feedback(self._counters, halves.answering, clock.today)
        self._workers: list[OutboxWorker] = []
        telegram = config.telegram
        secret = telegram.webhook_secret if self._has_telegram and telegram.mode == "webhook" else None
        self._webhook = TelegramWebhook(secret.get_secret_value() if secret is not None else None)
        self._sightings = SqlSightings(database, INSTAGRAM)
        self._instagram_webhook = InstagramWebhook()
        self._instagram = self._build_instagram() if has_instagram else None

    async def run(self, listening: object, stop: asyncio.Event, announce: Callable[[str, int], None]) -> None:
        """Start the parts, wait for ``stop``, end them: intake first, the database (of the caller) last."""
        pages, hooks = self._pages(), (self._webhook, self._instagram_webhook)
        web = build_server(build_web(self._config.web, pages, self._api(), *hooks, self._texts))
        try:
            async with asyncio.TaskGroup() as group:
                serving = group.create_task(web.serve(sockets=[listening]))  # type: ignore[list-item]
                background = [
                    group.create_task(kept_alive("screening", self._screen)),
                    group.create_task(kept_alive("tidying", self._tidy)),
                ]
                if self._has_telegram:
                    background.append(group.create_task(self._telegram()))
                if self._instagram is not None:
                    background.append(group.create_task(self._run_instagram(self._instagram)))
                while not web.started and not serving.done():  # noqa: ASYNC110 - uvicorn offers no event
                    await asyncio.sleep(0.005)
                announce(*listening.getsockname()[:2])  # type: ignore[attr-defined]
                # Other languages are made now, so that neither the start nor the first who asks in one waits for it.
                background.append(group.create_task(self._warm()))
                await stop.wait()
                log.info("stopping")
                web.should_exit = True
                for task in background:
                    task.cancel()
                with suppress(TimeoutError):
                    await asyncio.wait_for(
                        asyncio.shield(asyncio.gather(*background, return_exceptions=True)), _STOP_WITHIN
                    )
        except* OperatorError as problems:
            raise problems.exceptions[0] from None

    async def _warm(self) -> None:
        await asyncio.to_thread(self._halves.answering.engine.warm)

    def _wake_workers(self) -> None:
        for worker in self._workers:
            worker.wake.set()

    def _employ(self, group: asyncio.TaskGroup, handlers: Mapping[str, Handler]) -> None:
        """A worker for jobs of these kinds."""
        worker = OutboxWorker(self._outbox, handlers, clock.now)
        self._workers.append(worker)
        group.create_task(kept_alive("outbox", worker.run))

    async def _screen(self) -> None:
        while True:
            await self._screening.wait()
            if await self._screening.judge_waiting():
                self._wake_workers()

    async def _tidy(self) -> None:
        """Retention: whatever has been kept long enough goes."""
        while True:
            now = clock.now()
            kept = self._config.retention
            await self._journal.forget_before(now - _UPDATES_REMEMBERED)
            await self._echoes.forget_before(now - WINDOW)
            await self._sightings.forget_before(now - _SIGHTINGS_REMEMBERED)
            left = now - timedelta(days=kept.findings_without_action_days)
            purged = await self._cases.purge(left, now - timedelta(days=kept.decided_days), now)
            await self._counters.forget_before(clock.today() - timedelta(days=kept.counters_days))
            if purged:
                log.info("cases purged", count=purged)
            await asyncio.sleep(_TIDY_EVERY)

    async def _telegram(self) -> None:
        # Telegram's library is only loaded where there is a bot.
        from bot.telegram.alerts import Alerts
        from bot.telegram.channel import build_application, build_dispatcher, connected
        from bot.telegram.gateway import TelegramGateway
        from bot.telegram.pace import Pace
        from bot.telegram.polling import Polling
        from bot.telegram.rights import RightsWatch
        from bot.telegram.webhook import PATH, Webhook

        settings = self._config.telegram

        async def ask_for_rights(chat_id: int, title: str) -> None:
            await self._outbox.put("rights", str(chat_id), clock.now(), {"title": title})
            self._wake_workers()

        rights = RightsWatch(ask_for_rights)
        summaries = SqlSummaries(self._database)
        services = self._services(rights, summaries)
        pace = Pace(settings.editors_chat_id, settings.limits.per_group_per_minute, clock.now)
        application = build_application(settings, services, pace)
        dispatcher = build_dispatcher(application, self._journal, self._texts, clock.now)
        async with connected(application, self._texts) as bot, asyncio.TaskGroup() as group:
            gateway = TelegramGateway(bot, self._texts, clock.now, settings.editors_chat_id)
            alerts = Alerts(bot, self._cases, summaries, pace, self._texts, clock.now, settings.editors_chat_id)
            # Alerts share one chat and its limit; actions happen elsewhere and must not queue behind them.
            self._employ(group, {job_kind(TELEGRAM): self._acting(gateway)})
            self._employ(group, {**gateway.handlers, **alerts.handlers})
            await dispatcher.resume()
            group.create_task(dispatcher.run())
            for chat_id in settings.groups:
                await rights.seen(chat_id, str(chat_id))
            heard = self._health.telegram_answered
            if settings.mode == "webhook" and settings.webhook_secret is not None:
                self._webhook.take_in = dispatcher.take_in
                address, secret = f"{self._config.web.public_url}{PATH}", settings.webhook_secret.get_secret_value()
                group.create_task(Webhook(bot, address, secret, heard).run())
            else:
                group.create_task(Polling(bot, dispatcher, heard).run())

    def _services(self, rights: RightsWatch, summaries: SqlSummaries) -> Services:
        """What Telegram's handlers may use."""
        from bot.telegram.context import Services

        settings, people = self._config.telegram, self._config.people
        roster = Roster(people.editors, people.leads, people.admins)
        objections = SqlObjectionStore(self._database)
        rules = self._halves.moderator.netiquette
        return Services(
            answering=self._halves.answering,
            feedback=self._feedback,
            screening=self._screening,
            reviewing=Reviewing(self._cases, roster, clock.now, second_person=self._config.moderation.second_person),
            objecting=Objecting(objections, roster, clock.now),
            telling=Telling(self._cases, objections, roster, rules, self._texts, clock.now),
            overview=Overview(SqlOverview(self._database), roster, clock.now),
            summaries=Summaries(summaries, roster, clock.now),
            dialogues=Dialogues(clock.now),
            rights=rights,
            texts=self._texts,
            clock=clock.now,
            editors_chat_id=settings.editors_chat_id,
            groups=frozenset(settings.groups),
            examples=EXAMPLES,
            privacy_notice=lambda: self._privacy_notice("telegram"),
            netiquette_notice=self._netiquette_notice,
            on_change=self._wake_workers,
        )

    def _acting(self, platform: Platform) -> Handler:
        return Acting(platform, self._cases, clock.now, self._wake_workers).carry_out

    def _build_instagram(self) -> InstagramChannel:
        # The HTTP client is only loaded where there is a channel that uses it.
        from bot.instagram.channel import InstagramChannel
        from bot.instagram.signature import HEADER, is_genuine

        settings = self._config.instagram
        channel = InstagramChannel(
            settings,
            self._outbox,
            self._sightings,
            self._screening.take_in,
            clock.now,
            self._wake_workers,
            self._health.instagram_answered,
        )
        secret, verify = (
            s.get_secret_value() if s is not None else "" for s in (settings.app_secret, settings.verify_token)
        )
        # Deliveries are stored from the first moment on, whether or not Meta's interface can be reached.
        self._instagram_webhook = InstagramWebhook(
            verify, HEADER, lambda body, given: is_genuine(body, given, secret), channel.intake.receive
        )
        return channel

    async def _run_instagram(self, channel: InstagramChannel) -> None:
        async with channel.client, asyncio.TaskGroup() as group:
            for _ in range(_READERS):
                self._employ(group, channel.handlers)
            self._employ(group, {job_kind(INSTAGRAM): self._acting(channel.gateway)})
            group.create_task(kept_alive("instagram polling", channel.polling.run))

    def _privacy_notice(self, channel: str) -> str:
        return notices.privacy(self._halves.answering.engine.content, self._config.retention, self._texts, channel)

    def _netiquette_notice(self) -> str:
        return notices.netiquette(self._halves.moderator.netiquette, self._texts)

    def _pages(self) -> Pages:
        return Pages(
            answering=self._halves.answering,
            feedback=self._feedback,
            metrics=self._metrics,
            texts=self._texts,
            templates=templates(),
            examples=EXAMPLES,
            privacy_notice=lambda: self._privacy_notice("web"),
            netiquette_notice=self._netiquette_notice,
        )

    def _api(self) -> Api:
        token = self._config.web.api_token
        return Api(
            answering=self._halves.answering,
            screening=self._screening,
            health=self._health,
            metrics=self._metrics,
            texts=self._texts,
            clock=clock.now,
            token=token.get_secret_value() if token is not None else None,
            metrics_public=self._config.web.metrics_public,
            refresh_metrics=self._refresh_metrics,
        )

    async def _refresh_metrics(self) -> None:
        self._metrics.dead_jobs.set(await self._outbox.dead())
        self._metrics.waiting_comments.set(await count_unscreened(self._database))
