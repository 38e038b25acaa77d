"""Cases, decisions and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import ActionView, CaseId, CaseView, DecisionView, FoundRule
from bot.evidence.chain import PURGED, Fact
from bot.reviewing import AlreadyDecided, Decided, Outdated, Proposed, Refused, Reviewed, Unknown
from bot.roster import Person
from bot.storage.courses import earlier_measures, notice_view, objection_view, proposal_view
from bot.storage.database import Database, insert
from bot.storage.events import Draft, append, erase_details
from bot.storage.outbox import enqueue
from bot.storage.reviews import locked_case, of_person, review_of_revision, show, standing_proposal, want_actions
from bot.storage.tables import actions, alerts, cases, comments, decisions, findings, holds, objections, proposals
from moderation.models import RuleId, Severity, looks_like_criticism
from moderation.review import Event, Measure, Refusal, Step, actions_of, step


class SqlCaseStore:
    """Reads cases and records what people do with them, one transaction a step."""

    def __init__(self, database: Database, usual: Mapping[RuleId, str] | None = None) -> None:
        """``usual`` names the measure of each rule."""
        self._database = database
        self._usual = usual or {}

    async def view(self, case_id: CaseId) -> CaseView | None:
        """A case as an alert shows it."""
        async with self._database.read() as connection:
            return await case_view(connection, case_id, self._usual)

    async def decide(
        self, case_id: CaseId, revision: int, measure: Measure, reason: str, person: Person, now: datetime
    ) -> Reviewed:
        """Record a decision, what follows from it, and the wish to show it, all or nothing."""
        async with self._database.write() as connection:
            taken = await _take(connection, case_id, revision, Event(Step.DECIDE, person.id, measure))
            if not isinstance(taken, Row):
                return taken
            await _record(connection, taken, measure, reason, person, None, now)
            return Decided(measure)

    async def propose(
        self, case_id: CaseId, revision: int, measure: Measure, reason: str, person: Person, now: datetime
    ) -> Reviewed:
        """Record that a grave measure waits for a second person."""
        async with self._database.write() as connection:
            taken = await _take(connection, case_id, revision, Event(Step.PROPOSE, person.id, measure))
            if not isinstance(taken, Row):
                return taken
            values = {
                "revision": revision,
                "measure": measure,
                "reason": reason,
                "person_id": person.id,
                "person_name": person.name,
                "proposed_at": now,
            }
            statement = insert(connection, proposals).values(case_id=case_id, **values)
            # One that was made for an earlier revision is void.
            await connection.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=values))
            await show(connection, case_id, now)
            facts = {"revision": revision, "measure": measure}
            draft = Draft(case_id, "proposed", "person", facts, {"reason": reason, **of_person(person)})
            await append(connection, [draft], now)
            return Proposed(measure)

    async def confirm(self, case_id: CaseId, revision: int, person: Person, now: datetime) -> Reviewed:
        """Record as decided what another person proposed, and what follows from it."""
        async with self._database.write() as connection:
            taken = await _take(connection, case_id, revision, Event(Step.CONFIRM, person.id))
            if not isinstance(taken, Row):
                return taken
            proposal = await standing_proposal(connection, taken)
            if proposal is None:
                raise RuntimeError(f"case {case_id} was confirmed without a proposal")
            await _record(connection, taken, proposal.measure, proposal.reason, person, proposal, now)
            return Decided(proposal.measure)

    async def claim(self, case_id: CaseId, revision: int, person: Person, now: datetime) -> Reviewed:
        """Someone takes the case on; another may take it over."""
        return await self._mark(case_id, revision, person, now, "claimed")

    async def escalate(self, case_id: CaseId, revision: int, person: Person, now: datetime) -> Reviewed:
        """Someone asks for more eyes."""
        return await self._mark(case_id, revision, person, now, "escalated")

    async def _mark(
        self, case_id: CaseId, revision: int, person: Person, now: datetime, mark: Literal["claimed", "escalated"]
    ) -> Reviewed:
        event = Event(Step.CLAIM if mark == "claimed" else Step.ESCALATE, person.id)
        async with self._database.write() as connection:
            taken = await _take(connection, case_id, revision, event)
            if not isinstance(taken, Row):
                return taken
            await connection.execute(update(cases).where(cases.c.id == case_id).values({f"{mark}_by": person.name}))
            await show(connection, case_id, now)
            draft = Draft(case_id, mark, "person", {"revision": revision}, of_person(person))
            await append(connection, [draft], now)
            return Decided(None)

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

        A case on hold stays, and one whose author waits for an answer. Of the log only the personal values go; that they
        went is an event.
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


async def _take(connection: AsyncConnection, case_id: CaseId, revision: int, event: Event) -> Row[Any] | Reviewed:
    """The locked row of a case whose review may take this step, or why it may not."""
    case = await locked_case(connection, case_id)
    if case is None:
        return Unknown()
    after = step(await review_of_revision(connection, case, revision), event)
    if not isinstance(after, Refusal):
        return case
    if after is Refusal.OUTDATED:
        return Outdated()
    view = await case_view(connection, case_id) if after is Refusal.ALREADY_DECIDED else None
    return AlreadyDecided(view.decision) if view is not None and view.decision is not None else Refused(after)


async def _record(
    connection: AsyncConnection,
    case: Row[Any],
    measure: Measure,
    reason: str,
    person: Person,
    proposal: Row[Any] | None,
    now: datetime,
) -> None:
    """Record a decision and what follows from it."""
    statement = insert(connection, decisions).values(
        case_id=case.id,
        comment_id=case.comment_id,
        measure=measure,
        reason=reason,
        person_id=person.id,
        person_name=person.name,
        decided_at=now,
        proposed_by_id=proposal.person_id if proposal else None,
        proposed_by_name=proposal.person_name if proposal else None,
    )
    decision_id = (await connection.execute(statement.returning(decisions.c.id))).scalar_one()
    await connection.execute(delete(proposals).where(proposals.c.case_id == case.id))
    await connection.execute(update(cases).where(cases.c.id == case.id).values(state="decided", decided_at=now))
    kinds = actions_of(case.source, measure)
    await want_actions(connection, case.source, decision_id, kinds, now)
    await show(connection, case.id, now)
    facts: dict[str, Fact] = {"revision": case.revision, "measure": measure, "actions": kinds}
    details = {"reason": reason, **of_person(person)}
    if proposal:
        facts |= {"by_two": True}
        details |= {"proposed_by_name": proposal.person_name, "proposed_by_id": str(proposal.person_id)}
    await append(connection, [Draft(case.id, "decided", "person", facts, details)], now)


async def _may_go(connection: AsyncConnection, case_id: int) -> bool:
    """Whether a case is still decided and nothing keeps it; from here on it can be neither opened again nor held."""
    statement = select(cases.c.id).where(cases.c.id == case_id, cases.c.state == "decided").with_for_update()
    if (await connection.execute(statement)).one_or_none() is None:
        return False
    # Asked only under the lock: a hold set, or an objection filed, while waiting for it must count.
    held = select(holds.c.case_id).where(holds.c.case_id == case_id)
    own = select(decisions.c.id).where(decisions.c.case_id == case_id)
    pending = select(objections.c.id).where(objections.c.decision_id.in_(own), objections.c.outcome.is_(None))
    return (await connection.execute(held)).first() is None and (await connection.execute(pending)).first() is None


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


async def case_view(
    connection: AsyncConnection, case_id: CaseId, usual: Mapping[RuleId, str] | None = None
) -> CaseView | None:
    """A case as an alert shows it; None if there is none."""
    statement = select(cases, comments).join(comments, comments.c.id == cases.c.comment_id).where(cases.c.id == case_id)
    row = (await connection.execute(statement)).mappings().one_or_none()
    if row is None:
        return None
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
        findings=await _found_rules(connection, case_id, usual or {}),
        claimed_by=row[cases.c.claimed_by],
        escalated_by=row[cases.c.escalated_by],
        decision=None
        if decided is None
        else DecisionView(
            decided.measure, decided.reason, decided.person_name, decided.decided_at, decided.proposed_by_name
        ),
        actions=tuple(ActionView(a.kind, a.state, a.error) for a in carried_out),
        proposal=await proposal_view(connection, case_id, row[cases.c.revision]),
        objection=await objection_view(connection, case_id, decided.id if decided is not None else None),
        notice=await notice_view(connection, decided.id) if decided is not None else None,
        earlier=await earlier_measures(connection, case_id, row[comments.c.source], row[comments.c.author_ref]),
    )


async def _found_rules(
    connection: AsyncConnection, case_id: CaseId, usual: Mapping[RuleId, str]
) -> tuple[FoundRule, ...]:
    """The findings as they were recorded, each with the measure usual for its rule today."""
    statement = select(findings).where(findings.c.case_id == case_id).order_by(findings.c.id)
    return tuple(
        FoundRule(
            f.rule, f.rule_title, f.start, f.end, f.reason, f.score, Severity(f.severity), usual.get(f.rule, "leave")
        )
        for f in await connection.execute(statement)
    )
