"""The same text again: by the same author, or by many at once (a wave)."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, deque
from collections.abc import Iterable
from datetime import datetime, timedelta

from moderation.models import Repeats
from moderation.reading import Reading

WINDOW = timedelta(hours=24)
"""How long a text is remembered."""

_FEWEST_SIGNS = 20
"""Many people write "Danke!" or "Super Sache"; that is no wave."""
_FEWEST_WORDS = 4
_LETTERS = re.compile(r"[^\W_]+")
_MOST_REMEMBERED = 50_000


def fingerprint(text: str, place: str = "") -> str | None:
    """A number for what a text says, alike for spacing, case and disguise; None where it is too short to mean anything.

    It is a digest: the text cannot be read from it. ``place`` keeps places apart.
    """
    words = _LETTERS.findall(Reading(text).revealed.text)
    letters = "".join(words)
    if len(letters) < _FEWEST_SIGNS or len(words) < _FEWEST_WORDS:
        return None
    return hashlib.blake2b(letters.encode("utf-8", "replace"), digest_size=12, person=_short(place)).hexdigest()


def author_mark(author: str, place: str = "") -> str:
    """A digest of an author, so that two comments can be told to be of the same hand, and no more."""
    return hashlib.blake2b(author.encode("utf-8", "replace"), digest_size=12, person=_short(place)).hexdigest()


def _short(place: str) -> bytes:
    return hashlib.blake2b(place.encode("utf-8", "replace"), digest_size=16).digest()


def repeats_among(earlier: Iterable[str], author: str) -> Repeats:
    """What earlier authors of the same text (one a comment) mean for a comment by ``author``."""
    authors = Counter(earlier)
    own = authors.pop(author, 0)
    return Repeats(own, len(authors))


class RecentTexts:
    """Remembers the texts of the last day in memory, for files of comments; never more than fifty thousand."""

    def __init__(self) -> None:
        self._by_text: dict[str, deque[str]] = {}
        self._order: deque[tuple[datetime | None, str]] = deque()

    def seen(self, text: str, author: str | None, written_at: datetime | None) -> Repeats:
        """Note a comment; what it repeats. Comments of unknown authors repeat nothing."""
        mark = fingerprint(text)
        if author is None or mark is None:
            return Repeats()
        self._forget(written_at)
        authors = self._by_text.setdefault(mark, deque())
        repeats = repeats_among(authors, author)
        authors.append(author)
        self._order.append((written_at, mark))
        return repeats

    def _forget(self, now: datetime | None) -> None:
        while self._order:
            then, mark = self._order[0]
            too_old = now is not None and then is not None and _before(then, now - WINDOW)
            if not too_old and len(self._order) < _MOST_REMEMBERED:
                return
            self._order.popleft()
            authors = self._by_text[mark]
            authors.popleft()
            if not authors:
                del self._by_text[mark]


def _before(one: datetime, other: datetime) -> bool:
    """Whether one time is earlier; where one has no time zone, both are taken as they are written."""
    if (one.tzinfo is None) != (other.tzinfo is None):
        one, other = one.replace(tzinfo=None), other.replace(tzinfo=None)
    return one < other
