"""The model's files and its opinion."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from moderation.learned.model import SHIPPED, BadModel, CommentModel, load_model
from moderation.learned.opinion import CRITICISM, FAMILIAR, OFFENCE, VIOLATION
from moderation.learned.terms import BUCKETS, terms_of
from moderation.reading import Reading


@pytest.fixture(scope="session")
def model() -> CommentModel:
    return load_model()


def tiny(words: dict[str, int]) -> CommentModel:
    """A model of one head that knows the worth of some words."""
    weights = np.zeros((BUCKETS, 1), dtype=np.int8)
    for word, worth in words.items():
        terms = terms_of(word)
        weights[terms.buckets[terms.letters :], 0] = worth
    one = np.ones(1, dtype=np.float32)
    return CommentModel(("insult",), weights, one, 0 * one, np.ones(BUCKETS, dtype=np.float32), {"name": "tiny"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tiny({"dumm": 9}), tmp_path)
    return tmp_path


def write(model: CommentModel, folder: Path) -> None:
    numbers, card = model.to_files()
    (folder / "weights.npz").write_bytes(numbers)
    (folder / "card.json").write_text(card, "utf-8")


def test_what_is_written_is_read_again(folder: Path) -> None:
    written, read = tiny({"dumm": 9}), load_model(folder)
    reading = Reading("du bist dumm")
    assert read.heads == written.heads
    assert read.opinion(reading) == written.opinion(reading)


def test_known_words_speak_and_unknown_do_not() -> None:
    model = tiny({"dumm": 9, "danke": -9})
    assert model.opinion(Reading("dumm")).log_odds("insult") > 0
    assert model.opinion(Reading("danke")).log_odds("insult") < 0
    assert model.opinion(Reading("sonst")).log_odds("insult") == 0
    assert model.opinion(Reading("")).log_odds("insult") == 0


def test_the_telling_words_are_the_ones_that_spoke_and_lead_to_the_original() -> None:
    text = "Ihr seid D\u00dcMM, d\u200bumm und nett"
    model = tiny({"dumm": 9, "nett": -9})
    reading = Reading(text)
    [words] = model.telling(reading, model.opinion(reading), ["insult"])
    assert [text[word.start : word.end] for word in words] == ["d\u200bumm"]


def test_nothing_tells_where_nothing_spoke() -> None:
    model = tiny({"dumm": 9})
    for text in ("alles gut", ""):
        assert model.telling(Reading(text), model.opinion(Reading(text)), ["insult"]) == [()]


def damage(folder: Path) -> None:
    numbers = bytearray((folder / "weights.npz").read_bytes())
    numbers[len(numbers) // 2] ^= 1
    (folder / "weights.npz").write_bytes(bytes(numbers))


def remove(folder: Path) -> None:
    (folder / "weights.npz").unlink()


def break_card(folder: Path) -> None:
    (folder / "card.json").write_text("{")


def empty_card(folder: Path) -> None:
    (folder / "card.json").write_text("[]")


def more_heads(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps({**card, "heads": ["insult", "more"]}))


def another_recipe(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps({**card, "recipe": card["recipe"] - 1}))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (damage, "Prüfsumme"),
        (remove, "lässt sich nicht lesen"),
        (break_card, "kein JSON"),
        (empty_card, "JSON-Objekt"),
        (more_heads, "anderen Version"),
        (another_recipe, "anderen Version"),
    ],
)
def test_a_model_that_cannot_be_trusted_is_refused(folder: Path, harm: Callable[[Path], None], said: str) -> None:
    harm(folder)
    with pytest.raises(BadModel, match=said):
        load_model(folder)


def test_pickles_are_never_read(folder: Path) -> None:
    np.savez(folder / "weights.npz", weights=np.array([object()], dtype=object))
    import hashlib

    numbers = (folder / "weights.npz").read_bytes()
    (folder / "card.json").write_text(
        json.dumps({"heads": ["insult"], "recipe": 2, "sha256": hashlib.sha256(numbers).hexdigest()})
    )
    with pytest.raises(BadModel, match="kein Modell"):
        load_model(folder)


def test_the_shipped_model_has_all_heads_and_a_full_card(model: CommentModel) -> None:
    assert {VIOLATION, OFFENCE, FAMILIAR, CRITICISM, "insult", "threat_violence"} <= set(model.heads)
    assert all(model.card[key] for key in ("name", "date", "data", "figures", "limits_of_use", "combination", "limits"))
    assert all(one["licence"] for one in model.card["data"])
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < 10_000_000
