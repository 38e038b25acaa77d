"""Cases, decisions and what becomes of them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import ActionView, CaseId, CaseView, DecisionView, FoundRule
from bot.evidence.chain import PURGED
from bot.reviewing import AlreadyDecided, Decided, Outdated, Reviewed, Unknown
from bot.roster import Person
from bot.storage.database import Database, insert
from bot.storage.events import Draft, append, erase_details
from bot.storage.outbox import enqueue
from bot.storage.tables import actions, alerts, cases, comments, decisions, findings, holds
from moderation.models import Severity, looks_like_criticism
from moderation.review import ACTIONS_OF, Measure


class SqlCaseStore:
    """Reads cases and records what people do with them, one transaction a step."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def view(self, case_id: CaseId) -> CaseView | None:
        """A case as an alert shows it."""
        async with self._database.read() as connection:
            return await case_view(connection, case_id)

    async def decide(
        self, case_id: CaseId, revision: int, measure: Measure, reason: str, person: Person, now: datetime
    ) -> Reviewed:
        """Record a decision, what follows from it, and the wish to show it, all or nothing.

        Only the first decision on a revision counts; the database's unique key settles a race.
        """
        try:
            async with self._database.write() as connection:
                refusal, comment_id = await self._still_open(connection, case_id, revision)
                if refusal is not None:
                    return refusal
                statement = insert(connection, decisions).values(
                    case_id=case_id,
                    comment_id=comment_id,
                    measure=measure,
                    reason=reason,
                    person_id=person.id,
                    person_name=person.name,
                    decided_at=now,
                )
                decision_id = (await connection.execute(statement.returning(decisions.c.id))).scalar_one()
                await connection.execute(
                    update(cases).where(cases.c.id == case_id).values(state="decided", decided_at=now)
                )
                for kind in ACTIONS_OF[measure]:
                    action = insert(connection, actions).values(decision_id=decision_id, kind=kind, state="wanted")
                    action_id = (await connection.execute(action.returning(actions.c.id))).scalar_one()
                    await enqueue(connection, "action", str(action_id), now)
                await enqueue(connection, "alert", str(case_id), now)
                facts = {"revision": revision, "measure": measure, "actions": ACTIONS_OF[measure]}
                details = {"reason": reason, **_of_person(person)}
                await append(connection, [Draft(case_id, "decided", "person", facts, details)], now)
                return Decided(measure)
        except IntegrityError:
            async with self._database.read() as connection:
                view = await case_view(connection, case_id)
            return AlreadyDecided(view.decision) if view is not None and view.decision is not None else Unknown()

    async def claim(self, case_id: CaseId, revision: int, person: Person, now: datetime) -> Reviewed:
        """Someone takes the case on; another may take it over."""
        return await self._mark(case_id, revision, person, now, "claimed")

    async def escalate(self, case_id: CaseId, revision: int, person: Person, now: datetime) -> Reviewed:
        """Someone asks for more eyes."""
        return await self._mark(case_id, revision, person, now, "escalated")

    async def _mark(
        self, case_id: CaseId, revision: int, person: Person, now: datetime, mark: Literal["claimed", "escalated"]
    ) -> Reviewed:
        async with self._database.write() as connection:
            refusal, _ = await self._still_open(connection, case_id, revision)
            if refusal is not None:
                return refusal
            await connection.execute(update(cases).where(cases.c.id == case_id).values({f"{mark}_by": person.name}))
            await enqueue(connection, "alert", str(case_id), now)
            draft = Draft(case_id, mark, "person", {"revision": revision}, _of_person(person))
            await append(connection, [draft], now)
            return Decided(None)

    async def _still_open(
        self, connection: AsyncConnection, case_id: CaseId, revision: int
    ) -> tuple[Reviewed | None, int]:
        """Why nothing can be done with the case (or None), and the revision of the comment it is about."""
        row = (await connection.execute(select(cases).where(cases.c.id == case_id).with_for_update())).one_or_none()
        if row is None:
            return Unknown(), 0
        if row.state != "open":
            view = await case_view(connection, case_id)
            decision = view.decision if view is not None else None
            return (AlreadyDecided(decision) if decision is not None else Unknown()), 0
        if row.revision != revision:
            return Outdated(), 0
        return None, int(row.comment_id)

    async def case_of_action(self, action_id: int) -> tuple[CaseView, str] | None:
        """The case an action belongs to and the action's kind; None if the action is done, impossible or unknown."""
        statement = (
            select(actions.c.kind, actions.c.state, decisions.c.case_id)
            .join(decisions, decisions.c.id == actions.c.decision_id)
            .where(actions.c.id == action_id)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(statement)).one_or_none()
            if row is None or row.state != "wanted":
                return None
            view = await case_view(connection, CaseId(row.case_id))
        return (view, row.kind) if view is not None else None

    async def finish_action(self, action_id: int, error: str | None, now: datetime) -> None:
        """Record that an action was carried out, or why it cannot be, and show it."""
        async with self._database.write() as connection:
            state = "impossible" if error else "done"
            await connection.execute(
                update(actions).where(actions.c.id == action_id).values(state=state, error=error, finished_at=now)
            )
            statement = (
                select(decisions.c.case_id, actions.c.kind)
                .join(actions, actions.c.decision_id == decisions.c.id)
                .where(actions.c.id == action_id)
            )
            case_id, kind = (await connection.execute(statement)).one()
            await enqueue(connection, "alert", str(case_id), now)
            facts = {"action": kind, "state": state, "error": error}
            await append(connection, [Draft(case_id, "action_finished", "system", facts)], now)

    async def alert_message(self, case_id: CaseId) -> tuple[int, int] | None:
        """Chat and message of a case's alert; None if none was sent."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(alerts).where(alerts.c.case_id == case_id))).one_or_none()
            return (row.chat_id, row.message_id) if row is not None else None

    async def remember_alert(self, case_id: CaseId, chat_id: int, message_id: int) -> None:
        """Where a case's alert stands."""
        async with self._database.write() as connection:
            statement = insert(connection, alerts).values(case_id=case_id, chat_id=chat_id, message_id=message_id)
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["case_id"], set_={"chat_id": chat_id, "message_id": message_id}
                )
            )

    async def purge(self, left_before: datetime, decided_before: datetime, now: datetime) -> int:
        """Forget decided cases: those left alone before one point in time, all others before another.

        A case on hold stays. Of the log only the personal values go; that they went is an event.
        """
        left = (
            select(decisions.c.case_id)
            .join(cases, cases.c.id == decisions.c.case_id)
            .where(cases.c.state == "decided", cases.c.decided_at < left_before)
            .where(decisions.c.measure == "leave")
        )
        old = select(cases.c.id).where(cases.c.state == "decided", cases.c.decided_at < decided_before)
        async with self._database.write() as connection:
            with_action = select(decisions.c.case_id).where(decisions.c.measure != "leave")
            numbers = set((await connection.execute(left.where(cases.c.id.not_in(with_action)))).scalars())
            numbers |= set((await connection.execute(old)).scalars())
            purged = [
                Draft(number, PURGED, "system", {"values": await _forget(connection, number)})
                for number in sorted(numbers)
                if await _may_go(connection, number)
            ]
            await append(connection, purged, now)
        return len(purged)


