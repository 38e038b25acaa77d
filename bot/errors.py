"""Reasons why the program cannot start or go on. Facts only; the sentences are in ``locales/``."""

from __future__ import annotations

from collections.abc import Mapping


class OperatorError(Exception):
    """Something the operator can mend. ``code`` names a text in ``locales/``, ``facts`` fill its placeholders.

    ``is_configuration`` tells the exit status: 2 for wrong use or configuration, 1 for anything else.
    """

    def __init__(self, code: str, *, is_configuration: bool = False, **facts: object) -> None:
        self.code = code
        self.facts: Mapping[str, object] = facts
        self.is_configuration = is_configuration
        super().__init__(f"{code} {dict(facts)}")
