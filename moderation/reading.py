"""Comment -> the text a detector reads; every position leads back to the original.

Two views: ``plain`` undoes spelling variants (case, Unicode forms, umlauts, invisible characters, letters borrowed from
other alphabets); ``revealed`` also undoes disguise (1d10t, I d i o t, Idiooot). Where a comment hides nothing, both are
the same object. Real Cyrillic, Greek or Arabic text stays as it is: only words that mix alphabets are unmixed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "å": "a"}

# Letters that look like Latin ones (source: the Unicode Consortium's confusables table, security data of TR 39).
_LOOKALIKES = str.maketrans(
    {
        "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ё": "e", "һ": "h", "і": "i", "ї": "i", "ј": "j", "к": "k",
        "ӏ": "l", "м": "m", "н": "h", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "ц": "u", "ѵ": "v",
        "ԝ": "w", "х": "x", "у": "y", "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o",
        "ρ": "p", "τ": "t", "υ": "u", "χ": "x", "ω": "w", "ɑ": "a", "ı": "i", "ɡ": "g", "ӓ": "ae", "ӧ": "oe", "ӱ": "ue",
    }
)  # fmt: skip

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w+")
_LEET = str.maketrans(
    {
        "0": "o",
        "1": "i",
        "3": "e",
        "4": "a",
        "5": "s",
        "7": "t",
        "8": "b",
        "@": "a",
        "$": "s",
        "!": "i",
        "|": "l",
        "€": "e",
    }
)
_LEET_WORD = re.compile(
    r"(?<![\w@$|.#])(?=[\w@$!|€]*[a-z])(?=[\w@$!|€]*[0134578@$!|€][\w@$|€])(?:[\w@$|€]|!(?=\w)){3,}+(?![.@]\w)"
)
_SPACED = re.compile(
    r"(?<!\w)(?:[^\W\d_][ .\-_·•*~]{1,2}){3,}[^\W\d_](?!\w)|(?<![\w/.,-])(?<!\d )(?:\d[ .]){3,}\d(?![\w/.,-]| \d)"
)
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_ACCOUNT = re.compile(r"\W?@\w")
_AMOUNT = re.compile(r"^\d+[.,]?\d*[a-z€$]{1,3}$|^[a-z]{1,3}\d+[a-c]?$")


@dataclass(frozen=True, slots=True)
class View:
    """A rewritten text; ``starts[i]``/``ends[i]`` is the stretch of the original that character i stands for."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original behind a stretch of this view (``start < end``)."""
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True)
class Reading:
    """A comment's text with its views."""

    original: str

    @cached_property
    def plain(self) -> View:
        """Spelling variants undone."""
        return _unmix(_normalise(self.original))

    @cached_property
    def revealed(self) -> View:
        """Disguises undone as well."""
        return _reveal(self.plain)

    @cached_property
    def worded(self) -> View:
        """As ``revealed``, but names of accounts stay names: „@rmin“ is one, though it may also disguise a word."""
        return _reveal(self.plain, names_stay=True) if "@" in self.plain.text else self.revealed

    @cached_property
    def has_digits(self) -> bool:
        """Whether there is a digit: most comments hold none, and are spared the search for numbers."""
        return _DIGIT.search(self.plain.text) is not None

    @property
    def views(self) -> tuple[View, ...]:
        """The views that differ."""
        return (self.plain,) if self.revealed is self.plain else (self.plain, self.revealed)


def normalise(text: str) -> str:
    """The plain view of a word or phrase, for lists that are compared with comments."""
    return _normalise(text).text


def _normalise(text: str) -> View:
    if text.isascii():
        # Nothing changes its place, so the positions are the original's own.
        places = range(len(text) + 1)
        return View(text.lower().translate(_ASCII_CONTROLS), places[:-1], places[1:])
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position, length = 0, len(text)
    while position < length:
        if match := _ASCII.match(text, position):
            # A combining mark after it belongs to the last sign, which is then read with it.
            end = match.end() - (match.end() < length and unicodedata.combining(text[match.end()]) > 0)
            letters.extend(text[position:end].lower().translate(_ASCII_CONTROLS))
            starts.extend(range(position, end))
            ends.extend(range(position + 1, end + 1))
            position = end
            if end < match.end():
                position = _read_cluster(text, position, letters, starts, ends)
        else:
            position = _read_cluster(text, position, letters, starts, ends)
    return View("".join(letters), starts, ends)


