"""Typed access to the sentences people see (``locales/``)."""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from yamlsource import parse

_FOLDER = Path(__file__).parent / "locales"


class Texts:
    """The sentences of one language, by dotted name; placeholders are filled by keyword."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = sentences

    def __call__(self, name: str, /, **facts: object) -> str:
        """The sentence of that name with its placeholders filled.

        Raises:
            KeyError: the sentence or a placeholder's value is missing; a test makes sure that neither happens.
        """
        return self._sentences[name].format(**facts) if facts else self._sentences[name]

    def names(self) -> frozenset[str]:
        """All names."""
        return frozenset(self._sentences)

    def placeholders(self, name: str) -> frozenset[str]:
        """The placeholders of a sentence."""
        return frozenset(field for _, field, _, _ in string.Formatter().parse(self._sentences[name]) if field)


def _flat(value: object, prefix: str = "") -> dict[str, str]:
    if isinstance(value, dict):
        return {name: text for key, part in value.items() for name, text in _flat(part, f"{prefix}{key}.").items()}
    return {prefix.removesuffix("."): str(value)}


@cache
def german() -> Texts:
    """The German sentences."""
    return Texts(_read("de"))


@cache
def in_language(code: str) -> Texts:
    """The sentences in another language; those it lacks are German, and so are all of an unknown language."""
    own = _read(code) if code in languages() else {}
    return Texts({**_read("de"), **own})


@cache
def languages() -> frozenset[str]:
    """The languages that have sentences of their own."""
    return frozenset(path.stem for path in _FOLDER.glob("*.yaml"))


def _read(code: str) -> dict[str, str]:
    file = _FOLDER / f"{code}.yaml"
    return _flat(parse(file.read_bytes(), str(file)).value)
