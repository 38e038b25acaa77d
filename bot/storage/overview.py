"""Lists and figures over all cases."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerting import WANTED, due_since
from bot.cases import CaseId
from bot.overview import LISTED, PERIOD, OpenCase, OpenCases, Statistics
from bot.storage.database import Database
from bot.storage.outbox import enqueue
from bot.storage.tables import alerts, cases, comments, counters, decisions, findings
from moderation.models import Severity


class SqlOverview:
    """Reads over many cases at once; each question is answered by an index or by one pass over a month."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open_cases(self, page: int) -> OpenCases:
        """A page of the open cases: the gravest first, then the oldest."""
        async with self._database.read() as connection:
            return await page_of(connection, cases.c.state == "open", page)

    async def is_shown(self, case_id: CaseId) -> bool:
        """Whether a case has a message of its own."""
        async with self._database.read() as connection:
            own = select(alerts.c.case_id).where(alerts.c.case_id == case_id)
            return (await connection.execute(own)).first() is not None

    async def show_again(self, case_id: CaseId, now: datetime) -> bool:
        """Have the alert sent anew, before all others; False if there is no such case."""
        async with self._database.write() as connection:
            if (await connection.execute(select(cases.c.id).where(cases.c.id == case_id))).first() is None:
                return False
            await connection.execute(delete(alerts).where(alerts.c.case_id == case_id))
            due = due_since(Severity.NONE, now, is_wanted=True)
            await enqueue(connection, "alert", str(case_id), due, WANTED)
            return True

    async def statistics(self, since: datetime) -> Statistics:
        """Figures since a moment."""
        counted = (
            select(counters.c.label, func.sum(counters.c.count))
            .where(counters.c.name == "screened", counters.c.day >= since.date())
            .group_by(counters.c.label)
        )
        decided = (
            select(decisions.c.measure, cases.c.opened_at, decisions.c.decided_at)
            .join(cases, cases.c.id == decisions.c.case_id)
            .where(decisions.c.decided_at >= since)
        )
        waiting = select(func.count()).select_from(cases).where(cases.c.state == "open")
        async with self._database.read() as connection:
            screened = {label: int(number) for label, number in await connection.execute(counted)}
            rows = (await connection.execute(decided)).all()
            still_open = int((await connection.execute(waiting)).scalar_one())
        measures: dict[str, int] = {}
        for row in rows:
            measures[row.measure] = measures.get(row.measure, 0) + 1
        waits = sorted(row.decided_at - row.opened_at for row in rows)
        return Statistics(
            days=PERIOD.days,
            screened=screened.get("flagged", 0) + screened.get("fine", 0),
            flagged=screened.get("flagged", 0),
            criticism=screened.get("flagged_criticism", 0),
            open=still_open,
            decided=measures,
            median_wait=waits[len(waits) // 2] if waits else None,
        )


async def page_of(connection: AsyncConnection, which: ColumnElement[bool], page: int) -> OpenCases:
    """A page (from 0; the last one if there are fewer) of some cases: the gravest first, then the oldest."""
    total = int((await connection.execute(select(func.count()).select_from(cases).where(which))).scalar_one())
    shown_page = max(0, min(page, (total - 1) // LISTED))
    statement = (
        select(cases.c.id, cases.c.severity, comments.c.place_name, cases.c.opened_at, cases.c.claimed_by)
        .join(comments, comments.c.id == cases.c.comment_id)
        .where(which)
        .order_by(cases.c.severity.desc(), cases.c.opened_at, cases.c.id)
        .limit(LISTED)
        .offset(shown_page * LISTED)
    )
    rows = (await connection.execute(statement)).all()
    titles = await _titles(connection, [row.id for row in rows])
    shown = [
        OpenCase(
            CaseId(row.id),
            Severity(row.severity),
            titles.get(row.id, ()),
            row.place_name,
            row.opened_at,
            row.claimed_by,
        )
        for row in rows
    ]
    return OpenCases(shown, total, shown_page)


async def _titles(connection: AsyncConnection, numbers: list[int]) -> dict[int, tuple[str, ...]]:
    """The titles of the rules found, by case."""
    statement = select(findings.c.case_id, findings.c.rule_title).where(findings.c.case_id.in_(numbers))
    found: dict[int, dict[str, None]] = {}
    for case_id, title in await connection.execute(statement.order_by(findings.c.id)):
        found.setdefault(case_id, {})[title] = None
    return {case_id: tuple(titles) for case_id, titles in found.items()}
