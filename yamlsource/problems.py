"""What can be wrong with a file a person wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where it stands, what is wrong and what to do, in German.

    ``line`` counts from 1; 0 means that the whole file is concerned. ``key`` is the dotted path of the value.
    """

    file: str
    line: int
    message: str
    key: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class InvalidSource(Exception):
    """A file, or several, cannot be used; ``problems`` lists every mistake, sorted by place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
