"""A storm: 2,000 flagged comments in ten minutes, and a chat that takes 20 messages and edits a minute."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from telegram.request import RequestData

from bot.alerting import due_since
from bot.answering import Answering
from bot.cases import CaseId
from bot.storage.database import Database, insert
from bot.storage.outbox import SqlOutbox
from bot.storage.summaries import SqlSummaries
from bot.storage.tables import cases, comments, findings, outbox
from bot.texts import Texts
from bot.worker import LEASE
from moderation.engine import Moderator
from moderation.models import Comment, Verdict
from tests.acceptance.telegram_world import EDITORS, EVA, GROUP, RITA, World, world
from tests.conftest import Clock
from tests.fakes import BOT, FakeTelegram

LIMIT = 20
MINUTE = timedelta(seconds=60)
INSULT, SPAM, HATE, THREAT = (
    "Ihr Vollidioten!",
    "Kauft billig Viagra unter http://bit.ly/xyz",
    "Sieg Heil!",
    "Ich stech dich ab!",
)


class EditorsChat(FakeTelegram):
    """Knows when each message was sent and what it shows now; ``is_strict`` refuses what is too much, as Telegram does."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.is_strict = False
        self.refused = 0
        self.times: list[datetime] = []
        self.sent_at: dict[int, datetime] = {}
        self.shown: dict[int, dict[str, Any]] = {}

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        parameters = request_data.json_parameters if request_data else {}
        is_here = url.endswith(("/sendMessage", "/editMessageText")) and parameters.get("chat_id") == str(EDITORS)
        if is_here and self.is_strict and sum(t > self.clock() - MINUTE for t in self.times) >= LIMIT:
            self.refused += 1
            return (
                429,
                b'{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":5}}',
            )
        answer = await super().do_request(url, method, request_data)
        if is_here:
            self.times.append(self.clock())
            call = self.calls[-1]
            number = int(call.parameters.get("message_id", self._next_message))
            self.sent_at.setdefault(number, self.clock())
            self.shown[number] = call.parameters
        return answer

    def most_in_a_minute(self) -> int:
        """The most calls in any minute."""
        return max(sum(start <= time < start + MINUTE for time in self.times) for start in self.times)

    def alerts(self) -> dict[int, list[int]]:
        """The messages that are a case's own, by case."""
        found: dict[int, list[int]] = {}
        for number, message in self.shown.items():
            match = re.search(r"· Fall (\d+)\n", message["text"])
            if match and "<blockquote>" in message["text"]:
                found.setdefault(int(match[1]), []).append(number)
        return found

    def summary(self) -> int:
        """The newest message with a summary."""
        return max(n for n, m in self.shown.items() if "<b>Gerade kommen" in m["text"] or "<b>Der Ansturm" in m["text"])

    def buttons(self, number: int) -> dict[str, str]:
        """What can be pressed under a message."""
        rows = self.shown[number]["reply_markup"]["inline_keyboard"]
        return {button["text"]: button["callback_data"] for row in rows for button in row}


@pytest.fixture
def chat(clock: Clock) -> EditorsChat:
    return EditorsChat(clock)


@pytest.fixture
async def there(
    database: Database, answering: Answering, moderator: Moderator, texts: Texts, clock: Clock, chat: EditorsChat
) -> AsyncIterator[World]:
    async with world(database, answering, moderator, texts, clock, telegram=chat, limit=LIMIT) as made:
        chat.members[GROUP] = {"status": "creator", "user": BOT, "is_anonymous": False}
        yield made


def is_grave(number: int) -> bool:
    return number % 250 == 100 or number % 100 == 50


def text_of(number: int) -> str:
    """Mostly insults, some spam, one in a hundred is high, and one in 250 critical."""
    if is_grave(number):
        return f"{THREAT if number % 250 == 100 else HATE} ({number})"
    return f"{SPAM}/{number}" if number % 10 == 0 else f"{INSULT} ({number})"


