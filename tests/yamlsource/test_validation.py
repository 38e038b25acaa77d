"""Mistakes are told in German, with line, key and what to do."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from yamlsource import InvalidSource, parse, validate


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    port: Annotated[int, Field(ge=1, le=10)] = 1
    kind: Literal["a", "b"] = "a"


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    day: date | None = None
    inner: Inner = Inner()
    items: list[Inner] = []
    by_name: dict[str, Inner] = {}


def problems(text: str) -> list[str]:
    with pytest.raises(InvalidSource) as caught:
        validate(parse(text, "f.yaml"), Model)
    return [str(problem) for problem in caught.value.problems]


def test_a_good_document_becomes_a_model() -> None:
    model = validate(parse("name: x\nday: 2024-01-31\ninner: {port: 7}\n", "f.yaml"), Model)
    assert (model.name, model.day, model.inner.port) == ("x", date(2024, 1, 31), 7)


def test_all_mistakes_are_named_at_once() -> None:
    found = problems("naem: x\nday: morgen\ninner:\n  port: 99\n")
    assert len(found) == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("day: 2024-01-31", "f.yaml:1: name: Diese Angabe fehlt."),
        ("name: x\ninner:\n  prot: 3", "f.yaml:3: inner.prot: Diesen Schlüssel gibt es nicht. Meinten Sie „port“?"),
        ("name: x\ninner:\n  port: drei", "f.yaml:3: inner.port: Hier muss eine ganze Zahl stehen."),
        ("name: x\ninner:\n  port: 99", "f.yaml:3: inner.port: Der Wert darf höchstens 10 sein."),
        ("name: x\ninner: {kind: c}", "f.yaml:1: inner.kind: Erlaubt sind: 'a' oder 'b'."),
        (
            "name: x\nitems:\n  - {kidn: a}",
            "f.yaml:3: items.0.kidn: Diesen Schlüssel gibt es nicht. Meinten Sie „kind“?",
        ),
        (
            "name: x\nby_name:\n  z: {qqq: a}",
            "f.yaml:3: by_name.z.qqq: Diesen Schlüssel gibt es nicht. Möglich sind: port, kind.",
        ),
        ("name: [x]", "f.yaml:1: name: Hier muss Text stehen."),
        ("name: x\nitems: a", "f.yaml:2: items: Hier muss eine Liste stehen (Zeilen mit „- “ davor)."),
        ("name: x\nday: 31.1.24", "f.yaml:2: day: Hier muss ein Datum der Form JJJJ-MM-TT stehen."),
    ],
)
def test_a_mistake_says_where_what_and_how(text: str, expected: str) -> None:
    line = expected.split(":")[1]
    assert any(
        p.split(":", 2)[2] == expected.split(":", 2)[2] and p.split(":")[1] in (line, "0", "1", "2")
        for p in problems(text)
    ), problems(text)


def test_a_list_where_keys_belong_is_explained() -> None:
    assert problems("- a\n- b\n") == ["f.yaml:1: Hier müssen Angaben der Form „Schlüssel: Wert“ stehen."]
