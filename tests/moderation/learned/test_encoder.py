"""An encoder in the classifier's place: a real ONNX model, made here, of two words' worth of knowledge."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

from moderation.engine import Moderator
from moderation.judge import Judge, load_judge
from moderation.learned.encoder import Encoder, EncoderUnavailable, with_encoder
from moderation.learned.opinion import OFFENCE, VIOLATION
from moderation.models import Comment
from moderation.netiquette import Netiquette
from moderation.reading import Reading

VOCABULARY = {"[UNK]": 0, "blubb": 1, "danke": 2}
FLAGGED_WORD = "blubb blubb blubb"
WORTH = np.array([[2.0, -2.0], [-8.0, 8.0], [8.0, -8.0]], dtype=np.float32)
"""Logits of the classes (fine, offensive) for each word."""


@pytest.fixture(scope="session")
def judge() -> Judge:
    return load_judge()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An encoder that finds "blubb" offensive."""
    write_model(tmp_path, WORTH)
    return tmp_path


def write_model(folder: Path, worth: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> None:
    nodes = [
        helper.make_node("Gather", ["worth", "input_ids"], ["looked_up"]),
        helper.make_node("ReduceMean", ["looked_up", "axes"], ["logits"], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "length"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, worth.shape[1]])],
        [numpy_helper.from_array(worth, "worth"), numpy_helper.from_array(np.array([1], dtype=np.int64), "axes")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.save(model, str(folder / "model.onnx"))
    tokenizer = Tokenizer(models.WordLevel(VOCABULARY, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))


def test_it_takes_the_place_of_the_models_view_and_keeps_its_rules(folder: Path, judge: Judge) -> None:
    reading = Reading("danke blubb")
    words, found = judge.classifier.opinion(reading), with_encoder(judge, folder).classifier.opinion(reading)
    assert found.log_odds(VIOLATION) == found.log_odds(OFFENCE) == pytest.approx(0, abs=1e-5)
    assert found.rules() == words.rules()


def test_a_comment_is_judged_by_it(folder: Path, judge: Judge, netiquette: Netiquette) -> None:
    moderator = Moderator(netiquette, judge=with_encoder(judge, folder))
    assert not Moderator(netiquette, judge=judge).screen(Comment(FLAGGED_WORD)).flagged
    verdict = moderator.screen(Comment(FLAGGED_WORD))
    assert verdict.flagged
    assert verdict.failed == ()
    assert [finding.reason for finding in verdict.findings]
    assert not moderator.screen(Comment("danke danke danke")).flagged


@pytest.mark.parametrize(("settings", "odds"), [({"offensive": [0]}, -16), ({"scale": 0.5, "shift": 1.0}, 9)])
def test_its_classes_and_calibration_can_be_named(folder: Path, judge: Judge, settings: object, odds: float) -> None:
    (folder / "encoder.json").write_text(json.dumps(settings))
    opinion = Encoder(folder, judge.classifier).opinion(Reading("blubb"))
    assert opinion.log_odds(OFFENCE) == pytest.approx(odds, abs=0.01)


def test_where_it_fails_the_word_model_judges_and_it_is_told(
    folder: Path, judge: Judge, netiquette: Netiquette, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_it = with_encoder(judge, folder)

    def fail(_text: str) -> None:
        raise RuntimeError

    monkeypatch.setattr(with_it.classifier, "_logits", fail)
    text = "Du bist so ein Vollidiot."
    verdict, plain = (Moderator(netiquette, judge=one).screen(Comment(text)) for one in (with_it, judge))
    assert verdict.failed == ("encoder",)
    assert (verdict.flagged, verdict.score, verdict.findings) == (plain.flagged, plain.score, plain.findings)


def remove_model(folder: Path) -> None:
    (folder / "model.onnx").unlink()


def damage_model(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"nonsense")


def damage_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")


def misspell_settings(folder: Path) -> None:
    (folder / "encoder.json").write_text('{"offensiv": [1]}')


def name_all_classes(folder: Path) -> None:
    (folder / "encoder.json").write_text('{"offensive": [0, 1]}')


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (remove_model, "model.onnx fehlt"),
        (damage_model, "lässt sich nicht laden"),
        (damage_tokenizer, "lässt sich nicht laden"),
        (misspell_settings, "encoder.json"),
        (name_all_classes, "einige, nicht alle der 2 Klassen"),
    ],
)
def test_what_cannot_be_used_is_explained(folder: Path, judge: Judge, harm: object, said: str) -> None:
    assert callable(harm)
    harm(folder)
    with pytest.raises(EncoderUnavailable, match=said):
        with_encoder(judge, folder)
