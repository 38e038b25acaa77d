"""What became of a case beside its decision: proposal, objection, notice, and earlier measures with the same author."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import CaseId, NoticeView, ObjectionView, ProposalView
from bot.storage.tables import cases, comments, decisions, notices, objections, proposals


async def proposal_view(connection: AsyncConnection, case_id: CaseId, revision: int) -> ProposalView | None:
    """The measure that waits for a second person."""
    columns = (proposals.c.measure, proposals.c.person_name, proposals.c.proposed_at)
    statement = (
        select(*columns)
        .join(cases, cases.c.id == proposals.c.case_id)
        .where(proposals.c.case_id == case_id, proposals.c.revision == revision, cases.c.state == "open")
    )
    row = (await connection.execute(statement)).one_or_none()
    return ProposalView(*row) if row is not None else None


async def objection_view(connection: AsyncConnection, case_id: CaseId, decision_id: int | None) -> ObjectionView | None:
    """The objection that waits for an answer, whichever revision it is about; else that to the present decision."""
    columns = (
        objections.c.id,
        decisions.c.measure,
        objections.c.reason,
        objections.c.person_name,
        objections.c.filed_at,
        objections.c.outcome,
        objections.c.answered_by_name,
        objections.c.answered_at,
    )
    waits = objections.c.outcome.is_(None)
    statement = (
        select(*columns)
        .join(decisions, decisions.c.id == objections.c.decision_id)
        .where(decisions.c.case_id == case_id, waits | (decisions.c.id == decision_id))
        .order_by(waits.desc(), objections.c.id.desc())
        .limit(1)
    )
    row = (await connection.execute(statement)).one_or_none()
    return ObjectionView(*row) if row is not None else None


async def notice_view(connection: AsyncConnection, decision_id: int) -> NoticeView | None:
    """Who last took the text for the author."""
    statement = (
        select(notices.c.person_name, notices.c.given_at)
        .where(notices.c.decision_id == decision_id)
        .order_by(notices.c.id.desc())
        .limit(1)
    )
    row = (await connection.execute(statement)).one_or_none()
    return NoticeView(*row) if row is not None else None


async def earlier_measures(
    connection: AsyncConnection, case_id: CaseId, source: str, author_ref: str | None
) -> Mapping[str, int]:
    """How often which measure was taken with other comments of an author, as far as they are kept.

    Decisions that were overturned, or left the comment alone, count as nothing.
    """
    if author_ref is None:
        return {}
    overturned = select(objections.c.decision_id).where(objections.c.outcome == "overturned")
    statement = (
        select(decisions.c.measure, func.count())
        .join(comments, comments.c.id == decisions.c.comment_id)
        .where(comments.c.source == source, comments.c.author_ref == author_ref)
        .where(decisions.c.case_id != case_id, decisions.c.measure != "leave", decisions.c.id.not_in(overturned))
        .group_by(decisions.c.measure)
    )
    return {measure: int(count) for measure, count in await connection.execute(statement)}
