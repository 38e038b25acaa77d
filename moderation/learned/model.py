"""The learned model: one weight a term and head, and what they say about a comment.

Its files are arrays and JSON, never pickles: ``weights.npz`` (numbers) and ``card.json`` (what it is, with the checksum of
the numbers). The model card follows Mitchell et al., Model Cards for Model Reporting, 2019.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from moderation.learned.opinion import Opinion, TellingWord
from moderation.learned.terms import BUCKETS, RECIPE, Terms, places_of, terms_of
from moderation.reading import Reading
from yamlsource import reason_of

SHIPPED = Path(__file__).parent / "shipped"
"""The model that comes with the program."""

_LARGEST = 32 * 1024 * 1024
_TELLING = 4
_Floats = NDArray[np.float32]
_Proof = tuple[Terms, _Floats]


class BadModel(Exception):
    """The files are not a model that can be used; the message is German and names the file."""


@dataclass(frozen=True, slots=True)
class CommentModel:
    """A linear model over hashed terms; ``weights`` are BUCKETS × heads whole numbers, scaled by ``scales``.

    ``rarity`` weighs terms (inverse document frequency). Immutable, safe to share.
    """

    heads: tuple[str, ...]
    weights: NDArray[np.int8]
    scales: _Floats
    biases: _Floats
    rarity: _Floats
    card: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name under which a failure is recorded."""
        return "model"

    def opinion(self, reading: Reading) -> Opinion:
        """What it thinks of a comment, disguises undone."""
        terms = terms_of(reading.worded.text)
        values = weighed(terms, self.rarity)
        logits = (values @ self.weights.take(terms.buckets, 0).astype(np.float32)) * self.scales + self.biases
        return Opinion(dict(zip(self.heads, logits.tolist(), strict=True)), (terms, values))

    def telling(self, reading: Reading, opinion: Opinion, heads: Sequence[str]) -> list[tuple[TellingWord, ...]]:
        """For each head the stretches of the original that spoke most for it, the strongest first; none if nothing did."""
        view = reading.worded
        terms, values = cast("_Proof", opinion.proof)
        places = places_of(view.text, terms)
        found: list[tuple[TellingWord, ...]] = []
        for head in heads:
            column = self.heads.index(head)
            weights = self.weights[terms.buckets, column] * self.scales[column]
            worth = np.bincount(places.of_term, values * weights, len(places.pieces))
            strongest = [int(place) for place in np.argsort(-worth, kind="stable")[:_TELLING] if worth[place] > 0]
            spans = [view.span(*places.pieces[place]) for place in strongest]
            found.append(tuple(TellingWord(*s, float(worth[p])) for s, p in zip(spans, strongest, strict=True)))
        return found

    def with_card(self, card: Mapping[str, Any]) -> CommentModel:
        """The same numbers with another card."""
        return replace(self, card=card)

    def to_files(self) -> tuple[bytes, str]:
        """``weights.npz`` and ``card.json``."""
        target = io.BytesIO()
        np.savez_compressed(
            target, weights=self.weights, scales=self.scales, biases=self.biases, rarity=self.rarity.astype(np.float16)
        )
        numbers = target.getvalue()
        card = {**self.card, "recipe": RECIPE, "heads": list(self.heads), "sha256": hashlib.sha256(numbers).hexdigest()}
        return numbers, json.dumps(card, ensure_ascii=False, indent=1) + "\n"


def weighed(terms: Terms, rarity: _Floats) -> _Floats:
    """The value of each term: rare ones count more, and each kind of term counts the same in all.

    Values of a kind are divided by the root of the sum of their squares, so that long comments do not outweigh short ones.
    """
    values = rarity.take(terms.buckets)
    for kind in (values[: terms.letters], values[terms.letters :]):
        length = math.sqrt(float(kind @ kind))
        if length:
            np.divide(kind, length, out=kind)
    return values


def load_model(folder: Path = SHIPPED) -> CommentModel:
    """Read a model and verify that its numbers are those its card speaks of.

    Raises:
        BadModel: a file is missing, damaged, too large or of another version.
    """
    numbers, card = _read(folder / "weights.npz"), _card(folder / "card.json")
    if hashlib.sha256(numbers).hexdigest() != card.get("sha256"):
        raise BadModel(
            f"{folder / 'weights.npz'}: Die Prüfsumme stimmt nicht mit card.json überein. Bitte beide Dateien neu kopieren."
        )
    try:
        with np.load(io.BytesIO(numbers), allow_pickle=False) as arrays:
            model = CommentModel(
                heads=tuple(str(head) for head in card["heads"]),
                weights=arrays["weights"],
                scales=arrays["scales"],
                biases=arrays["biases"],
                rarity=arrays["rarity"].astype(np.float32),
                card=card,
            )
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadModel(f"{folder / 'weights.npz'}: Das ist kein Modell dieses Programms ({error}).") from error
    shape = (BUCKETS, len(model.heads))
    if (
        card.get("recipe") != RECIPE
        or model.weights.shape != shape
        or model.rarity.shape != (BUCKETS,)
        or model.scales.shape != shape[1:]
    ):
        raise BadModel(f"{folder / 'weights.npz'}: Das Modell gehört zu einer anderen Version. Bitte neu lernen.")
    return model


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST:
            raise BadModel(f"{file}: Die Datei ist zu groß für ein Modell dieses Programms.")
        return file.read_bytes()
    except OSError as error:
        raise BadModel(f"{file}: Die Datei lässt sich nicht lesen ({reason_of(error)}).") from error


def _card(file: Path) -> dict[str, Any]:
    try:
        card = json.loads(_read(file))
    except ValueError as error:
        raise BadModel(f"{file}: Das ist kein JSON ({error}).") from error
    if not isinstance(card, dict):
        raise BadModel(f"{file}: Erwartet wird ein JSON-Objekt.")
    return card
