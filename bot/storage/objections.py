"""Objections of authors, the answers to them, and what undoes a decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import CaseId
from bot.reviewing import Objected, Outdated, Refused, Reviewed, Unknown
from bot.roster import Person
from bot.storage.database import Database, insert
from bot.storage.events import Draft, append
from bot.storage.reviews import (
    bring,
    decision_on,
    locked_case,
    of_person,
    review_of_decision,
    review_of_revision,
    show,
    want_actions,
)
from bot.storage.tables import actions, decisions, notices, objections
from moderation.review import REVERSAL_OF, Event, Refusal, Step, step


class SqlObjectionStore:
    """Records what follows a decision, one transaction a step."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def file(self, case_id: CaseId, reason: str, person: Person, now: datetime) -> Reviewed:
        """Record that the author objects to the newest measure of a case."""
        async with self._database.write() as connection:
            case = await locked_case(connection, case_id)
            if case is None:
                return Unknown()
            decision = await _newest_measure(connection, case_id)
            if decision is None:
                return Refused(Refusal.NOT_DECIDED)
            after = step(await review_of_decision(connection, decision), Event(Step.OBJECT, person.id))
            if isinstance(after, Refusal):
                return Refused(after)
            row = {
                "decision_id": decision.id,
                "decided_by_id": decision.person_id,
                "proposed_by_id": decision.proposed_by_id,
                "reason": reason,
                "person_id": person.id,
                "person_name": person.name,
                "filed_at": now,
            }
            await connection.execute(insert(connection, objections).values(row))
            # Who answers must see it, even where a storm left the case without a message of its own.
            await bring(connection, case_id, now)
            details = {"reason": reason or None, **of_person(person)}
            await append(
                connection, [Draft(case_id, "objected", "person", {"measure": decision.measure}, details)], now
            )
            return Objected()

    async def answer(self, objection_id: int, answer: Step, person: Person, now: datetime) -> Reviewed:
        """Record the answer (uphold or overturn) to an objection; overturning undoes what the platform lets us undo."""
        async with self._database.write() as connection:
            decision = await _decision_objected_to(connection, objection_id)
            case = await locked_case(connection, decision.case_id) if decision is not None else None
            if decision is None or case is None:
                return Unknown()
            # Asked under the lock: of two answers at the same moment one counts.
            after = step(await review_of_decision(connection, decision), Event(answer, person.id))
            if isinstance(after, Refusal):
                return Refused(after)
            await connection.execute(
                update(objections)
                .where(objections.c.id == objection_id)
                .values(
                    outcome=after.stage.value, answered_by_id=person.id, answered_by_name=person.name, answered_at=now
                )
            )
            undone = (
                await _undo(connection, case.source, decision.id, objection_id, now) if answer is Step.OVERTURN else []
            )
            await show(connection, decision.case_id, now)
            facts = {"measure": decision.measure, "actions": undone}
            draft = Draft(decision.case_id, after.stage.value, "person", facts, of_person(person))
            await append(connection, [draft], now)
            return Objected(after.stage)

    async def give_notice(
        self, case_id: CaseId, revision: int, notice: str, person: Person, now: datetime
    ) -> Reviewed | None:
        """Record that somebody took the text for the author; None if that is done."""
        async with self._database.write() as connection:
            case = await locked_case(connection, case_id)
            if case is None:
                return Unknown()
            after = step(await review_of_revision(connection, case, revision), Event(Step.GIVE_NOTICE, person.id))
            if isinstance(after, Refusal):
                return Outdated() if after is Refusal.OUTDATED else Refused(after)
            decision = await decision_on(connection, case)
            row = {"decision_id": decision.id, "person_id": person.id, "person_name": person.name, "given_at": now}
            await connection.execute(insert(connection, notices).values(row))
            await show(connection, case_id, now)
            facts = {"revision": revision, "measure": decision.measure, "stage": after.stage.value}
            draft = Draft(case_id, "notice_given", "person", facts, {"notice": notice, **of_person(person)})
            await append(connection, [draft], now)
            return None


async def _newest_measure(connection: AsyncConnection, case_id: CaseId) -> Row[Any] | None:
    """The newest decision of a case that did something; one that did nothing only where there is no other."""
    order = ((decisions.c.measure == "leave"), decisions.c.id.desc())
    statement = select(decisions).where(decisions.c.case_id == case_id).order_by(*order).limit(1)
    return (await connection.execute(statement)).one_or_none()


async def _decision_objected_to(connection: AsyncConnection, objection_id: int) -> Row[Any] | None:
    statement = (
        select(decisions)
        .join(objections, objections.c.decision_id == decisions.c.id)
        .where(objections.c.id == objection_id)
    )
    return (await connection.execute(statement)).one_or_none()


async def _undo(
    connection: AsyncConnection, source: str, decision_id: int, objection_id: int, now: datetime
) -> list[str]:
    """Cancel what was not carried out yet and have the rest undone; the kinds of actions that undo.

    Undoing is wanted even for what failed or is still under way: a person may have done it by hand, or it may happen at this
    moment. Undoing what never happened does no harm.
    """
    own = actions.c.decision_id == decision_id
    kinds = (await connection.execute(select(actions.c.kind).where(own).order_by(actions.c.id))).scalars().all()
    waiting = update(actions).where(own, actions.c.state == "wanted")
    await connection.execute(waiting.values(state="cancelled", finished_at=now))
    undoing = [REVERSAL_OF[kind] for kind in kinds if kind in REVERSAL_OF]
    await want_actions(connection, source, decision_id, undoing, now, objection_id)
    return list(undoing)
