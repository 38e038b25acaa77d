"""Content files: complete or refused, every mistake with file, line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.building import MAX_ANSWER
from knowledge.loading import load_content
from knowledge.models import Content, EntryId
from tests.knowledge.files import AUTHORITY, ENTRIES, OUTSIDE, SAMPLES, SMALL_TALK, write
from yamlsource import InvalidSource


def problems(folder: Path) -> list[str]:
    with pytest.raises(InvalidSource) as caught:
        load_content(folder)
    return [str(problem).removeprefix(str(folder) + "/") for problem in caught.value.problems]


def test_good_files_become_content(tmp_path: Path) -> None:
    content = load_content(write(tmp_path))
    first = content.entries[EntryId("first")]
    assert first.answer == "Rufen Sie an: 07161 1"
    assert (first.chapters, first.edition, first.owner) == (("1",), "2025", "team")
    assert content.contact == "Telefon 07161 1"
    assert [way.text for way in first.ways] == ["muster.example"]


def test_sample_questions_say_what_they_want(tmp_path: Path) -> None:
    content = load_content(write(tmp_path, samples=SAMPLES))
    assert [(sample.kind, sample.question.earlier) for sample in content.samples] == [
        ("answer", ()),
        ("fallback", ()),
        ("smalltalk", ("Hallo",)),
    ]
    assert content.samples[0].entries == {"first"}
    assert content.allowed_wrong == 2.5


def test_sample_questions_may_be_missing(tmp_path: Path) -> None:
    assert load_content(write(tmp_path)).samples == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"entries": ENTRIES.replace("[website]", "[instagram]")}, "keinen Weg ohne Konto"),
        ({"entries": ENTRIES.replace("[website]", "[webseite]")}, "Meinten Sie „website“?"),
        ({"entries": ENTRIES.replace("desk.phone", "desk.phnoe")}, "Meinten Sie „{desk.phone}“?"),
        ({"entries": ENTRIES.replace("[second]", "[secnod]")}, "Meinten Sie „second“?"),
        ({"entries": ENTRIES.replace('["1"]', '["9"]')}, "Kapitel „9“ gibt es in der Quelle nicht"),
        ({"entries": ENTRIES.replace("id: second", "id: first")}, "schon vergeben"),
        ({"entries": ENTRIES.replace("Preis der Karten", "NUMMER vom Amt!")}, "steht schon bei „first“"),
        ({"entries": ENTRIES.replace("owner: team, ", "")}, "wem der Eintrag gehört"),
        ({"entries": ENTRIES.replace("Zwei.", "x" * (MAX_ANSWER + 1))}, "erlaubt sind 1200"),
        ({"entries": ENTRIES.replace("title: Das Zweite", "titel: Das Zweite")}, "Meinten Sie „title“?"),
        ({"entries": ENTRIES.replace("id: second", "id: Zweiter Eintrag")}, "nicht die erwartete Form"),
        ({"outside": OUTSIDE.replace("reaction: other", "reaction: othr")}, "Vorhanden sind: other, unclear"),
        ({"smalltalk": SMALL_TALK.replace("id: talk", "id: first")}, "schon vergeben"),
        ({"authority": AUTHORITY.replace('"2027-01-31"', "Januar")}, "JJJJ-MM-TT"),
        ({"authority": AUTHORITY.replace("{desk.phone}", "{desk.fax}")}, "{desk.fax}"),
        ({"samples": SAMPLES.replace("[first]", "[frist]")}, "Meinten Sie „first“?"),
        ({"samples": SAMPLES.replace("want: [first]", "want: []")}, "want"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, change: dict[str, str], expected: str) -> None:
    found = problems(write(tmp_path, **change))
    assert any(expected in problem for problem in found), found
    file = next(iter(change))
    place = "entries/all.yaml" if file == "entries" else f"{file}.yaml"
    assert all(problem.startswith(f"{place}:") and problem.split(":")[1].isdigit() for problem in found)


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = write(tmp_path, outside="reactions: [", smalltalk="smalltalk: x", entries="entries: x")
    assert {problem.split(":")[0] for problem in problems(folder)} == {
        "outside.yaml",
        "smalltalk.yaml",
        "entries/all.yaml",
    }


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "outside.yaml").unlink()
    assert problems(folder)[0].startswith("outside.yaml: Die Datei lässt sich nicht lesen")


def test_a_folder_without_entries_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "entries" / "all.yaml").unlink()
    assert "keine Datei mit Einträgen" in problems(folder)[0]


def test_the_digest_names_the_state_of_files_and_facts(tmp_path: Path) -> None:
    first = load_content(write(tmp_path / "a")).digest
    assert load_content(write(tmp_path / "b")).digest == first
    assert load_content(write(tmp_path / "c", entries=ENTRIES.replace("Zwei.", "Zwo."))).digest != first
    assert load_content(write(tmp_path / "d"), {"netiquette.insult": "x"}).digest != first


# -- the shipped content ---------------------------------------------------------------------------------------


def test_every_chapter_of_the_concept_is_covered(content: Content) -> None:
    assert {chapter for entry in content.entries.values() for chapter in entry.chapters} == set(content.source.chapters)


def test_every_rule_of_the_netiquette_has_an_entry_that_quotes_it(content: Content) -> None:
    answers = " ".join(entry.answer for entry in content.entries.values())
    clauses = [
        text for name, text in content.facts.items() if name.startswith("netiquette.") and name != "netiquette.titles"
    ]
    assert len(clauses) == 14
    assert all(clause in answers for clause in clauses)


def test_no_contact_fact_is_written_into_an_entry_by_hand() -> None:
    folder = Path(load_content.__code__.co_filename).parent / "content" / "entries"
    for path in folder.glob("*.yaml"):
        for line in path.read_text("utf-8").splitlines():
            if not line.lstrip().startswith("- "):
                assert "@lkgp.de" not in line, path
                assert "202-10" not in line, path


def test_every_fallback_names_a_contact(content: Content) -> None:
    reactions = {topic.reaction for topic in content.outside.values()} | {
        content.default_reaction,
        content.unclear_reaction,
    }
    assert all("landkreis-goeppingen.de" in reaction for reaction in reactions)
