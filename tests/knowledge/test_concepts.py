"""Citizens' words lead to concepts."""

from __future__ import annotations

from knowledge.concepts import ConceptReader
from knowledge.german import stem, words
from knowledge.models import Vocabulary

READER = ConceptReader(
    Vocabulary(
        concepts={"social_media": ("soziale Medien", "Social Media"), "phone": ("Telefonnummer", "anrufen")},
        dialect={"isch": "ist", "gibts": "gibt es"},
        dialect_endings={},
        slots={"platform": ("Facebook", "YouTube"), "number": ("1", "2")},
        follow_up_markers=frozenset({"und"}),
        stop_words=frozenset({"der", "für"}),
    )
)


def concepts(text: str) -> set[str]:
    return READER.concepts([stem(word) for word in words(text)])


def test_several_words_name_one_concept_in_any_inflection() -> None:
    assert concepts("Wozu die sozialen Medien?") == {"social_media"}
    assert concepts("SOCIAL MEDIA Telefonnummern") == {"social_media", "phone"}


def test_words_that_only_look_alike_name_none() -> None:
    assert concepts("soziale Arbeit, neue Medien") == set()


def test_dialect_becomes_standard_german() -> None:
    assert READER.standard("Was isch des, gibts was?") == ["was", "ist", "des", "gibt", "es", "was"]


def test_stop_words_and_markers_are_known_in_any_spelling() -> None:
    assert READER.is_stop_word("fur")
    assert READER.is_marker("und")
    assert not READER.is_stop_word("medien")


def test_words_that_replace_each_other_share_a_slot() -> None:
    assert READER.slots(words("und Facebook Nummer 2")) == {"platform", "number"}
    assert READER.without_slots(words("habt ihr YouTube 2 mal"), {"platform"}) == ["habt", "ihr", "2", "mal"]
