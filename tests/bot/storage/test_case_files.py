"""Case files, holds and what is handed out, on both databases."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.cases import CaseId
from bot.evidence.chain import Fault
from bot.evidence.desk import EvidenceDesk
from bot.evidence.package import BadPackage, check_package
from bot.reviewing import Decided
from bot.roster import Person
from bot.storage.case_files import SqlCaseFiles
from bot.storage.database import Database
from bot.storage.events import verify_log
from bot.storage.tables import case_events
from bot.texts import Texts
from moderation.engine import Moderator
from tests.bot.storage.desk import Desk, tampering
from tests.builders import WRITTEN
from tests.conftest import Clock

RITA = Person(11, "Rita")
ONE = CaseId(1)


class Office(Desk):
    """The stores of a program, and the desk where evidence is handed out."""

    def __init__(self, database: Database, moderator: Moderator, clock: Clock, texts: Texts) -> None:
        super().__init__(database, moderator, clock)
        self.files = SqlCaseFiles(database)
        self.evidence = EvidenceDesk(self.files, clock, lambda _: False, texts, "admin")

    async def package(self, case: CaseId = ONE) -> dict[str, Any]:
        handout = await self.evidence.hand_out(case)
        assert handout is not None
        found: dict[str, Any] = json.loads(json.dumps(handout.package))
        return found

    async def kinds(self) -> list[str]:
        async with self.database.read() as connection:
            bodies = (await connection.execute(select(case_events.c.body).order_by(case_events.c.number))).scalars()
            return [json.loads(body)["kind"] for body in bodies]

    async def purge_all(self) -> int:
        later = self.clock() + timedelta(days=1)
        return await self.cases.purge(left_before=later, decided_before=later, now=later)


@pytest.fixture
def office(database: Database, moderator: Moderator, clock: Clock, texts: Texts) -> Office:
    return Office(database, moderator, clock, texts)


async def test_a_package_holds_what_a_complaint_needs(office: Office) -> None:
    await office.take(text="Du Vollidiot!")
    await office.take(external_id="8", author_name="Max", text="Du Wichser!")
    await office.take(text="Du Vollidiot! Du Depp!", author_name="Eva M.")
    await office.cases.decide(ONE, 2, "delete", "Beleidigung", RITA, office.clock())
    found = await office.package()
    comment, [finding, *_] = found["comment"], found["findings"]
    assert (comment["text"], comment["author_name"], comment["author_ref"]) == (
        "Du Vollidiot! Du Depp!",
        "Eva M.",
        "user:42",
    )
    assert (comment["link"], comment["written_at"]) == ("https://t.me/c/1/7", WRITTEN.isoformat())
    assert (finding["rule"], finding["title"], finding["words"]) == ("insult", "Beleidigung", "Vollidiot")
    assert [revision["author_name"] for revision in found["revisions"]] == ["Eva Müller", "Eva M."]
    assert [other["text"] for other in found["context"]] == ["Du Wichser!"]
    assert [(d["measure"], d["person_name"], d["reason"]) for d in found["decisions"]] == [
        ("delete", "Rita", "Beleidigung")
    ]
    assert found["apply_for_prosecution_until"] == "2027-02-24"
    assert (await office.kinds())[-1] == "exported"


async def test_the_context_is_what_was_written_nearby(office: Office) -> None:
    await office.take()
    near, far = WRITTEN + timedelta(minutes=50), WRITTEN + timedelta(hours=2)
    await office.take(external_id="1", text="Du Wichser!", written_at=near)
    await office.take(external_id="2", text="Du Wichser!!", written_at=far)
    await office.take(external_id="3", text="Du Wichser!!!", written_at=near, place="-1002")
    await office.take(external_id="4", text="Du Wichser!!!!", written_at=near, thread="anderer")
    assert [other["external_id"] for other in (await office.package())["context"]] == ["1"]


async def test_a_package_of_another_case_shows_nothing_of_this_one(office: Office) -> None:
    await office.take(external_id="1", place="-1", text="Du Vollidiot!")
    await office.take(external_id="2", place="-2", text="Du Wichser!")
    await office.cases.claim(CaseId(2), 1, RITA, office.clock())
    await office.cases.claim(ONE, 1, RITA, office.clock())
    found = await office.package()
    links = found["log"]["links"]
    assert [("body" in link) for link in links] == [True, False, False, True, True]
    assert "Wichser" not in json.dumps(found, ensure_ascii=False)


async def test_the_three_months_run_from_the_day_the_case_was_opened(office: Office) -> None:
    await office.take(written_at=WRITTEN - timedelta(days=20))
    handout = await office.evidence.hand_out(ONE)
    assert handout is not None
    assert handout.apply_until == date(2027, 2, 24)
    assert "Strafantrag spätestens am 24.02.2027" in handout.page


async def test_an_insult_that_was_edited_away_still_has_its_period(office: Office) -> None:
    await office.take(text="Du Vollidiot!")
    await office.take(text="Entschuldigung.")
    assert (await office.package())["apply_for_prosecution_until"] == "2027-02-24"


async def test_what_needs_no_application_has_no_period(office: Office) -> None:
    await office.take(
        text="Jetzt Bitcoin kaufen und reich werden! Klick hier: https://bit.ly/xyz, 100 % Gewinn garantiert!!!"
    )
    found = await office.package()
    assert {finding["rule"] for finding in found["findings"]}.isdisjoint({"insult", "defamation"})
    assert found["apply_for_prosecution_until"] is None


async def test_a_package_proves_itself(office: Office) -> None:
    await office.take()
    await office.take(external_id="8")
    await office.cases.decide(ONE, 1, "delete", "–", RITA, office.clock())
    found = await office.package()
    faults, last = check_package(json.dumps(found).encode())
    assert faults == []
    assert (await verify_log(office.database, {last.number: last.hash})).faults == []


async def test_every_change_of_a_package_shows(office: Office) -> None:
    await office.take()
    await office.take(external_id="8")
    await office.cases.claim(ONE, 1, RITA, office.clock())
    whole = await office.package()

    def faults(change: Any) -> set[str]:
        copy = json.loads(json.dumps(whole))
        change(copy)
        return {fault.kind for fault in check_package(json.dumps(copy).encode())[0]}

    def set_in(part: Any, key: Any, value: Any) -> None:
        part[key] = value

    assert faults(lambda p: None) == set()
    links = len(whole["log"]["links"])
    for place in range(links):
        assert "changed" in faults(lambda p, n=place: set_in(p["log"]["links"][n], "digest", "0" * 64))
        assert faults(lambda p, n=place: p["log"]["links"].pop(n)), place
    assert "changed" in faults(lambda p: set_in(p["log"]["links"][0], "body", p["log"]["links"][0]["body"] + " "))
    assert "changed" in faults(lambda p: set_in(p["log"]["last"], "hash", "0" * 64))
    assert "changed" in faults(lambda p: set_in(p["case"], "number", 2))
    assert "detail_changed" in faults(lambda p: set_in(p["log"]["links"][0]["details"][0], "value", "Max"))
    assert "detail_removed" in faults(lambda p: p["log"]["links"][0]["details"].pop())
    for name in ("text", "author_name", "author_ref", "link"):
        assert faults(lambda p, n=name: set_in(p["comment"], n, "anders")) == {"detail_changed"}, name


@pytest.mark.parametrize("given", [b"", b"[]", b"{}", b'{"format": "x"}', b"\xff"])
def test_what_is_no_package_is_told(given: bytes) -> None:
    with pytest.raises(BadPackage):
        check_package(given)


async def test_a_case_from_before_the_log_can_be_handed_out(office: Office) -> None:
    await office.take()
    async with tampering(office.database) as connection:
        for table in ("event_details", "case_events", "event_head"):
            await connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    found = await office.package()
    assert [json.loads(link["body"])["kind"] for link in found["log"]["links"]] == ["exported"]
    assert check_package(json.dumps(found).encode())[0] == []


async def test_a_log_that_was_tampered_with_can_still_be_handed_out(office: Office) -> None:
    await office.take()
    async with tampering(office.database) as connection:
        await connection.execute(text("UPDATE case_events SET body = '[1'"))
    found = await office.package()
    assert {fault.kind for fault in check_package(json.dumps(found).encode())[0]} >= {"changed"}


async def test_unknown_cases_are_neither_handed_out_nor_held(office: Office) -> None:
    assert await office.evidence.hand_out(ONE) is None
    assert not await office.evidence.hold(ONE, "Anzeige")
    assert not await office.evidence.release(ONE, None)
    assert await office.kinds() == []


async def test_a_held_case_stays_until_it_is_released(office: Office) -> None:
    await office.take()
    await office.cases.decide(ONE, 1, "leave", "–", RITA, office.clock())
    assert await office.evidence.hold(ONE, "Anzeige")
    assert await office.evidence.hold(ONE, "Anzeige 4 Js 17/26")
    assert await office.purge_all() == 0
    assert (await office.package())["hold"]["reason"] == "Anzeige 4 Js 17/26"
    assert await office.evidence.release(ONE, "Verfahren beendet")
    assert not await office.evidence.release(ONE, None)
    assert await office.purge_all() == 1
    assert await office.cases.view(ONE) is None
    assert await office.kinds() == ["opened", "decided", "held", "held", "exported", "released", "purged"]
    async with office.database.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM event_details"))).scalar_one() == 0
    assert (await verify_log(office.database)).faults == []


async def test_a_hold_and_a_purge_at_the_same_moment_agree(office: Office) -> None:
    for number in range(1, 6):
        await office.take(external_id=str(number))
        case = CaseId(number)
        assert await office.cases.decide(case, 1, "leave", "–", RITA, office.clock()) == Decided("leave")
        held, _ = await asyncio.gather(office.evidence.hold(case, "Anzeige"), office.purge_all())
        assert (await office.cases.view(case) is not None) is held
    assert (await verify_log(office.database)).faults == []


async def test_values_erased_in_a_case_that_still_exists_are_a_fault(office: Office) -> None:
    await office.take()
    async with office.database.write() as connection:
        await connection.execute(text("DELETE FROM event_details WHERE name = 'text'"))
    assert (await verify_log(office.database)).faults == [Fault("detail_removed", 1, 1)]