def _read_cluster(text: str, position: int, letters: list[str], starts: list[int], ends: list[int]) -> int:
    """Read a sign with its combining marks; where the next one begins."""
    end = position + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    for letter in _folded(text[position:end]):
        letters.append(letter)
        starts.append(position)
        ends.append(end)
    return end


_ASCII = re.compile(r"[\x00-\x7f]+")
_ASCII_CONTROLS = {code: " " for code in range(32) if code != 10}
_folds: dict[str, str] = {}


def _folded(cluster: str) -> str:
    """A letter with its combining marks -> what it reads as: lower case, plain letters; nothing if invisible."""
    known = _folds.get(cluster)
    if known is None:
        known = _fold(cluster)
        # A comment may hold any cluster; single characters are a closed set, longer ones are not worth keeping.
        if len(cluster) == 1:
            _folds[cluster] = known
    return known


def _fold(cluster: str) -> str:
    composed = unicodedata.normalize("NFKC", cluster).lower()
    result: list[str] = []
    for letter in unicodedata.normalize("NFC", composed):
        category = unicodedata.category(letter)
        if letter in _UMLAUTS:
            result.append(_UMLAUTS[letter])
        elif category == "Cf" or 0xFE00 <= ord(letter) <= 0xFE0F:
            continue
        elif category == "Cc":
            result.append("\n" if letter == "\n" else " ")
        else:
            bare = unicodedata.normalize("NFD", letter)
            result.append(bare[0] if bare[0].isascii() and len(bare) > 1 else letter)
    return "".join(result)


def _unmix(view: View) -> View:
    """Words that mix Latin with look-alikes of other alphabets become Latin."""
    if view.text.isascii():
        return view

    def latin(match: re.Match[str]) -> str:
        word = match[0]
        if word.isascii() or not any(c.isascii() and c.isalpha() for c in word):
            return word
        return "".join(c if c.isascii() else c.translate(_LOOKALIKES)[:1] for c in word)

    text = _WORD.sub(latin, view.text)
    return view if text == view.text else View(text, view.starts, view.ends)


def _reveal(view: View, *, names_stay: bool = False) -> View:
    replacements = [
        item for item in _disguises(view.text) if not (names_stay and _ACCOUNT.match(view.text, max(0, item[0] - 1)))
    ]
    if not replacements:
        return view
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for start, end, kept in replacements:
        letters.extend(view.text[position:start])
        starts.extend(view.starts[position:start])
        ends.extend(view.ends[position:start])
        for place, letter in kept:
            letters.append(letter)
            starts.append(view.starts[place])
            ends.append(view.ends[place])
        position = end
    letters.extend(view.text[position:])
    starts.extend(view.starts[position:])
    ends.extend(view.ends[position:])
    return View("".join(letters), starts, ends)


_Kept = list[tuple[int, str]]


def _disguises(text: str) -> list[tuple[int, int, _Kept]]:
    """Stretches to rewrite, in order, none overlapping: (start, end, [(position, letter), ...])."""
    found: list[tuple[int, int, _Kept]] = [
        *(
            (match.start(), match.end(), [(i, c) for i, c in _letters(text, match) if c.isalnum()])
            for match in _SPACED.finditer(text)
        ),
        *(
            (match.start(), match.end(), [(i, c.translate(_LEET)) for i, c in _letters(text, match)])
            for match in _LEET_WORD.finditer(text)
            if not _AMOUNT.match(match[0])
        ),
        *((match.start(), match.end(), [(match.start(), match[1])]) for match in _STRETCHED.finditer(text)),
    ]
    found.sort(key=lambda item: (item[0], -item[1]))
    disjoint: list[tuple[int, int, _Kept]] = []
    for item in found:
        if not disjoint or item[0] >= disjoint[-1][1]:
            disjoint.append(item)
    return disjoint


def _letters(text: str, match: re.Match[str]) -> list[tuple[int, str]]:
    return [(i, text[i]) for i in range(match.start(), match.end())]