def _of_person(person: Person) -> dict[str, str]:
    return {"person_name": person.name, "person_id": str(person.id)}


async def _may_go(connection: AsyncConnection, case_id: int) -> bool:
    """Whether a case is still decided and not on hold; from here on it can be neither opened again nor held."""
    statement = select(cases.c.id).where(cases.c.id == case_id, cases.c.state == "decided").with_for_update()
    if (await connection.execute(statement)).one_or_none() is None:
        return False
    # Asked only under the lock: a hold set while waiting for it must count.
    return (await connection.execute(select(holds.c.case_id).where(holds.c.case_id == case_id))).one_or_none() is None


async def _forget(connection: AsyncConnection, case_id: int) -> int:
    """Erase a case; how many personal values went from the log."""
    row = (await connection.execute(select(cases).where(cases.c.id == case_id))).one()
    own = select(decisions.c.id).where(decisions.c.case_id == case_id)
    await connection.execute(delete(actions).where(actions.c.decision_id.in_(own)))
    await connection.execute(delete(decisions).where(decisions.c.case_id == case_id))
    await connection.execute(delete(alerts).where(alerts.c.case_id == case_id))
    await connection.execute(delete(findings).where(findings.c.case_id == case_id))
    await connection.execute(delete(cases).where(cases.c.id == case_id))
    revisions = (
        (comments.c.source == row.source)
        & (comments.c.place == row.place)
        & (comments.c.external_id == row.external_id)
    )
    await connection.execute(delete(comments).where(revisions))
    return await erase_details(connection, case_id)


async def case_view(connection: AsyncConnection, case_id: CaseId) -> CaseView | None:
    """A case as an alert shows it; None if there is none."""
    statement = select(cases, comments).join(comments, comments.c.id == cases.c.comment_id).where(cases.c.id == case_id)
    row = (await connection.execute(statement)).mappings().one_or_none()
    if row is None:
        return None
    found = (
        await connection.execute(select(findings).where(findings.c.case_id == case_id).order_by(findings.c.id))
    ).all()
    decided = (
        await connection.execute(
            select(decisions).where(decisions.c.case_id == case_id, decisions.c.comment_id == row[cases.c.comment_id])
        )
    ).one_or_none()
    carried_out = []
    if decided is not None:
        statement_actions = select(actions).where(actions.c.decision_id == decided.id).order_by(actions.c.id)
        carried_out = list((await connection.execute(statement_actions)).all())
    return CaseView(
        id=case_id,
        source=row[cases.c.source],
        place=row[cases.c.place],
        place_name=row[comments.c.place_name],
        external_id=row[cases.c.external_id],
        revision=row[cases.c.revision],
        is_open=row[cases.c.state] == "open",
        severity=Severity(row[cases.c.severity]),
        score=row[cases.c.score],
        unchecked=tuple(name for name in row[cases.c.unchecked].split(",") if name),
        is_criticism=looks_like_criticism(row[cases.c.criticism]),
        text=row[comments.c.text],
        author_name=row[comments.c.author_name],
        author_ref=row[comments.c.author_ref],
        link=row[comments.c.link],
        written_at=row[comments.c.written_at],
        findings=tuple(
            FoundRule(f.rule, f.rule_title, f.start, f.end, f.reason, f.score, Severity(f.severity)) for f in found
        ),
        claimed_by=row[cases.c.claimed_by],
        escalated_by=row[cases.c.escalated_by],
        decision=None
        if decided is None
        else DecisionView(decided.measure, decided.reason, decided.person_name, decided.decided_at),
        actions=tuple(ActionView(a.kind, a.state, a.error) for a in carried_out),
    )
