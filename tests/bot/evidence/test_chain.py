"""The chain: every way to tamper with it is found, and honest logs are not accused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evidence.chain import (
    GENESIS,
    Detail,
    Event,
    Fault,
    Head,
    Link,
    Verifier,
    canonical,
    chained,
    digest,
    link_hash,
    sealed,
    verify,
)

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SALT = "ab" * 32


def log(length: int, case: int = 1) -> list[Link]:
    links: list[Link] = []
    for number in range(1, length + 1):
        event = Event(number, case, "claimed", AT + timedelta(seconds=number), "person", {"revision": number})
        links.append(chained(event, links[-1].hash if links else GENESIS))
    return links


def head(links: Sequence[Link]) -> Head:
    return Head(links[-1].number, links[-1].hash) if links else Head()


def forged(link: Link, previous: str | None = None, **changes: object) -> Link:
    """A link with another content whose own hash is right."""
    body = json.dumps({**json.loads(link.body), **changes}, sort_keys=True, separators=(",", ":"))
    before = link.previous if previous is None else previous
    number = changes.get("number", link.number)
    assert isinstance(number, int)
    return Link(number, link.case, body, before, link_hash(before, digest(body)))


@pytest.mark.parametrize("length", [0, 1, 2, 30])
def test_an_honest_log_has_no_fault(length: int) -> None:
    links = log(length)
    assert verify(links, head(links)) == []


@pytest.mark.parametrize("place", [0, 7, 19])
def test_a_changed_body_is_found(place: int) -> None:
    links = log(20)
    links[place] = replace(links[place], body=links[place].body.replace('"person"', '"system"'))
    assert verify(links, head(log(20))) == [Fault("changed", place + 1, place + 1)]


@pytest.mark.parametrize("place", [0, 7, 19])
def test_a_changed_body_with_its_hash_made_anew_is_found(place: int) -> None:
    links = log(20)
    links[place] = forged(links[place], actor="system")
    assert verify(links, head(log(20))) == [Fault("changed", place + 1, place + 1)]


@pytest.mark.parametrize(
    "change",
    [{"hash": "f" * 64}, {"previous": "f" * 64}, {"case": 2}, {"body": "{"}, {"body": "[1]"}, {"body": "[" * 9999}],
)
def test_any_changed_column_is_found(change: dict[str, object]) -> None:
    links = log(20)
    links[7] = replace(links[7], **change)  # type: ignore[arg-type]
    assert verify(links, head(log(20))) == [Fault("changed", 8, 8)]


@pytest.mark.parametrize(("first", "last"), [(1, 1), (8, 8), (8, 12), (1, 19)])
def test_removed_events_are_found(first: int, last: int) -> None:
    links = [link for link in log(20) if not first <= link.number <= last]
    assert verify(links, head(log(20))) == [Fault("removed", first, last)]


def test_removed_events_are_found_though_the_column_was_numbered_anew() -> None:
    links = [replace(link, number=n) for n, link in enumerate((x for x in log(20) if x.number != 8), 1)]
    assert verify(links, head(log(20))) == [Fault("removed", 8, 8)]


def test_an_inserted_event_is_found_wherever_it_stands() -> None:
    for place in range(1, 20):
        links = log(20)
        links.insert(place, forged(links[place - 1], actor="system"))
        assert Fault("inserted", place, place) in verify(links, head(log(20)))


def test_a_copied_event_is_found() -> None:
    links = log(20)
    assert verify([*links[:8], links[7], *links[8:]], head(links)) == [Fault("inserted", 8, 8)]


def test_an_event_squeezed_in_with_all_columns_moved_up_is_found() -> None:
    links = log(20)
    squeezed = forged(links[7], previous=links[7].hash, number=8, kind="escalated")
    moved = [replace(link, number=n) for n, link in enumerate([*links[:8], squeezed, *links[8:]], 1)]
    assert verify(moved, head(links)) == [Fault("inserted", 8, 8)]


def test_an_event_appended_behind_the_head_is_found() -> None:
    links = log(21)
    assert verify(links, head(log(20))) == [Fault("inserted", 21, 21)]


def test_reordered_events_are_found() -> None:
    links = log(20)
    links[4], links[9] = links[9], links[4]
    found = verify(links, head(log(20)))
    assert {fault.kind for fault in found} == {"reordered"}
    assert Fault("reordered", 5, 5) in found


def test_two_events_that_changed_places_are_found_also_when_the_numbers_were_mended() -> None:
    links = log(20)
    a, b = links[7], links[8]
    links[7], links[8] = replace(b, number=8), replace(a, number=9)
    assert verify(links, head(log(20))) == [Fault("reordered", 8, 8)]


def test_a_number_that_disagrees_with_the_body_is_found() -> None:
    links = log(3)
    links[2] = replace(links[2], number=40)
    assert verify(links, head(log(3))) == [Fault("reordered", 3, 3)]


@pytest.mark.parametrize("kept", [0, 1, 19])
def test_a_log_cut_off_at_the_end_is_found_by_its_head(kept: int) -> None:
    assert verify(log(20)[:kept], head(log(20))) == [Fault("cut_off", kept + 1, 20)]


def test_a_log_made_anew_with_its_head_is_found_by_a_hash_noted_elsewhere() -> None:
    noted = {15: log(20)[14].hash}
    links = log(9)
    for original in log(20)[9:]:
        links.append(forged(original, previous=links[-1].hash, actor="system"))
    assert verify(links, head(links)) == []
    assert Fault("changed", 15, 15) in verify(links, head(links), noted)
    assert verify(log(12), head(log(12)), noted) == [Fault("cut_off", 13, 15)]


def test_an_enormous_number_costs_neither_memory_nor_time() -> None:
    links = [*log(3), forged(log(4)[3], number=10**15)]
    assert Fault("removed", 4, 10**15 - 1) in verify(links, head(log(3)))


@given(st.data())
def test_no_single_manipulation_goes_unseen(data: st.DataObject) -> None:
    links = log(12)
    kind = data.draw(st.sampled_from(["change", "forge", "remove", "copy", "swap", "cut"]))
    place = data.draw(st.integers(0, 11))
    match kind:
        case "change":
            spot = data.draw(st.integers(0, len(links[place].body) - 1))
            body = links[place].body
            links[place] = replace(links[place], body=body[:spot] + chr(ord(body[spot]) ^ 1) + body[spot + 1 :])
        case "forge":
            links[place] = forged(links[place], kind="escalated")
        case "remove":
            del links[place]
        case "copy":
            links.insert(data.draw(st.integers(0, 12)), links[place])
        case "swap":
            other = data.draw(st.integers(0, 11).filter(lambda n: n != place))
            links[place], links[other] = links[other], links[place]
        case _:
            del links[place:]
    assert verify(links, head(log(12)))


_facts = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), _facts))
def test_the_spelling_of_an_event_is_stable(facts: dict[str, object]) -> None:
    event = Event(1, 1, "opened", AT, "rule", facts)  # type: ignore[arg-type]
    again = replace(event, facts=dict(reversed(facts.items())), at=AT.astimezone(timezone(timedelta(hours=2))))  # type: ignore[arg-type]
    assert canonical(event) == canonical(again)
    assert json.loads(canonical(event))["facts"] == facts


@pytest.mark.parametrize("fact", [0.5, [0.5], {"a": {"b": [1.0]}}])
def test_floats_are_refused(fact: object) -> None:
    with pytest.raises(ValueError, match="float"):
        canonical(Event(1, 1, "opened", AT, "rule", {"score": fact}))  # type: ignore[dict-item]


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        canonical(Event(1, 1, "opened", AT.replace(tzinfo=None), "rule"))


def test_a_seal_depends_on_salt_name_and_value() -> None:
    seals = {
        sealed("text", "Du Depp", SALT),
        sealed("text", "Du Depp", "cd" * 32),
        sealed("author", "Du Depp", SALT),
        sealed("text", "Du Tropf", SALT),
    }
    assert len(seals) == 4


class Sealed:
    """A log of three events: opened with two personal values, claimed, and perhaps purged."""

    def __init__(self, *, purged: bool) -> None:
        digests = {name: sealed(name, value, SALT) for name, value in (("text", "Du Depp"), ("author", "Eva"))}
        events = [
            Event(1, 1, "opened", AT, "rule", {}, digests),
            Event(2, 1, "claimed", AT, "person"),
            Event(3, 1 if purged else 2, "purged", AT, "system"),
        ]
        self.links: list[Link] = []
        for event in events:
            self.links.append(chained(event, self.links[-1].hash if self.links else GENESIS))

    def faults(self, *details: Detail) -> list[Fault]:
        verifier = Verifier()
        for link in self.links:
            verifier.feed(link, details if link.number == 1 else ())
        return verifier.finish(head(self.links))


TEXT, AUTHOR = Detail("text", "Du Depp", SALT), Detail("author", "Eva", SALT)


def test_personal_values_that_fit_their_digests_are_no_fault() -> None:
    assert Sealed(purged=False).faults(TEXT, AUTHOR) == []


@pytest.mark.parametrize(
    "wrong", [replace(TEXT, value="Du Lieber"), replace(TEXT, salt="00" * 32), Detail("extra", "x", SALT)]
)
def test_a_changed_or_added_personal_value_is_found(wrong: Detail) -> None:
    assert Fault("detail_changed", 1, 1) in Sealed(purged=False).faults(wrong, AUTHOR)


def test_an_erased_value_is_a_fault_only_without_a_purge_of_the_case() -> None:
    assert Sealed(purged=False).faults(TEXT) == [Fault("detail_removed", 1, 1)]
    assert Sealed(purged=False).faults() == [Fault("detail_removed", 1, 1)]
    assert Sealed(purged=True).faults() == []