def row_of(number: int, now: datetime) -> dict[str, Any]:
    return {
        "source": "telegram",
        "place": str(GROUP),
        "place_name": "Diskussion",
        "external_id": str(number),
        "digest": hashlib.sha256(text_of(number).encode()).hexdigest(),
        "author_ref": f"user:{number}",
        "author_name": f"Person {number}",
        "text": text_of(number),
        "written_at": now,
        "received_at": now,
    }


async def arrive(database: Database, numbers: Iterable[int], now: datetime) -> None:
    """Comments have come in and wait to be judged."""
    async with database.write() as connection:
        await connection.execute(insert(connection, comments), [row_of(number, now) for number in numbers])


@cache
def verdicts_of(moderator: Moderator) -> dict[str, Verdict]:
    return {kind: moderator.screen(Comment(kind)) for kind in (INSULT, SPAM)}


async def filed(database: Database, moderator: Moderator, numbers: Iterable[int], now: datetime) -> None:
    """Comments have been judged and recorded; as the screening does it, but many at once to save time."""
    verdicts = verdicts_of(moderator)
    new = [(row_of(number, now), verdicts[SPAM if text_of(number).startswith(SPAM) else INSULT]) for number in numbers]
    async with database.write() as connection:
        statement = insert(connection, comments).returning(comments.c.id, sort_by_parameter_order=True)
        stored = (await connection.execute(statement, [{**row, "screened_at": now} for row, _ in new])).scalars().all()
        opened = [
            {"comment_id": comment, "severity": int(verdict.severity), "score": verdict.score, "opened_at": now}
            | {name: row[name] for name in ("source", "place", "external_id")}
            | {"state": "open", "revision": 1, "unchecked": "", "criticism": 0.0}
            for comment, (row, verdict) in zip(stored, new, strict=True)
        ]
        statement = insert(connection, cases).returning(cases.c.id, sort_by_parameter_order=True)
        ids = (await connection.execute(statement, opened)).scalars().all()
        found = [
            {"case_id": case, "rule": f.rule, "rule_title": moderator.netiquette.rules[f.rule].title, "start": f.start}
            | {"end": f.end, "reason": f.reason, "score": f.score, "severity": int(f.severity)}
            for case, (_, verdict) in zip(ids, new, strict=True)
            for f in verdict.findings
        ]
        await connection.execute(insert(connection, findings), found)
        jobs = [
            {"kind": "alert", "subject": str(case), "due_at": due_since(verdict.severity, now)}
            for case, (_, verdict) in zip(ids, new, strict=True)
        ]
        await connection.execute(insert(connection, outbox), jobs)


async def blow(there: World, database: Database, numbers: range, step: int = 40, seconds: float = 12) -> None:
    """So many comments come, some every few seconds."""
    for start in range(numbers.start, numbers.stop, step):
        now = there.clock()
        coming = range(start, min(start + step, numbers.stop))
        grave = [number for number in coming if is_grave(number)]
        if grave:
            await arrive(database, grave, now)
            while await there.screening.judge_waiting():
                pass
        await filed(database, there.screening.moderator, [n for n in coming if n not in grave], now)
        await there.settle()
        there.clock.forward(seconds=seconds)
        await there.settle()


async def calm_down(there: World) -> None:
    for _ in range(25):
        there.clock.forward(seconds=10)
        await there.settle()


async def summed_up(database: Database, now: datetime) -> list[int]:
    """All cases on all pages of the summary."""
    summaries = SqlSummaries(database)
    pages = (await summaries.summary(0, now)).cases.pages
    return [case.id for page in range(pages) for case in (await summaries.summary(page, now)).cases.shown]


