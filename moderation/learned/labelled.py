"""Labelled comments to learn from: our own (``training/``), made up, and public sets, each with its licence.

Public sets are not part of the project. They are read from a folder with the names of :data:`PUBLIC`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yamlsource import reason_of


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A public set that a shipped model may learn from. ``weight`` is how much one of its texts counts."""

    name: str
    weight: float
    licence: str
    credit: str


PUBLIC = (
    PublicSet(
        "germeval2018",
        1.0,
        "CC BY 4.0",
        "Wiegand, Siegel, Ruppenhofer: Overview of the GermEval 2018 Shared Task on the Identification of Offensive Language",
    ),
    PublicSet(
        "upinf2018",
        0.7,
        "Apache License 2.0",
        "Birkeneder, Mitrović, Niemeier, Leon, Handschuh: upInf – Offensive Language Detection in German Tweets (2018)",
    ),
    # Adversarial texts cost a linear model points on ordinary ones at full weight.
    PublicSet(
        "gahd",
        0.2,
        "CC BY 4.0",
        "Goldzycher, Röttger, Schneider: Improving Adversarial Data Collection by Supporting Annotators (GAHD, 2024)",
    ),
    PublicSet(
        "iwg_refugees",
        1.0,
        "CC BY-SA 3.0",
        "Ross et al.: Measuring the Reliability of Hate Speech Annotations (2016)",
    ),
)


_POSTS_WEIGHT = 0.5


class BadLabels(Exception):
    """A file cannot be learned from; the message names file, line and problem, in German."""


@dataclass(frozen=True, slots=True)
class OwnComment:
    """A comment of our own kind. ``batch`` keeps those written together apart from others when a model is tested."""

    text: str
    rules: frozenset[str]
    is_criticism: bool
    batch: str


@dataclass(frozen=True, slots=True)
class PublicPost:
    """A text of a public set."""

    text: str
    is_offensive: bool
    weight: float


def read_own(file: Path, known: frozenset[str]) -> list[OwnComment]:
    """Our own comments; ``known`` are the rules there are.

    Raises:
        BadLabels: with the first line that cannot be used.
    """
    found: list[OwnComment] = []
    for place, row in _rows(file):
        labels, style = row.get("labels"), row.get("style", [])
        if not isinstance(row.get("text"), str) or not isinstance(labels, list) or not isinstance(style, list):
            raise BadLabels(f"{place}: Erwartet werden „text“, „labels“ und „style“.")
        if unknown := set(map(str, labels)) - known:
            raise BadLabels(f"{place}: Diese Regel gibt es nicht: {', '.join(sorted(unknown))}.")
        is_criticism = not labels and "legal_criticism" in style
        found.append(OwnComment(row["text"], frozenset(labels), is_criticism, str(row.get("batch", ""))))
    return found


def read_posts(file: Path) -> list[PublicPost]:
    """Our own posts of the kind found elsewhere, made up to widen the vocabulary.

    Raises:
        BadLabels: with the first line that cannot be used.
    """
    return _read_set(file, _POSTS_WEIGHT)


def read_public(folder: Path) -> dict[str, list[PublicPost]]:
    """All sets of :data:`PUBLIC`, from ``<name>.train.jsonl``.

    Raises:
        BadLabels: a file is missing or a line cannot be used.
    """
    return {one.name: _read_set(folder / f"{one.name}.train.jsonl", one.weight) for one in PUBLIC}


def _read_set(file: Path, weight: float) -> list[PublicPost]:
    found: list[PublicPost] = []
    for place, row in _rows(file):
        if not isinstance(row.get("text"), str) or row.get("label") not in (0, 1):
            raise BadLabels(f"{place}: Erwartet werden „text“ und „label“ (0 oder 1).")
        found.append(PublicPost(row["text"], row["label"] == 1, weight))
    return found


def _rows(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                place = f"{file}:{number}"
                try:
                    row = json.loads(line)
                except ValueError as error:
                    raise BadLabels(f"{place}: Das ist kein JSON ({error}).") from error
                if not isinstance(row, dict):
                    raise BadLabels(f"{place}: Erwartet wird ein JSON-Objekt.")
                yield place, row
    except OSError as error:
        raise BadLabels(f"{file}: Die Datei lässt sich nicht lesen ({reason_of(error)}).") from error
