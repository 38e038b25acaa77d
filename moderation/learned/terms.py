"""A comment's view -> hashed terms: words, pairs of neighbouring words, and letters within words.

Hashing needs no vocabulary and has a fixed size (Weinberger et al., Feature Hashing for Large Scale Multitask Learning,
2009). Letters within words survive misspelling, inflection and the compounds Germans make up as they write.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

RECIPE = 2
"""Raised when the terms of a text change: a model learned from others would misread them."""
BUCKETS = 1 << 18
"""Terms are told apart by this many numbers; the lower half are letters, the upper half words."""
LONGEST = 4_000
"""Characters that are read; what follows tells nothing new."""

_HALF = np.uint32(BUCKETS // 2)
_MASK = np.uint32(BUCKETS // 2 - 1)
_SHORTEST_RUN, _LONGEST_RUN = 2, 5
_BLANK = ord(" ")
_FACTOR = np.uint32(0x9E3779B1)
_PIECE = re.compile(r"\S+")
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|[\w.-]*\w\.(?:de|com|net|org|example|ru|info|io|me|shop|tv|eu|ch|at|biz|xyz)(?:[/?]\S*)?[.,!)]*"
)
_NAME = re.compile(r"@\w[\w.]*")
_GROUP = re.compile(
    r"(?<= )[^\w\s]{0,3}?(?:muslim|juedisch|juedinnen|juedin|juden\b|jude\b|schwarze[nr]?\b|tuerke|tuerkisch|arab(?:er|isch)|"
    r"syrer|syrisch|afghan|ukrain|polen\b|polnisch|russe|russin|russisch|rumaen|bulgar|afrikan|asiat|fluechtling|gefluechtet|"
    r"asylbewerber|auslaender|auslaendisch|migrant|einwander|zuwander|sinti\b|roma\b|homosexuell|schwul|lesb|transsexuell|"
    r"transgender|trans\b|queer|behindert|behinderung|rollstuhlfahr|autist|rentner|arbeitslos|obdachlos|ostdeutsch|"
    r"christ(?:en|in)\b|atheist|frauen\b)[a-z]{0,6}(?=\W)"
)
"""Names of groups: all alike, so that what is said counts and not of whom."""
_DIGITS = str.maketrans("123456789", "000000000")
_TOKEN = re.compile(r"\w+|[^\w\s]")

Buckets = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a text as bucket numbers, with repeats: first ``letters`` many of letters, then those of words.

    ``joined`` and ``starts`` tell where they come from (:func:`places_of`).
    """

    buckets: Buckets
    letters: int
    joined: str
    starts: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Places:
    """Where terms come from: ``of_term`` numbers the piece of each term, ``pieces`` are stretches of the text."""

    of_term: NDArray[np.intp]
    pieces: tuple[tuple[int, int], ...]


def terms_of(text: str) -> Terms:
    """The terms of a normalised text; links, names of accounts, digits and names of groups are all alike."""
    joined = _joined(text[:LONGEST].split())
    runs, starts = _runs(joined)
    buckets = _mixed(np.concatenate((runs, np.array(_words(joined), dtype=np.uint32)))) & _MASK
    buckets[len(runs) :] += _HALF
    return Terms(buckets, len(runs), joined, starts)


def places_of(text: str, terms: Terms) -> Places:
    """Where the terms of a text come from, in the same order."""
    codes = np.frombuffer(terms.joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    tokens = [match.start() for match in _TOKEN.finditer(terms.joined)]
    starts = np.concatenate((terms.starts, np.array(tokens + tokens[:-1], dtype=np.intp)))
    piece_at = np.cumsum(codes == _BLANK) - 1
    return Places(piece_at[starts], tuple(match.span() for match in _PIECE.finditer(text[:LONGEST])))


def _joined(pieces: list[str]) -> str:
    if not pieces:
        return ""
    masked = [_masked(piece) if "." in piece or "@" in piece else piece for piece in pieces]
    return _GROUP.sub("gruppex", f" {' '.join(masked)} ".translate(_DIGITS))


def _masked(piece: str) -> str:
    if piece[0] == "@":
        return _NAME.sub("namex", piece, count=1)
    return "linkx" if _LINK.fullmatch(piece) else piece


def _runs(text: str) -> tuple[Buckets, NDArray[np.intp]]:
    """Numbers of all runs of letters within words (blanks only at their ends), and where each begins."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if not len(codes):
        return np.zeros(0, np.uint32), np.zeros(0, np.intp)
    places = np.arange(len(codes))
    blanks = (codes == _BLANK).nonzero()[0]
    # How many signs a run may have from here: up to and with the next blank. The text ends with one.
    room = np.append(blanks, len(codes))[np.searchsorted(blanks, places, side="right")] - places + 1
    numbers = codes
    found: list[Buckets] = []
    starts: list[NDArray[np.intp]] = []
    for length in range(_SHORTEST_RUN, min(_LONGEST_RUN, len(codes)) + 1):
        numbers = numbers[:-1] * _FACTOR + codes[length - 1 :]
        fitting = (room[: len(numbers)] >= length).nonzero()[0]
        found.append(numbers[fitting])
        starts.append(fitting)
    return np.concatenate(found), np.concatenate(starts)


def _words(text: str) -> list[int]:
    """Numbers of words and signs, then of neighbouring pairs."""
    tokens = [token.encode("utf-8", "surrogatepass") for token in _TOKEN.findall(text)]
    return [zlib.crc32(token) for token in tokens] + [
        zlib.crc32(right, zlib.crc32(left + b" ")) for left, right in pairwise(tokens)
    ]


def _mixed(values: Buckets) -> Buckets:
    """Spread numbers evenly, in place (the finalizer of a 32-bit hash; constants by C. Wellons, hash-prospector, 2018)."""
    values ^= values >> np.uint32(16)
    values *= np.uint32(0x7FEB352D)
    values ^= values >> np.uint32(15)
    values *= np.uint32(0x846CA68B)
    values ^= values >> np.uint32(16)
    return values