async def test_a_storm(there: World, database: Database, chat: EditorsChat, clock: Clock) -> None:
    await blow(there, database, range(1, 2001))
    assert "Gerade kommen sehr viele Fälle" in chat.shown[chat.summary()]["text"]
    await calm_down(there)
    assert chat.most_in_a_minute() <= LIMIT

    # Every critical case has a message of its own within a minute.
    alerts = chat.alerts()
    critical = [case for case, (message, *_) in alerts.items() if "kritisch" in chat.shown[message]["text"]]
    assert len(critical) == len(range(100, 2001, 250))
    for case in critical:
        opened = (await there.case(case)).written_at
        assert chat.sent_at[alerts[case][0]] - opened <= MINUTE

    # All others are in the summary, and no case is in two places or in none.
    assert all(len(messages) == 1 for messages in alerts.values())
    left = await SqlSummaries(database).summary(10**6, clock())
    assert left.cases.total == sum(left.severities.values()) == 2000 - len(alerts)
    assert len(alerts) < 40
    assert left.cases.page == left.cases.pages - 1
    assert not {case.id for case in left.cases.shown} & set(alerts)
    shown = chat.shown[chat.summary()]["text"]
    assert "Der Ansturm ist vorbei" in shown
    assert f"Offene Fälle ohne eigenen Hinweis: {left.cases.total}" in shown
    assert "Beleidigung" in shown


async def test_editors_page_through_the_summary_and_decide_a_case_out_of_it(
    there: World, database: Database, chat: EditorsChat, clock: Clock
) -> None:
    await blow(there, database, range(1, 61), step=60)
    message = chat.summary()
    first = chat.buttons(message)
    assert "◀ Zurück" not in first
    answer = await there.press(RITA, first["Weiter ▶"], message_id=message)
    assert "text" not in answer
    second = chat.buttons(message)
    assert "Seite 2 von" in chat.shown[message]["text"]
    assert not {b for b in second if b.startswith("Fall")} & {b for b in first if b.startswith("Fall")}
    clock.forward(seconds=40)
    await there.settle()
    assert "Seite 2 von" in chat.shown[message]["text"], "a page stays when the summary is redrawn"

    name, data = next((name, data) for name, data in second.items() if name.startswith("Fall"))
    case, before = int(name.removeprefix("Fall ")), len(await summed_up(database, clock()))
    assert case not in chat.alerts()
    assert f"{name} kommt gleich" in (await there.press(RITA, data, message_id=message))["text"]
    (own,) = chat.alerts()[case]
    assert "schon einen eigenen Hinweis" in (await there.press(RITA, data, message_id=message))["text"]
    await there.press(RITA, chat.buttons(own)["Löschen"], message_id=own)
    comment = int((await there.case(case)).external_id)
    assert [call["message_id"] for call in there.telegram.made("deleteMessage")] == [comment]
    assert "Entschieden: löschen – Rita" in chat.shown[own]["text"]
    clock.forward(seconds=15)
    await there.settle()
    assert f"ohne eigenen Hinweis: {before - 1}" in chat.shown[message]["text"]
    await there.press(RITA, chat.buttons(message)["◀ Zurück"], message_id=message)
    assert "Seite 1 von" in chat.shown[message]["text"]


async def test_a_crash_in_a_storm_neither_doubles_nor_loses(
    database: Database, answering: Answering, moderator: Moderator, texts: Texts, clock: Clock, chat: EditorsChat
) -> None:
    chat.is_strict = True
    parts = (database, answering, moderator, texts, clock)
    async with world(*parts, telegram=chat, limit=LIMIT) as before:
        await blow(before, database, range(1, 121))
        message = chat.summary()
        await before.press(RITA, chat.buttons(message)["Weiter ▶"], message_id=message)
        await arrive(database, range(341, 361), clock())
        while await before.screening.judge_waiting():
            pass
        # The program dies with jobs waiting and with one, the gravest, in its hands.
        held = await SqlOutbox(database).take(["alert"], clock(), LEASE)
        assert held is not None
        assert (await before.case(int(held.subject))).severity.word == "critical"
    async with world(*parts, telegram=chat, limit=LIMIT, first_update=10_000) as after:
        await after.settle()
        clock.forward(seconds=LEASE.total_seconds() + 1)
        await after.settle()
        assert int(held.subject) in chat.alerts()
        await calm_down(after)
        assert chat.summary() == message, "the summary goes on in the message it had"
        assert "Seite 2 von" in chat.shown[message]["text"]
    alerts = chat.alerts()
    assert all(len(messages) == 1 for messages in alerts.values())
    assert sorted([*alerts, *await summed_up(database, clock())]) == list(range(1, 141))
    assert await SqlOutbox(database).dead() == 0


