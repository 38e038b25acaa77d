"""What is learned can be kept, is used only where it fits, and is never needed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.engine import Engine
from knowledge.learned import Learned, fingerprint
from knowledge.models import Content, EntryId, Question


def test_kept_and_read_again_it_leads_to_the_same_outcomes(engine: Engine) -> None:
    kept = Learned.from_bytes(engine.matcher.learned.to_bytes())
    again = Engine(engine.content, kept)
    assert not again.matcher.has_learned_anew
    for text in ("Wer macht eigentlich die Fotos?", "nummer datenschutz", "Was kostet ein Reisepass?"):
        assert again.find(Question(text)) == engine.find(Question(text))


def test_what_is_kept_fits_what_the_program_makes_of_the_phrasings(engine: Engine) -> None:
    """Fails when features change but what is kept does not know: raise ``_RECIPE`` in knowledge/learned.py."""
    kept = engine.matcher.learned
    for row, phrasing in list(enumerate(engine.matcher._phrasings))[::500]:
        vector = kept.space.vector(engine.matcher.features(phrasing))
        assert vector.known == pytest.approx(1.0), phrasing
        assert kept.index.similarities(vector)[row] == pytest.approx(1.0, abs=3e-3), phrasing


@pytest.mark.parametrize("raw", [b"", b"no archive", b"PK\x05\x06" + b"\0" * 18])
def test_a_broken_file_is_ignored(raw: bytes) -> None:
    assert Learned.from_bytes(raw) is None


def test_a_changed_answer_needs_no_learning_but_a_changed_phrasing_does(content: Content, engine: Engine) -> None:
    entry = content.entries[EntryId("website")]

    def with_entry(**changes: object) -> Content:
        return replace(content, entries={**content.entries, entry.id: replace(entry, **changes)})  # type: ignore[arg-type]

    assert not Engine(with_entry(answer="Neu."), engine.matcher.learned).matcher.has_learned_anew
    few = replace(
        with_entry(phrasings=("Ganz neu gefragt?",)),
        outside={},
        pleasantries={},
        samples=(),
        entries={entry.id: replace(entry, phrasings=("Ganz neu gefragt?",))},
    )
    assert Engine(few, engine.matcher.learned).matcher.has_learned_anew


def test_the_fingerprint_names_what_learning_depends_on(content: Content) -> None:
    website = content.entries[EntryId("website")]
    same = fingerprint(content)

    def changed(**changes: object) -> str:
        return fingerprint(replace(content, **changes))  # type: ignore[arg-type]

    def changed_entry(**changes: object) -> str:
        entry = replace(website, **changes)  # type: ignore[arg-type]
        return changed(entries={**content.entries, website.id: entry})

    assert changed(digest="", contact="") == same
    assert changed_entry(answer="Anders.") == same
    assert changed_entry(phrasings=website.phrasings[1:]) != same
    assert changed_entry(not_meant=("Wo ist das Meer?",)) != same
    assert changed_entry(title="Anders") != same
    assert changed(samples=content.samples[1:]) != same
    assert changed(vocabulary=replace(content.vocabulary, concepts={})) != same
