"""``python -m tests.ablation FILE``: what each part of the answering adds, measured on questions with known answers.

One part at a time is switched off, all is learned and calibrated anew, and the German questions of FILE are asked again.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bot import app as root
from bot.config import Config
from bot.evaluating import Gold, read_gold
from bot.notices import netiquette_facts
from knowledge import dialogue, engine, features, matching, spelling
from knowledge.calibration import traits as _traits
from knowledge.engine import Engine
from knowledge.evaluation import judge, score
from knowledge.loading import load_content
from knowledge.models import Content


@contextmanager
def unchanged() -> Iterator[None]:
    yield


def without(target: object, name: str, value: Any) -> Callable[[], Any]:
    return lambda: patch.object(target, name, value)


PARTS: dict[str, Callable[[], Any]] = {
    "everything on": unchanged,
    "without concepts (citizens' synonyms)": without(features, "CONCEPT", 0.0),
    "without character n-grams": without(features, "N_GRAM", 0.0),
    "without pairs of stems": without(features, "PAIR", 0.0),
    "without question words": without(features, "QUESTION_WORD", 0.0),
    "without spelling and dialect endings": without(spelling.Speller, "_correct", lambda _self, _word: None),
    "without the classifier": without(matching, "traits", lambda s, b, k: _traits(0 * s, b, k)),
    "without the nearest phrasing": without(matching, "traits", lambda s, b, k: _traits(s, 0 * b, k)),
    "without the dialogue's context": without(matching, "CONTEXT_WEIGHT", 0.0),
    "without replacing in follow-ups": without(matching, "substituted", lambda _question, _concepts: None),
    "without finding the question in a story": without(dialogue, "LONG", 10_000),
    "without answering several questions together": without(engine, "questions_in", lambda _text: ()),
}


def measure(content: Content, golds: list[Gold]) -> tuple[float, Counter[str]]:
    """The score, and how often which judgement."""
    found = Engine(content)
    judgements = [judge(gold.sample, found.find(gold.sample.question).outcome) for gold in golds]
    return score(judgements), Counter(judgements)


def main() -> None:
    """Print one line a part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    rows = [json.loads(line) for line in parser.parse_args().file.read_text("utf-8").splitlines()]
    golds = [gold for row in rows if (gold := read_gold(row, lambda _: True)).language == "de"]
    netiquette = root.build_moderator(Config()).netiquette
    content = load_content(facts=netiquette_facts(netiquette))
    print(f"{len(golds)} German questions\n{'':<46} score  wrong  missed")
    for name, switched in PARTS.items():
        with switched():
            value, counts = measure(content, golds)
        share = {key: counts[key] / len(golds) for key in ("wrong", "missed")}
        print(f"{name:<46} {value:.3f}  {share['wrong']:5.1%}  {share['missed']:5.1%}", flush=True)


if __name__ == "__main__":
    main()