async def test_a_few_cases_at_once_are_no_storm(there: World, database: Database, chat: EditorsChat) -> None:
    await blow(there, database, range(1, 10), step=9)
    assert sorted(chat.alerts()) == list(range(1, 10))
    assert len(chat.shown) == 9


async def test_more_critical_cases_than_a_minute_takes_all_get_their_message(
    there: World, database: Database, chat: EditorsChat, clock: Clock
) -> None:
    await arrive(database, range(100, 100 + 250 * 45, 250), clock())
    await there.settle()
    assert len(chat.alerts()) == LIMIT
    for _ in range(16):
        clock.forward(seconds=10)
        await there.settle()
    assert len(chat.alerts()) == 45
    assert chat.most_in_a_minute() <= LIMIT


async def test_a_case_in_the_summary_that_moves_changes_only_the_summary(
    there: World, database: Database, chat: EditorsChat, clock: Clock
) -> None:
    await blow(there, database, range(1, 41), step=40)
    await calm_down(there)
    left, before = await summed_up(database, clock()), len(chat.sent_at)
    base = {"message_id": int((await there.case(left[0])).external_id), "date": int(clock().timestamp())}
    edited = {**there.message(EVA, "x", GROUP), **base}
    await there.edit(edited, f"{SPAM}/anders")
    clock.forward(seconds=15)
    await there.settle()
    assert len(chat.sent_at) == before
    assert (await there.case(left[0])).revision == 2
    await there.edit(edited, f"{THREAT} Wirklich!")
    assert left[0] in chat.alerts(), "what has become critical is not left there"


async def test_a_second_storm_gets_a_summary_people_see(
    there: World, database: Database, chat: EditorsChat, clock: Clock
) -> None:
    await blow(there, database, range(1, 41), step=40)
    await calm_down(there)
    first = chat.summary()
    await blow(there, database, range(41, 81), step=40)
    assert chat.summary() > first
    await calm_down(there)
    assert "Der Ansturm ist vorbei" in chat.shown[chat.summary()]["text"]


async def test_a_summary_whose_cases_are_all_settled_says_so_and_ends(
    there: World, database: Database, chat: EditorsChat, clock: Clock
) -> None:
    await blow(there, database, range(1, 16), step=15)
    await calm_down(there)
    for case in await summed_up(database, clock()):
        await there.press(RITA, f"a:s:{case}", message_id=chat.summary())
        clock.forward(seconds=12)
        await there.settle()
    assert "Kein offener Fall ist übrig" in chat.shown[chat.summary()]["text"]
    assert await SqlSummaries(database).standing(EDITORS) is None
    assert sorted(chat.alerts()) == list(range(1, 16))


@pytest.mark.parametrize("data", ["p:s:1", "p:o:1", "a:s:3", "a:o:3"])
async def test_others_see_nothing_of_a_storm(there: World, database: Database, chat: EditorsChat, data: str) -> None:
    await blow(there, database, range(1, 41), step=40)
    before = len(chat.times)
    answer = await there.press(EVA, data, message_id=chat.summary())
    assert "Das dürfen nur" in answer["text"]
    answer = await there.press(RITA, data, chat=GROUP)
    assert "Das dürfen nur" in answer["text"]
    assert len(chat.times) == before
    assert (await there.case(CaseId(3))).is_open


async def test_the_list_of_open_cases_has_pages(there: World, database: Database, chat: EditorsChat) -> None:
    await blow(there, database, range(1, 26), step=25)
    await there.say(RITA, "/faelle", EDITORS)
    message = max(chat.shown)
    assert "Offene Fälle: 10 von 25" in chat.shown[message]["text"]
    await there.press(RITA, chat.buttons(message)["Weiter ▶"], message_id=message)
    await there.press(RITA, chat.buttons(message)["Weiter ▶"], message_id=message)
    assert "Seite 3 von 3" in chat.shown[message]["text"]
    assert "Weiter ▶" not in chat.buttons(message)
