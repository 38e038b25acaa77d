"""From comment to decision, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.cases import CaseId
from bot.reviewing import AlreadyDecided, Decided, Outdated, Unknown
from bot.roster import Person
from bot.storage.comments import count_unscreened
from bot.storage.counters import SqlCounters
from bot.storage.database import Database
from moderation.engine import Moderator
from moderation.models import Severity
from tests.bot.storage.desk import Desk
from tests.builders import comment
from tests.conftest import Clock

RITA = Person(11, "Rita")
OTTO = Person(12, "Otto")
ONE = CaseId(1)


@pytest.fixture
def desk(database: Database, moderator: Moderator, clock: Clock) -> Desk:
    return Desk(database, moderator, clock)


async def test_a_rude_comment_becomes_a_case_with_an_alert_to_send(desk: Desk) -> None:
    await desk.take(text="Du Vollidiot!")
    case = await desk.cases.view(ONE)
    assert case is not None
    assert case.is_open
    assert (case.severity, case.text, case.author_name) == (Severity.MEDIUM, "Du Vollidiot!", "Eva Müller")
    assert [(f.rule, f.title, case.text[f.start : f.end]) for f in case.findings] == [
        ("insult", "Beleidigung", "Vollidiot")
    ]
    assert await desk.jobs() == [("alert", "1")]


async def test_a_fine_comment_leaves_nothing_but_a_count(desk: Desk) -> None:
    await desk.take(text="Schöner Radweg, danke!")
    assert await desk.rows("comments") == 0
    assert await desk.rows("cases") == 0
    assert await desk.jobs() == []
    assert await SqlCounters(desk.database).of("screened") == {"fine": 1}


async def test_a_comment_is_kept_until_it_is_judged(desk: Desk) -> None:
    assert await desk.screening.take_in(comment())
    assert not await desk.screening.take_in(comment())
    assert await count_unscreened(desk.database) == 1
    assert await desk.screening.judge_waiting() == 1
    assert await count_unscreened(desk.database) == 0


async def test_two_people_who_write_the_same_words_are_two_cases(desk: Desk) -> None:
    await desk.take(external_id="7", author_name="Eva")
    await desk.take(external_id="8", author_name="Max")
    assert await desk.rows("cases") == 2


async def test_a_decision_is_recorded_with_what_follows_from_it(desk: Desk) -> None:
    await desk.take()
    await desk.jobs()
    outcome = await desk.cases.decide(ONE, 1, "block", "Beleidigung", RITA, desk.clock())
    assert outcome == Decided("block")
    case = await desk.cases.view(ONE)
    assert case is not None
    assert case.decision is not None
    assert (case.is_open, case.decision.person_name, case.decision.measure) == (False, "Rita", "block")
    assert [(a.kind, a.state) for a in case.actions] == [("delete", "wanted"), ("ban", "wanted")]
    assert await desk.jobs() == [("action:telegram", "1"), ("action:telegram", "2"), ("alert", "1")]


async def test_the_second_decision_is_told_of_the_first(desk: Desk) -> None:
    await desk.take()
    await desk.cases.decide(ONE, 1, "leave", "–", RITA, desk.clock())
    outcome = await desk.cases.decide(ONE, 1, "delete", "–", OTTO, desk.clock())
    assert isinstance(outcome, AlreadyDecided)
    assert (outcome.decision.person_name, outcome.decision.measure) == ("Rita", "leave")


async def test_of_two_decisions_at_the_same_moment_one_counts(desk: Desk) -> None:
    for number in range(5):
        await desk.take(external_id=str(number))
        case = CaseId(number + 1)
        outcomes = await asyncio.gather(
            desk.cases.decide(case, 1, "delete", "–", RITA, desk.clock()),
            desk.cases.decide(case, 1, "leave", "–", OTTO, desk.clock()),
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyDecided", "Decided"]
    assert await desk.rows("decisions") == 5


async def test_a_decision_on_an_older_revision_is_refused(desk: Desk) -> None:
    await desk.take(text="Du Vollidiot!")
    await desk.take(text="Du Wichser!")
    case = await desk.cases.view(ONE)
    assert case is not None
    assert (case.revision, case.text) == (2, "Du Wichser!")
    assert await desk.cases.decide(ONE, 1, "delete", "–", RITA, desk.clock()) == Outdated()
    assert await desk.cases.decide(ONE, 2, "delete", "–", RITA, desk.clock()) == Decided("delete")


async def test_an_edit_after_the_decision_opens_the_case_again(desk: Desk) -> None:
    await desk.take(text="Du Vollidiot!")
    await desk.cases.decide(ONE, 1, "leave", "–", RITA, desk.clock())
    await desk.take(text="Du Hurensohn!")
    case = await desk.cases.view(ONE)
    assert case is not None
    assert case.is_open
    assert case.decision is None
    assert await desk.rows("cases") == 1


async def test_an_edit_that_mends_the_comment_is_shown_while_the_case_is_open(desk: Desk) -> None:
    await desk.take(text="Du Vollidiot!")
    await desk.take(text="Entschuldigung.")
    case = await desk.cases.view(ONE)
    assert case is not None
    assert (case.text, case.findings, case.is_open) == ("Entschuldigung.", (), True)


async def test_claims_and_escalations_are_marked(desk: Desk) -> None:
    await desk.take()
    assert await desk.cases.claim(ONE, 1, RITA, desk.clock()) == Decided(None)
    assert await desk.cases.escalate(ONE, 1, OTTO, desk.clock()) == Decided(None)
    case = await desk.cases.view(ONE)
    assert case is not None
    assert (case.claimed_by, case.escalated_by) == ("Rita", "Otto")


async def test_an_unknown_case_is_unknown(desk: Desk) -> None:
    assert await desk.cases.decide(CaseId(99), 1, "delete", "–", RITA, desk.clock()) == Unknown()
    assert await desk.cases.claim(CaseId(99), 1, RITA, desk.clock()) == Unknown()
    assert await desk.cases.view(CaseId(99)) is None


async def test_an_action_is_found_until_it_is_finished(desk: Desk) -> None:
    await desk.take()
    await desk.cases.decide(ONE, 1, "delete", "–", RITA, desk.clock())
    await desk.jobs()
    found = await desk.cases.case_of_action(1)
    assert found is not None
    assert found[1] == "delete"
    await desk.cases.finish_action(1, None, desk.clock())
    assert await desk.cases.case_of_action(1) is None
    assert await desk.jobs() == [("alert", "1")]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO actions (decision_id, kind, state) VALUES (NULL, 'delete', 'wanted')",
        "INSERT INTO actions (decision_id, kind, state) VALUES (4711, 'delete', 'wanted')",
        "INSERT INTO actions (kind, state) VALUES ('delete', 'wanted')",
    ],
)
async def test_the_database_refuses_an_action_without_a_decision(desk: Desk, statement: str) -> None:
    with pytest.raises(IntegrityError):
        async with desk.database.write() as connection:
            await connection.execute(text(statement))


@pytest.mark.parametrize("name", ["", None])
async def test_the_database_refuses_a_decision_without_a_named_person(desk: Desk, name: str | None) -> None:
    await desk.take()
    with pytest.raises(IntegrityError):
        async with desk.database.write() as connection:
            await connection.execute(
                text(
                    "INSERT INTO decisions (case_id, comment_id, measure, reason, person_id, person_name, decided_at) "
                    "VALUES (1, 1, 'delete', '-', 1, :name, '2026-01-01 00:00:00')"
                ),
                {"name": name},
            )


async def test_a_decision_cannot_be_taken_back_under_its_actions(desk: Desk) -> None:
    await desk.take()
    await desk.cases.decide(ONE, 1, "delete", "–", RITA, desk.clock())
    with pytest.raises(IntegrityError):
        async with desk.database.write() as connection:
            await connection.execute(text("DELETE FROM decisions"))


async def test_retention_forgets_what_was_left_alone_first_and_the_rest_later(desk: Desk) -> None:
    await desk.take(external_id="1")
    await desk.take(external_id="2")
    await desk.take(external_id="3")
    await desk.cases.decide(CaseId(1), 1, "leave", "–", RITA, desk.clock())
    await desk.cases.decide(CaseId(2), 1, "delete", "–", RITA, desk.clock())
    await desk.cases.remember_alert(CaseId(1), -5, 100)
    now = desk.clock()
    later = now + timedelta(seconds=1)
    assert await desk.cases.purge(left_before=now, decided_before=now, now=later) == 0
    assert await desk.cases.purge(left_before=later, decided_before=now, now=later) == 1
    assert await desk.cases.view(CaseId(1)) is None
    assert await desk.cases.purge(left_before=later, decided_before=later, now=later) == 1
    assert await desk.rows("comments") == 1
    assert await desk.cases.view(CaseId(3)) is not None
    for table in ("decisions", "actions", "alerts"):
        assert await desk.rows(table) == 0


async def test_where_an_alert_stands_is_remembered(desk: Desk) -> None:
    await desk.take()
    assert await desk.cases.alert_message(ONE) is None
    await desk.cases.remember_alert(ONE, -5, 100)
    await desk.cases.remember_alert(ONE, -5, 101)
    assert await desk.cases.alert_message(ONE) == (-5, 101)
