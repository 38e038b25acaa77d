"""What every detector is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from moderation.models import Comment, Finding
from moderation.reading import Reading


class Detector(Protocol):
    """Looks for one kind of offence. Configured once, then called for every comment; keeps no state between calls."""

    @property
    def name(self) -> str:
        """The name under which a failure is recorded."""

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        """All findings, in any order; spans count code points of ``comment.text``."""
