"""The state of reviews as it follows from the rows, and the actions that follow from decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.acting import job_kind
from bot.alerting import WANTED, due_since
from bot.cases import CaseId
from bot.roster import Person
from bot.storage.database import insert
from bot.storage.outbox import enqueue
from bot.storage.tables import actions, cases, decisions, objections, proposals
from moderation.models import Severity
from moderation.review import Review, Stage


async def locked_case(connection: AsyncConnection, case_id: int) -> Row[Any] | None:
    """The row of a case, and nobody else changes what belongs to it until the end of the transaction."""
    return (await connection.execute(select(cases).where(cases.c.id == case_id).with_for_update())).one_or_none()


async def review_of_revision(connection: AsyncConnection, case: Row[Any], revision: int) -> Review:
    """How far the review of a revision is; ask only under the lock of :func:`locked_case`."""
    if case.revision != revision:
        return Review(Stage.SUPERSEDED)
    if case.state != "open":
        return await review_of_decision(connection, await decision_on(connection, case))
    proposal = await standing_proposal(connection, case)
    if proposal is None:
        return Review()
    return Review(Stage.PROPOSED, proposal.measure, frozenset({proposal.person_id}))


async def review_of_decision(connection: AsyncConnection, decision: Row[Any]) -> Review:
    """How far a review is after its decision."""
    statement = select(objections.c.outcome).where(objections.c.decision_id == decision.id)
    objection = (await connection.execute(statement)).one_or_none()
    people = frozenset({decision.person_id, decision.proposed_by_id} - {None})
    if objection is not None:
        stage = Stage.OBJECTED if objection.outcome is None else Stage(objection.outcome)
    else:
        stage = Stage.LEFT if decision.measure == "leave" else Stage.MEASURED
    return Review(stage, decision.measure, people)


async def decision_on(connection: AsyncConnection, case: Row[Any]) -> Row[Any]:
    """The decision on the present revision of a decided case."""
    same = (decisions.c.case_id == case.id, decisions.c.comment_id == case.comment_id)
    return (await connection.execute(select(decisions).where(*same))).one()


async def standing_proposal(connection: AsyncConnection, case: Row[Any]) -> Row[Any] | None:
    """What is proposed for the present revision of a case."""
    same = (proposals.c.case_id == case.id, proposals.c.revision == case.revision)
    return (await connection.execute(select(proposals).where(*same))).one_or_none()


async def want_actions(
    connection: AsyncConnection,
    source: str,
    decision_id: int,
    kinds: Sequence[str],
    now: datetime,
    objection_id: int | None = None,
) -> None:
    """Have actions of a decision carried out; those that undo it belong to an objection."""
    for kind in kinds:
        row = {"decision_id": decision_id, "kind": kind, "state": "wanted", "objection_id": objection_id}
        statement = insert(connection, actions).values(row).returning(actions.c.id)
        action_id = (await connection.execute(statement)).scalar_one()
        await enqueue(connection, job_kind(source), str(action_id), now)


async def show(connection: AsyncConnection, case_id: CaseId, now: datetime) -> None:
    """Have the alert of a case brought up to date."""
    await enqueue(connection, "alert", str(case_id), now)


async def bring(connection: AsyncConnection, case_id: CaseId, now: datetime) -> None:
    """Have the alert of a case brought up to date, and sent before all others if it has none."""
    await enqueue(connection, "alert", str(case_id), due_since(Severity.NONE, now, is_wanted=True), WANTED)


def of_person(person: Person) -> dict[str, str]:
    """Somebody's personal values for the log."""
    return {"person_name": person.name, "person_id": str(person.id)}
