"""Everything of one case, read at one moment; and the holds that keep it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import CaseId, DecisionView
from bot.evidence.case_file import CaseFile, Hold, LogEntry, LogStretch, WrittenComment
from bot.evidence.chain import Head, Verified, digest
from bot.storage.cases import case_view
from bot.storage.database import Database, insert
from bot.storage.events import Draft, append, details_of, one_moment, verify_log
from bot.storage.tables import case_events, cases, comments, decisions, holds

_AROUND = timedelta(hours=1)
_MOST_AROUND = 20
_WRITTEN = (
    comments.c.external_id,
    comments.c.text,
    comments.c.author_name,
    comments.c.author_ref,
    comments.c.thread,
    comments.c.link,
    comments.c.written_at,
    comments.c.received_at,
)


class SqlCaseFiles:
    """Reads case files, holds cases, and looks through the log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, case_id: CaseId) -> CaseFile | None:
        """A case with everything that belongs to it; None if there is no such case (any more)."""
        async with one_moment(self._database) as connection:
            view = await case_view(connection, case_id)
            if view is None:
                return None
            opened_at = (await connection.execute(select(cases.c.opened_at).where(cases.c.id == case_id))).scalar_one()
            here = (comments.c.source == view.source) & (comments.c.place == view.place)
            same = here & (comments.c.external_id == view.external_id)
            revisions = await _written(connection, same, 0)
            threads = {revision.thread for revision in revisions}
            # Comments that were fine are not kept, so what is around are other cases.
            near = here & (comments.c.external_id != view.external_id)
            near &= comments.c.written_at.between(view.written_at - _AROUND, view.written_at + _AROUND)
            near &= or_(*(comments.c.thread.is_not_distinct_from(thread) for thread in threads))
            decided = select(
                decisions.c.measure, decisions.c.reason, decisions.c.person_name, decisions.c.decided_at
            ).where(decisions.c.case_id == case_id)
            made = [DecisionView(*row) for row in await connection.execute(decided.order_by(decisions.c.id))]
            return CaseFile(
                case=view,
                opened_at=opened_at,
                revisions=revisions,
                context=await _written(connection, near, _MOST_AROUND),
                decisions=made,
                hold=await _hold(connection, case_id),
                log=await _stretch(connection, case_id),
            )

    async def hold(self, case_id: CaseId, reason: str, person_name: str, now: datetime) -> bool:
        """Keep a case from being purged, or give another reason for it; False if there is no such case."""
        async with self._database.write() as connection:
            if not await _locked(connection, case_id):
                return False
            values = {"reason": reason, "person_name": person_name, "since": now}
            statement = insert(connection, holds).values(case_id=case_id, **values)
            await connection.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=values))
            details = {"reason": reason, "person_name": person_name}
            await append(connection, [Draft(case_id, "held", "person", {}, details)], now)
            return True

    async def release(self, case_id: CaseId, reason: str | None, person_name: str, now: datetime) -> bool:
        """Let a case be purged again when its time has come; False if it was not on hold."""
        async with self._database.write() as connection:
            await _locked(connection, case_id)
            gone = await connection.execute(delete(holds).where(holds.c.case_id == case_id))
            if not gone.rowcount:
                return False
            details = {"reason": reason, "person_name": person_name}
            await append(connection, [Draft(case_id, "released", "person", {}, details)], now)
            return True

    async def note_export(self, case_id: CaseId, person_name: str, now: datetime) -> bool:
        """Log that a case is handed out; False if there is no such case."""
        async with self._database.write() as connection:
            if not await _locked(connection, case_id):
                return False
            draft = Draft(case_id, "exported", "person", {}, {"person_name": person_name})
            await append(connection, [draft], now)
            return True

    async def verify(self, known: dict[int, str]) -> Verified:
        """Look through the whole log."""
        return await verify_log(self._database, known)


async def _locked(connection: AsyncConnection, case_id: int) -> bool:
    """Whether the case is there; from here on it stays until the end of the transaction."""
    statement = select(cases.c.id).where(cases.c.id == case_id).with_for_update()
    return (await connection.execute(statement)).one_or_none() is not None


async def _written(connection: AsyncConnection, where: object, limit: int) -> tuple[WrittenComment, ...]:
    statement = select(*_WRITTEN).where(where).order_by(comments.c.id)  # type: ignore[arg-type]
    rows = await connection.execute(statement.limit(limit) if limit else statement)
    return tuple(WrittenComment(*row) for row in rows)


async def _hold(connection: AsyncConnection, case_id: int) -> Hold | None:
    statement = select(holds.c.reason, holds.c.person_name, holds.c.since).where(holds.c.case_id == case_id)
    row = (await connection.execute(statement)).one_or_none()
    return Hold(*row) if row is not None else None


async def _stretch(connection: AsyncConnection, case_id: int) -> LogStretch:
    ends = select(func.min(case_events.c.number), func.max(case_events.c.number)).where(
        case_events.c.case_id == case_id
    )
    first, last = (await connection.execute(ends)).one()
    if first is None:
        return LogStretch()
    statement = select(case_events).where(case_events.c.number.between(first, last)).order_by(case_events.c.number)
    rows = (await connection.execute(statement)).all()
    details = await details_of(connection, first, last, case_id)
    entries = [
        LogEntry(row.number, digest(row.body), row.body, tuple(details.get(row.number, ())))
        if row.case_id == case_id
        else LogEntry(row.number, digest(row.body))
        for row in rows
    ]
    return LogStretch(Head(first - 1, rows[0].previous), tuple(entries), Head(rows[-1].number, rows[-1].hash))
