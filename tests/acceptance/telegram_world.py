"""A whole program on a faked Telegram: real updates in, real calls out."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from bot.acting import Acting, job_kind
from bot.answering import Answering
from bot.cases import CaseId
from bot.config import Telegram, TelegramLimits
from bot.dialogues import Dialogues
from bot.feedback import Feedback
from bot.objecting import Objecting
from bot.overview import Overview
from bot.reviewing import Reviewing
from bot.roster import Roster
from bot.screening import Screening
from bot.storage.cases import SqlCaseStore
from bot.storage.comments import SqlCommentStore
from bot.storage.counters import SqlCounters
from bot.storage.database import Database
from bot.storage.echoes import SqlEchoStore
from bot.storage.journal import SqlUpdateJournal
from bot.storage.objections import SqlObjectionStore
from bot.storage.outbox import SqlOutbox
from bot.storage.overview import SqlOverview
from bot.storage.summaries import SqlSummaries
from bot.summary import Summaries
from bot.telegram.alerts import Alerts
from bot.telegram.channel import build_application, build_dispatcher, connected
from bot.telegram.context import Services
from bot.telegram.dispatch import Dispatcher
from bot.telegram.gateway import TelegramGateway
from bot.telegram.pace import Pace
from bot.telegram.rights import RightsWatch
from bot.telling import Telling
from bot.texts import Texts
from bot.worker import OutboxWorker
from moderation.engine import Moderator
from tests.conftest import Clock
from tests.fakes import FakeTelegram

EDITORS = -100500
GROUP = -100600
RITA, OTTO, ADA, EVA = 11, 12, 13, 42
"""An editor, a lead editor, an admin, a citizen."""
NAMES = {RITA: "Rita", OTTO: "Otto", ADA: "Ada", EVA: "Eva"}


@dataclass
class World:
    """People who write and press, and what the bot did."""

    telegram: FakeTelegram
    dispatcher: Dispatcher
    worker: OutboxWorker
    screening: Screening
    cases: SqlCaseStore
    counters: SqlCounters
    clock: Clock
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def _deliver(self, update: dict[str, Any], number: int | None = None) -> int:
        number = number or next(self._numbers)
        await self.dispatcher.take_in([{"update_id": number, **update}])
        await self.settle()
        return number

    async def settle(self) -> None:
        """Until nothing is left to do at this moment of the clock."""
        await self.dispatcher.drain()
        while await self.screening.judge_waiting():
            pass
        while await self.worker.work_once():
            pass

    def message(self, person: int, text: str, chat: int | None = None, **more: Any) -> dict[str, Any]:
        """A message as Telegram sends it."""
        chat = chat or person
        kind = {"id": chat, "type": "private", "first_name": NAMES[person]} if chat > 0 else _group(chat)
        user = {"id": person, "is_bot": False, "first_name": NAMES[person]}
        entities = (
            [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
            if text.startswith("/")
            else []
        )
        base = {"message_id": next(self._numbers), "date": int(self.clock().timestamp()), "chat": kind, "from": user}
        return {**base, "text": text, **({"entities": entities} if entities else {}), **more}

    async def say(self, person: int, text: str, chat: int | None = None, **more: Any) -> dict[str, Any]:
        """Someone writes."""
        message = self.message(person, text, chat, **more)
        await self._deliver({"message": message})
        return message

    async def edit(self, message: dict[str, Any], text: str) -> None:
        """Someone changes what they wrote."""
        await self._deliver({"edited_message": {**message, "text": text, "edit_date": message["date"] + 5}})

    async def press(self, person: int, data: str, chat: int = EDITORS, message_id: int = 101) -> dict[str, Any]:
        """Someone presses a button; the answer they see."""
        user = {"id": person, "is_bot": False, "first_name": NAMES[person]}
        kind = _group(chat) if chat < 0 else {"id": chat, "type": "private"}
        message = {"message_id": message_id, "date": 1, "chat": kind, "text": "x"}
        query = {"id": str(next(self._numbers)), "from": user, "chat_instance": "1", "data": data, "message": message}
        await self._deliver({"callback_query": query})
        return self.telegram.made("answerCallbackQuery")[-1]

    def sent(self, chat: int) -> list[dict[str, Any]]:
        """What the bot wrote into a chat."""
        return [call for call in self.telegram.made("sendMessage") if int(call["chat_id"]) == chat]

    def last_alert(self) -> str:
        """The newest state of the newest alert."""
        return str(self._shown()[-1]["text"])

    def last_buttons(self) -> dict[str, str]:
        """The buttons below it: label -> data."""
        rows = self._shown()[-1].get("reply_markup", {}).get("inline_keyboard", [])
        return {button["text"]: button["callback_data"] for row in rows for button in row}

    def _shown(self) -> list[dict[str, Any]]:
        shown = [c.parameters for c in self.telegram.calls if c.method in ("sendMessage", "editMessageText")]
        return [call for call in shown if int(call["chat_id"]) == EDITORS]

    async def case(self, number: int) -> Any:
        """A case as stored."""
        return await self.cases.view(CaseId(number))


def _group(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "supergroup", "title": "Redaktion" if chat == EDITORS else "Diskussion"}


@asynccontextmanager
async def world(
    database: Database,
    answering: Answering,
    moderator: Moderator,
    texts: Texts,
    clock: Clock,
    *,
    second_person: bool = False,
    telegram: FakeTelegram | None = None,
    limit: int = 0,
    first_update: int = 1,
) -> AsyncIterator[World]:
    """Everything but the network, as :mod:`bot.app` builds it. Another world on the same Telegram is a program restarted."""
    telegram = telegram or FakeTelegram()
    rules, summaries = moderator.netiquette, SqlSummaries(database)
    cases, outbox, counters = SqlCaseStore(database, rules.usual_measures), SqlOutbox(database), SqlCounters(database)
    objections, roster = SqlObjectionStore(database), Roster(editors={RITA}, leads={OTTO}, admins={ADA})
    screening = Screening(SqlCommentStore(database), SqlEchoStore(database), moderator, clock)

    async def ask(chat_id: int, title: str) -> None:
        await outbox.put("rights", str(chat_id), clock(), {"title": title})

    services = Services(
        answering=answering,
        feedback=Feedback(counters, answering, clock.today),
        screening=screening,
        reviewing=Reviewing(cases, roster, clock, second_person=second_person),
        objecting=Objecting(objections, roster, clock),
        telling=Telling(cases, objections, roster, rules, texts, clock),
        overview=Overview(SqlOverview(database), roster, clock),
        summaries=Summaries(summaries, roster, clock),
        dialogues=Dialogues(clock),
        rights=RightsWatch(ask),
        texts=texts,
        clock=clock,
        editors_chat_id=EDITORS,
        groups=frozenset(),
        examples=("networks-used", "netiquette"),
        privacy_notice=lambda: "Datenschutz",
        netiquette_notice=lambda: "Regeln",
        on_change=lambda: None,
    )
    settings = Telegram(
        token=SecretStr("123456789:AAabcdefghijklmnop"),
        editors_chat_id=EDITORS,
        limits=TelegramLimits(messages_per_second=0, per_group_per_minute=0),
    )
    pace = Pace(EDITORS, limit, clock)
    application = build_application(settings, services, pace, telegram)
    dispatcher = build_dispatcher(application, SqlUpdateJournal(database), texts, clock)
    async with connected(application, texts) as bot:
        gateway = TelegramGateway(bot, texts, clock, EDITORS)
        alerts = Alerts(bot, cases, summaries, pace, texts, clock, EDITORS)
        acting = Acting(gateway, cases, clock, lambda: None)
        handlers = {**gateway.handlers, **alerts.handlers, job_kind("telegram"): acting.carry_out}
        worker = OutboxWorker(outbox, handlers, clock)
        running = asyncio.create_task(dispatcher.run())
        await asyncio.sleep(0)
        try:
            numbers = itertools.count(first_update)
            yield World(telegram, dispatcher, worker, screening, cases, counters, clock, numbers)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
