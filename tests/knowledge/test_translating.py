"""Language files: linked to the German entries, stale ones noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.loading import load_content
from knowledge.models import EntryId
from tests.knowledge.files import write
from yamlsource import InvalidSource

ENGLISH = """\
language: en
name: English
ways: {website: "website muster.example"}
reactions: {other: "We do not know: {desk.phone}", unclear: "Pardon?"}
default_reaction: other
unclear_reaction: unclear
entries:
  - id: first
    title: The first
    answer: "Call us: {desk.phone}"
    phrasings: [What is your phone number?]
outside:
  - {id: out-en, title: Other, reaction: other, phrasings: [What is the weather like?]}
smalltalk:
  - {id: talk, answer: Hello!, phrasings: [Hello there]}
"""


def folder(tmp_path: Path, english: str) -> Path:
    write(tmp_path)
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "en.yaml").write_text(english, "utf-8")
    return tmp_path


def test_a_language_is_linked_to_the_german_entries(tmp_path: Path) -> None:
    language = load_content(folder(tmp_path, ENGLISH)).languages["en"]
    first = language.entries[EntryId("first")]
    assert (first.answer, first.language, first.chapters) == ("Call us: 07161 1", "en", ("1",))
    assert [way.text for way in first.ways] == ["website muster.example"]
    assert language.content is not None
    assert language.content.default_reaction == "We do not know: 07161 1"
    assert language.content.entries[EntryId("first")].follow_ups == ()


def test_a_changed_german_text_makes_a_translation_stale(tmp_path: Path) -> None:
    content = load_content(folder(tmp_path, ENGLISH))
    digest = content.entries[EntryId("first")].text_digest
    stamped = ENGLISH.replace("    title: The first", f'    of: "{digest}"\n    title: The first')
    (tmp_path / "languages" / "en.yaml").write_text(stamped, "utf-8")
    assert load_content(tmp_path).languages["en"].stale == frozenset()
    entries = tmp_path / "entries" / "all.yaml"
    entries.write_text(entries.read_text("utf-8").replace("Rufen Sie an", "Bitte rufen Sie an"), "utf-8")
    language = load_content(tmp_path).languages["en"]
    assert language.stale == {"first"}
    assert language.entries == {}
    assert language.content is not None
    assert language.content.entries[EntryId("first")].answer.startswith("Bitte rufen Sie an")


def test_a_changed_phone_number_makes_nothing_stale(tmp_path: Path) -> None:
    content = load_content(folder(tmp_path, ENGLISH))
    before = content.entries[EntryId("first")].text_digest
    authority = tmp_path / "authority.yaml"
    authority.write_text(authority.read_text("utf-8").replace("07161 1", "07161 2"), "utf-8")
    assert load_content(tmp_path).entries[EntryId("first")].text_digest == before


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("id: first", "id: frist"), "Meinten Sie „first“?"),
        (("{desk.phone}", "{desk.fax}"), "{desk.fax}"),
        (("default_reaction: other", "default_reaction: none"), "Vorhanden sind: other, unclear"),
        (("[Hello there]", "[What is your phone number?]"), "steht schon bei „first“"),
        (("name: English", "nam: English"), "Meinten Sie „name“?"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, change: tuple[str, str], expected: str) -> None:
    with pytest.raises(InvalidSource) as caught:
        load_content(folder(tmp_path, ENGLISH.replace(*change)))
    found = [str(problem) for problem in caught.value.problems]
    assert any(expected in problem and "languages/en.yaml:" in problem for problem in found), found
