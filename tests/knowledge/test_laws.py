"""Laws the engine keeps for any input."""

from __future__ import annotations

import random
import shutil
import time
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.notices import netiquette_facts
from knowledge.engine import Engine
from knowledge.loading import SHIPPED, load_content
from knowledge.models import Answer, Content, Fallback, Pleasantry, Question, SmallTalk
from moderation.netiquette import Netiquette

relaxed = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def phrasings(content: Content) -> list[tuple[str, str]]:
    return [(topic.id, phrasing) for topic in content.topics() for phrasing in topic.phrasings]


def test_every_phrasing_reaches_its_own_topic(engine: Engine) -> None:
    astray = []
    for name, phrasing in phrasings(engine.content):
        found = engine.find(Question(phrasing)).outcome
        match found:
            case Answer(entry, _):
                reached = entry.id == name or name in entry.includes
            case Fallback():
                reached = name in engine.content.outside
            case SmallTalk(pleasantry, _):
                reached = pleasantry.id == name
            case _:
                reached = False
        if not reached:
            astray.append((name, phrasing))
    assert astray == []


@relaxed
@given(data=st.data())
def test_case_unicode_form_and_spaces_never_matter(engine: Engine, data: st.DataObject) -> None:
    _, phrasing = data.draw(st.sampled_from(phrasings(engine.content)))
    words = phrasing.split()
    text = data.draw(st.sampled_from([phrasing, " ".join(words[: max(2, len(words) - 1)])]))
    expected = engine.find(Question(text)).outcome
    form: Literal["NFC", "NFD", "NFKC"] = data.draw(st.sampled_from(["NFC", "NFD", "NFKC"]))
    changed = unicodedata.normalize(form, data.draw(st.sampled_from([text, text.upper(), text.lower()])))
    assert engine.find(Question(f"  {changed}\n ")).outcome == expected


@relaxed
@given(text=st.text(max_size=300))
def test_any_text_has_an_outcome_and_always_the_same(engine: Engine, text: str) -> None:
    assert engine.find(Question(text)) == engine.find(Question(text))


@relaxed
@given(st.text(alphabet="bcdfghjklmnpqrstvwxz ", min_size=12, max_size=60))
def test_nonsense_never_gets_an_answer(engine: Engine, text: str) -> None:
    found = engine.find(Question(text)).outcome
    assert not isinstance(found, Answer)


def test_the_order_of_files_and_entries_never_matters(tmp_path: Path, engine: Engine, netiquette: Netiquette) -> None:
    folder = tmp_path / "content"
    shutil.copytree(SHIPPED, folder)
    for number, path in enumerate(sorted((folder / "entries").glob("*.yaml"), reverse=True)):
        path.rename(path.with_name(f"{number:02d}.yaml"))
    shuffled = Engine(load_content(folder, netiquette_facts(netiquette)), engine.matcher.learned)
    assert not shuffled.matcher.has_learned_anew
    questions = [phrasing.rsplit(" ", 1)[0] for _, phrasing in random.Random(7).sample(phrasings(engine.content), 60)]  # noqa: S311
    for question in questions:
        assert shuffled.find(Question(question)).outcome == engine.find(Question(question)).outcome


def test_time_grows_no_faster_than_the_question(engine: Engine) -> None:
    question = "Wer betreut eigentlich den Instagram-Kanal des Landratsamts und wie erreiche ich die Leute? "

    def seconds(times: int) -> float:
        best = float("inf")
        for _ in range(5):
            begun = time.perf_counter()
            engine.find(Question(question * times))
            best = min(best, time.perf_counter() - begun)
        return best

    seconds(1)
    assert seconds(16) < 16 * 4 * seconds(2) / 2


@pytest.mark.parametrize("word", ["a", "ä", "1", "Ж", "ش"])
def test_a_single_letter_gets_no_answer(engine: Engine, word: str) -> None:
    assert not isinstance(engine.find(Question(word)).outcome, Answer)


def test_pleasantries_hold_no_facts(content: Content) -> None:
    assert all(isinstance(p, Pleasantry) and "lkgp" not in p.answer for p in content.pleasantries.values())


def test_time_grows_no_faster_than_the_entries(content: Content) -> None:
    english = content.languages["en"].content
    assert english is not None
    names = list(english.entries)

    def seconds(count: int) -> float:
        kept = {name: replace(english.entries[name], follow_ups=(), includes=()) for name in names[:count]}
        small = Engine(replace(english, entries=kept))
        question = Question("How can I reach the people who look after your channel on Instagram?")
        best = float("inf")
        for _ in range(30):
            begun = time.perf_counter()
            small.find(question)
            best = min(best, time.perf_counter() - begun)
        return best

    assert seconds(len(names)) < 2 * 4 * seconds(len(names) // 2)
