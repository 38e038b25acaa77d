"""YAML text -> plain values (dict, list, str, None) plus the line of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from yamlsource.problems import InvalidSource, Problem

Location = tuple[str | int, ...]
"""The way to a value: keys and list positions from the root."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_MAX_DEPTH = 40

# libyaml's parser is about ten times as fast; the pure one reads the same language where a platform lacks it.
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file. Scalars are text as written (``no`` stays ``"no"``); only an unquoted null is None."""

    file: str
    value: Any
    lines: Mapping[Location, int]
    key_lines: Mapping[Location, int]

    def line(self, location: Location) -> int:
        """The line of a value, or of the nearest enclosing value that exists."""
        for length in range(len(location), -1, -1):
            part = location[:length]
            if part in self.key_lines:
                return self.key_lines[part]
            if part in self.lines:
                return self.lines[part]
        return 0

    def problem(self, location: Location, message: str) -> Problem:
        """A problem at a place of this document."""
        return Problem(self.file, self.line(location), message, ".".join(str(part) for part in location))


def parse(text: str | bytes, file: str) -> Document:
    """Read one YAML document.

    Raises:
        InvalidSource: the text is not UTF-8, not YAML, has a key twice, uses an alias, or is nested too deeply.
    """
    written = _decoded(text, file) if isinstance(text, bytes) else text
    try:
        node = yaml.compose(written, Loader=_Loader)
    except yaml.YAMLError as error:
        raise InvalidSource([_syntax_problem(error, written, file)]) from error
    reader = _Reader(file)
    value = reader.read(node, ()) if node is not None else None
    if reader.problems:
        raise InvalidSource(reader.problems)
    return Document(file, value, reader.lines, reader.key_lines)


def _decoded(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = "Die Datei ist nicht in UTF-8 gespeichert. Bitte im Editor als UTF-8 speichern."
        raise InvalidSource([Problem(file, line, message)]) from error


def _syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark is not None else 0
    detail = str(getattr(error, "problem", None) or "unlesbar")
    lines = text.split("\n")
    if 0 < line <= len(lines) and lines[line - 1].startswith("\t"):
        return Problem(file, line, "Hier steht ein Tabulator. YAML rückt mit Leerzeichen ein; bitte ersetzen.")
    hint = "Bitte Einrückung, Doppelpunkte und Anführungszeichen an dieser Stelle prüfen"
    return Problem(file, line, f"Das ist kein gültiges YAML. {hint} ({detail}).")


class _Reader:
    """Walks the node tree once and remembers lines and mistakes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Location, int] = {}
        self.key_lines: dict[Location, int] = {}
        self.problems: list[Problem] = []
        self._open: set[int] = set()

    def read(self, node: yaml.Node, location: Location) -> Any:
        line = node.start_mark.line + 1
        self.lines[location] = line
        if isinstance(node, yaml.ScalarNode):
            return None if not node.style and node.value in _NULLS else node.value
        if id(node) in self._open or len(location) > _MAX_DEPTH:
            # An alias that contains itself would never end; nothing we read is nested this deeply.
            self.problems.append(Problem(self.file, line, "Zu tief verschachtelt oder in sich selbst enthalten."))
            return None
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.MappingNode):
                return dict(self._pairs(node, location))
            return [self.read(item, (*location, position)) for position, item in enumerate(node.value)]
        finally:
            self._open.discard(id(node))

    def _pairs(self, node: yaml.MappingNode, location: Location) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(Problem(self.file, line, "Ein Schlüssel muss einfacher Text sein."))
                continue
            key = str(key_node.value)
            if key in seen:
                message = f"Der Schlüssel steht zweimal (zuerst in Zeile {seen[key]}). Bitte einen entfernen."
                self.problems.append(Problem(self.file, line, message, ".".join(map(str, (*location, key)))))
                continue
            seen[key] = line
            self.key_lines[(*location, key)] = line
            yield key, self.read(value_node, (*location, key))
