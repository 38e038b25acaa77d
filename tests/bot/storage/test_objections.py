"""After the decision, on both databases: two people, objections, undoing, notices, what was done before."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.cases import CaseId
from bot.reviewing import Decided, Objected, Outdated, Proposed, Refused, Unknown
from bot.roster import Person
from bot.storage.database import Database
from bot.storage.objections import SqlObjectionStore
from moderation.engine import Moderator
from moderation.review import Measure, Refusal, Stage, Step
from tests.bot.storage.desk import Desk
from tests.conftest import Clock

RITA, OTTO, ADA = Person(11, "Rita"), Person(12, "Otto"), Person(13, "Ada")
ONE, TWO = CaseId(1), CaseId(2)


@pytest.fixture
def desk(database: Database, moderator: Moderator, clock: Clock) -> Desk:
    return Desk(database, moderator, clock)


@pytest.fixture
def objections(database: Database) -> SqlObjectionStore:
    return SqlObjectionStore(database)


async def kinds(desk: Desk) -> list[tuple[str, str]]:
    async with desk.database.read() as connection:
        return [tuple(row) for row in await connection.execute(text("SELECT kind, state FROM actions ORDER BY id"))]


async def told(desk: Desk) -> list[str]:
    async with desk.database.read() as connection:
        bodies = (await connection.execute(text("SELECT body FROM case_events ORDER BY number"))).scalars()
        return [json.loads(body)["kind"] for body in bodies]


async def finish(desk: Desk, *numbers: int) -> None:
    for number in numbers:
        await desk.cases.finish_action(number, None, desk.clock())


async def test_a_proposal_changes_nothing_until_another_person_confirms_it(desk: Desk) -> None:
    await desk.take()
    await desk.jobs()
    assert await desk.cases.propose(ONE, 1, "block", "Beleidigung", RITA, desk.clock()) == Proposed("block")
    case = await desk.cases.view(ONE)
    assert case is not None
    assert case.proposal is not None
    assert (case.is_open, case.proposal.measure, case.proposal.person_name) == (True, "block", "Rita")
    assert await desk.jobs() == [("alert", "1")]
    assert await desk.cases.confirm(ONE, 1, RITA, desk.clock()) == Refused(Refusal.SAME_PERSON)
    assert await desk.rows("decisions") == 0
    assert await desk.cases.confirm(ONE, 1, OTTO, desk.clock()) == Decided("block")
    case = await desk.cases.view(ONE)
    assert case is not None
    assert case.decision is not None
    assert (case.decision.proposed_by, case.decision.person_name, case.decision.reason) == (
        "Rita",
        "Otto",
        "Beleidigung",
    )
    assert case.proposal is None
    assert await kinds(desk) == [("delete", "wanted"), ("ban", "wanted")]
    assert await told(desk) == ["opened", "proposed", "decided"]


async def test_a_proposal_is_void_once_the_comment_was_changed(desk: Desk) -> None:
    await desk.take(text="Du Vollidiot!")
    await desk.cases.propose(ONE, 1, "block", "–", RITA, desk.clock())
    await desk.take(text="Du Wichser!")
    assert await desk.cases.confirm(ONE, 1, OTTO, desk.clock()) == Outdated()
    assert await desk.cases.confirm(ONE, 2, OTTO, desk.clock()) == Refused(Refusal.NOTHING_PROPOSED)
    case = await desk.cases.view(ONE)
    assert case is not None
    assert case.proposal is None
    assert await desk.cases.propose(ONE, 2, "block", "–", OTTO, desk.clock()) == Proposed("block")
    assert await desk.cases.confirm(ONE, 2, RITA, desk.clock()) == Decided("block")


async def test_something_milder_than_proposed_may_be_decided_by_anyone(desk: Desk) -> None:
    await desk.take()
    await desk.cases.propose(ONE, 1, "block", "–", RITA, desk.clock())
    assert await desk.cases.propose(ONE, 1, "block", "–", OTTO, desk.clock()) == Refused(Refusal.ALREADY_PROPOSED)
    assert await desk.cases.decide(ONE, 1, "delete", "–", RITA, desk.clock()) == Decided("delete")
    assert await desk.rows("proposals") == 0


async def test_an_objection_is_answered_by_somebody_who_had_no_part_in_the_decision(
    desk: Desk, objections: SqlObjectionStore
) -> None:
    await desk.take()
    await desk.cases.propose(ONE, 1, "block", "–", RITA, desk.clock())
    await desk.cases.confirm(ONE, 1, OTTO, desk.clock())
    assert await objections.file(ONE, "War ein Zitat", OTTO, desk.clock()) == Objected()
    for person in (RITA, OTTO):
        outcome = await objections.answer(1, Step.OVERTURN, person, desk.clock())
        assert outcome == Refused(Refusal.SAME_PERSON)
    assert await objections.answer(1, Step.UPHOLD, ADA, desk.clock()) == Objected(Stage.UPHELD)
    case = await desk.cases.view(ONE)
    assert case is not None
    assert case.objection is not None
    assert (case.objection.outcome, case.objection.answered_by, case.objection.reason) == (
        "upheld",
        "Ada",
        "War ein Zitat",
    )
    assert await kinds(desk) == [("delete", "wanted"), ("ban", "wanted")]
    assert await told(desk) == ["opened", "proposed", "decided", "objected", "upheld"]


async def test_overturning_undoes_what_can_be_undone(desk: Desk, objections: SqlObjectionStore) -> None:
    await desk.take()
    await desk.cases.decide(ONE, 1, "block", "–", RITA, desk.clock())
    await finish(desk, 1, 2)
    await desk.jobs()
    await objections.file(ONE, "", OTTO, desk.clock())
    assert await objections.answer(1, Step.OVERTURN, OTTO, desk.clock()) == Objected(Stage.OVERTURNED)
    assert await kinds(desk) == [("delete", "done"), ("ban", "done"), ("unban", "wanted")]
    assert await desk.jobs() == [("action:telegram", "3"), ("alert", "1")]
    found = await desk.cases.case_of_action(3)
    assert found is not None
    assert found[1] == "unban"
    assert found[0].is_deleted


async def test_hiding_is_undone_by_showing(desk: Desk, objections: SqlObjectionStore) -> None:
    await desk.take(source="instagram")
    await desk.cases.decide(ONE, 1, "hide", "–", RITA, desk.clock())
    await finish(desk, 1)
    await objections.file(ONE, "", OTTO, desk.clock())
    await objections.answer(1, Step.OVERTURN, OTTO, desk.clock())
    assert await kinds(desk) == [("hide", "done"), ("show", "wanted")]


async def test_overturning_cancels_what_was_not_carried_out_yet(desk: Desk, objections: SqlObjectionStore) -> None:
    await desk.take()
    await desk.cases.decide(ONE, 1, "restrict", "–", RITA, desk.clock())
    await objections.file(ONE, "", OTTO, desk.clock())
    await objections.answer(1, Step.OVERTURN, OTTO, desk.clock())
    # The restriction may happen at this moment, so it is lifted all the same.
    assert await kinds(desk) == [("delete", "cancelled"), ("restrict", "cancelled"), ("unrestrict", "wanted")]
    assert await desk.cases.case_of_action(1) is None
    case = await desk.cases.view(ONE)
    assert case is not None
    assert not case.is_deleted


async def test_only_a_measure_can_be_objected_to_and_only_once(desk: Desk, objections: SqlObjectionStore) -> None:
    await desk.take()
    assert await objections.file(ONE, "", OTTO, desk.clock()) == Refused(Refusal.NOT_DECIDED)
    await desk.cases.decide(ONE, 1, "leave", "–", RITA, desk.clock())
    assert await objections.file(ONE, "", OTTO, desk.clock()) == Refused(Refusal.NOTHING_DONE)
    await desk.take(external_id="8")
    await desk.cases.decide(TWO, 1, "delete", "–", RITA, desk.clock())
    assert await objections.file(TWO, "", OTTO, desk.clock()) == Objected()
    assert await objections.file(TWO, "", OTTO, desk.clock()) == Refused(Refusal.ALREADY_OBJECTED)
    await objections.answer(1, Step.UPHOLD, OTTO, desk.clock())
    assert await objections.answer(1, Step.OVERTURN, OTTO, desk.clock()) == Refused(Refusal.ALREADY_ANSWERED)
    assert await objections.file(CaseId(99), "", OTTO, desk.clock()) == Unknown()
    assert await objections.answer(99, Step.UPHOLD, OTTO, desk.clock()) == Unknown()


async def test_of_two_answers_at_the_same_moment_one_counts(desk: Desk, objections: SqlObjectionStore) -> None:
    for number in range(1, 4):
        await desk.take(external_id=str(number))
        await desk.cases.decide(CaseId(number), 1, "restrict", "–", RITA, desk.clock())
        await objections.file(CaseId(number), "", OTTO, desk.clock())
        outcomes = await asyncio.gather(
            objections.answer(number, Step.UPHOLD, OTTO, desk.clock()),
            objections.answer(number, Step.OVERTURN, ADA, desk.clock()),
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Objected", "Refused"]


async def test_an_objection_outlives_a_new_revision_and_can_still_be_answered(
    desk: Desk, objections: SqlObjectionStore
) -> None:
    await desk.take(text="Du Vollidiot!")
    await desk.cases.decide(ONE, 1, "restrict", "–", RITA, desk.clock())
    await objections.file(ONE, "", OTTO, desk.clock())
    await desk.take(text="Du Wichser!")
    case = await desk.cases.view(ONE)
    assert case is not None
    assert case.is_open
    assert case.objection is not None
    assert case.objection.outcome is None
    assert await objections.answer(1, Step.OVERTURN, OTTO, desk.clock()) == Objected(Stage.OVERTURNED)
    assert await desk.cases.decide(ONE, 2, "delete", "–", RITA, desk.clock()) == Decided("delete")


async def test_a_case_whose_author_waits_for_an_answer_is_not_purged(desk: Desk, objections: SqlObjectionStore) -> None:
    await desk.take()
    await desk.cases.decide(ONE, 1, "restrict", "–", RITA, desk.clock())
    await objections.file(ONE, "Bitte prüfen", OTTO, desk.clock())
    await objections.give_notice(ONE, 1, "Guten Tag", RITA, desk.clock())
    later = desk.clock() + timedelta(days=400)
    assert await desk.cases.purge(later, later, later) == 0
    await objections.answer(1, Step.OVERTURN, OTTO, desk.clock())
    assert await desk.cases.purge(later, later, later) == 1
    for table in ("objections", "notices", "proposals", "decisions", "actions", "event_details", "comments"):
        assert await desk.rows(table) == 0


async def test_a_notice_that_was_given_out_is_recorded_and_shown(desk: Desk, objections: SqlObjectionStore) -> None:
    await desk.take()
    assert await objections.give_notice(ONE, 1, "", RITA, desk.clock()) == Refused(Refusal.NOT_DECIDED)
    await desk.cases.decide(ONE, 1, "delete", "–", RITA, desk.clock())
    await desk.jobs()
    assert await objections.give_notice(ONE, 1, "Guten Tag", OTTO, desk.clock()) is None
    assert await desk.jobs() == [("alert", "1")]
    case = await desk.cases.view(ONE)
    assert case is not None
    assert case.notice is not None
    assert (case.notice.person_name, case.notice.given_at) == ("Otto", desk.clock())
    assert (await told(desk))[-1] == "notice_given"
    assert await objections.give_notice(ONE, 2, "", RITA, desk.clock()) == Outdated()
    assert await objections.give_notice(CaseId(99), 1, "", RITA, desk.clock()) == Unknown()


async def test_earlier_measures_with_the_same_author_are_counted(desk: Desk, objections: SqlObjectionStore) -> None:
    taken: tuple[Measure, ...] = ("delete", "delete", "leave", "restrict")
    for number, measure in enumerate(taken, 1):
        await desk.take(external_id=str(number))
        await desk.cases.decide(CaseId(number), 1, measure, "–", RITA, desk.clock())
    await desk.take(external_id="5", author_ref="user:43")
    await desk.cases.decide(CaseId(5), 1, "delete", "–", RITA, desk.clock())
    await objections.file(CaseId(4), "", OTTO, desk.clock())
    await objections.answer(1, Step.OVERTURN, OTTO, desk.clock())
    await desk.take(external_id="6")
    await desk.take(external_id="7", author_ref=None)
    mine, unknown = await desk.cases.view(CaseId(6)), await desk.cases.view(CaseId(7))
    assert mine is not None
    assert unknown is not None
    assert (mine.earlier, unknown.earlier) == ({"delete": 2}, {})


_OBJECTION = (
    "INSERT INTO objections (decision_id, decided_by_id, proposed_by_id, reason, person_id, person_name, filed_at, "
    "outcome, answered_by_id, answered_by_name, answered_at) VALUES (1, 11, {proposer}, '', 12, 'Otto', "
    "'2026-01-01 00:00:00', {outcome}, {person}, {name}, {at})"
)
_AT = "'2026-01-02 00:00:00'"


@pytest.mark.parametrize(
    "statement",
    [
        _OBJECTION.format(proposer="NULL", outcome="'upheld'", person="11", name="'Rita'", at=_AT),
        _OBJECTION.format(proposer="13", outcome="'upheld'", person="13", name="'Ada'", at=_AT),
        _OBJECTION.format(proposer="NULL", outcome="'upheld'", person="NULL", name="'Otto'", at=_AT),
        _OBJECTION.format(proposer="NULL", outcome="'upheld'", person="12", name="''", at=_AT),
        _OBJECTION.format(proposer="NULL", outcome="'forgotten'", person="12", name="'Otto'", at=_AT),
        "INSERT INTO actions (decision_id, kind, state) VALUES (1, 'unban', 'wanted')",
        "UPDATE decisions SET proposed_by_id = person_id",
    ],
)
async def test_the_database_refuses_what_needs_another_person_or_an_objection(desk: Desk, statement: str) -> None:
    await desk.take()
    await desk.cases.decide(ONE, 1, "restrict", "–", RITA, desk.clock())
    with pytest.raises(IntegrityError):
        async with desk.database.write() as connection:
            await connection.execute(text(statement))


async def test_the_database_takes_an_answer_by_another_person(desk: Desk) -> None:
    await desk.take()
    await desk.cases.decide(ONE, 1, "restrict", "–", RITA, desk.clock())
    async with desk.database.write() as connection:
        statement = _OBJECTION.format(proposer="NULL", outcome="'upheld'", person="12", name="'Otto'", at=_AT)
        await connection.execute(text(statement))
    assert await desk.rows("objections") == 1
