"""An optional transformer encoder, run by ONNX Runtime; it takes the place of the model's own view of a comment.

The folder holds ``model.onnx`` (a sequence classifier: token ids in, one row of logits out), ``tokenizer.json`` (of the
tokenizers library) and, where there are more than two classes, ``encoder.json``::

    {"offensive": [1, 2], "longest": 256, "scale": 1.0, "shift": 0.0}

``offensive`` are the classes that mean offensive or forbidden; ``scale`` and ``shift`` calibrate the log-odds. Rules are
still named, and reasons given, by the word model, since an encoder cannot say why.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from moderation.judge import Judge
from moderation.learned.opinion import OFFENCE, VIOLATION, Classifier, Opinion, TellingWord
from moderation.reading import Reading


class EncoderUnavailable(Exception):
    """The encoder cannot be used; the message is German and says what to do."""


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    offensive: tuple[Annotated[int, Field(ge=0)], ...] = (1,)
    longest: Annotated[int, Field(ge=8, le=4096)] = 256
    scale: float = 1.0
    shift: float = 0.0


class Encoder:
    """Judges comments by an encoder and explains them by ``words``."""

    name: ClassVar[str] = "encoder"

    def __init__(self, folder: Path, words: Classifier) -> None:
        """Load the encoder and try it once.

        Raises:
            EncoderUnavailable: a library or a file is missing, or the model takes or gives something else.
        """
        try:
            import onnxruntime  # an extra; most installations do without
            import tokenizers
        except ImportError as error:
            raise EncoderUnavailable(
                f"Für {folder} fehlt „{error.name}“. Bitte installieren: pip install 'kreislotse[encoder]'"
            ) from error
        self._words = words
        self._settings = _read_settings(folder / "encoder.json")
        for name in ("model.onnx", "tokenizer.json"):
            if not (folder / name).is_file():
                raise EncoderUnavailable(f"{folder / name} fehlt.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._tokenizer.enable_truncation(self._settings.longest)
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._inputs = [one.name for one in self._session.get_inputs()]
            classes = len(self._logits("Probe"))
        except Exception as error:  # the libraries raise plain exceptions of many kinds
            raise EncoderUnavailable(f"{folder}: Der Encoder lässt sich nicht laden ({error}).") from error
        if classes > 1 and not (set(self._settings.offensive) < set(range(classes))):
            raise EncoderUnavailable(
                f"{folder / 'encoder.json'}: „offensive“ muss einige, nicht alle der {classes} Klassen nennen (ab 0 gezählt)."
            )

    def opinion(self, reading: Reading) -> Opinion:
        """The word model's opinion, with the encoder's view of what is offensive."""
        logits = self._logits(reading.original)
        if len(logits) == 1:
            odds = float(logits[0])
        else:
            is_offensive = np.isin(np.arange(len(logits)), self._settings.offensive)
            odds = float(np.logaddexp.reduce(logits[is_offensive]) - np.logaddexp.reduce(logits[~is_offensive]))
        odds = odds * self._settings.scale + self._settings.shift
        words = self._words.opinion(reading)
        return replace(words, heads={**words.heads, OFFENCE: odds, VIOLATION: odds})

    def telling(self, reading: Reading, opinion: Opinion, heads: Sequence[str]) -> list[tuple[TellingWord, ...]]:
        """The words that spoke for some heads in the word model."""
        return self._words.telling(reading, opinion, heads)

    def _logits(self, text: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        encoding = self._tokenizer.encode(text)
        given: dict[str, Sequence[int]] = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        feed = {name: np.array([given[name]], dtype=np.int64) for name in self._inputs}
        return np.asarray(self._session.run(None, feed)[0], dtype=np.float64).reshape(-1)


def with_encoder(judge: Judge, folder: Path) -> Judge:
    """The judge with an encoder in the classifier's place; the classifier stays for when the encoder fails.

    Raises:
        EncoderUnavailable: it cannot be used.
    """
    return replace(judge, classifier=Encoder(folder, judge.classifier), fallback=judge.classifier)


def _read_settings(file: Path) -> _Settings:
    if not file.exists():
        return _Settings()
    try:
        return _Settings.model_validate(json.loads(file.read_text("utf-8")))
    except (OSError, ValueError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise EncoderUnavailable(f"{file}: Die Datei lässt sich nicht lesen ({reason}).") from error
