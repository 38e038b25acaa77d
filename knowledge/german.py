"""German letters and words: one canonical spelling for what people type in many.

Folding unites case, Unicode forms, umlauts and their ASCII forms (``für``, ``fuer`` and ``fur`` become ``fur``), ß and ss,
accents, invisible characters and stretched letters (``haallooo``). Offsets are not kept: nothing is marked in a question.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

_STEMMER = Stemmer.Stemmer("german", 0)  # our own cache below is faster than its
_WORD = re.compile(r"[^\W_]+")
_STRETCHED = re.compile(r"(\w)\1{2,}")
# "ae", "oe", "ue" stand for umlauts except in words such as "neue", "Quelle", "Mauer".
_UMLAUT_IN_ASCII = re.compile(r"(?<![aeouq])([aou])e+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"“”»«)\]]*\s+|\n+")
_CACHE = 50_000
"""Entries of a cache; people may send anything, so none grows without end."""


class _Letters(dict[int, str]):
    """Code point -> what it is folded to, worked out when first met."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        folded = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
        # Upper case makes "I" of the Turkish letter without a dot; case must not matter.
        folded = folded.replace("ı", "i")
        if len(self) < _CACHE:
            self[code] = folded
        return folded


_LETTERS = _Letters()


def fold(text: str) -> str:
    """The canonical spelling of a text; idempotent, and the same for every Unicode form and case of it."""
    text = _STRETCHED.sub(r"\1", text.translate(_LETTERS))
    return _UMLAUT_IN_ASCII.sub(r"\1", text)


def words(text: str) -> list[str]:
    """The folded words of a text, in order; digits count as words, punctuation and emoji do not."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=_CACHE)
def stem(word: str) -> str:
    """The stem of a folded word (Porter's German algorithm, https://snowballstem.org/algorithms/german/stemmer.html)."""
    return str(_STEMMER.stemWord(word))


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order; abbreviations may split one in two, which does no harm here."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part and part.strip()]


def looks_german(text: str) -> bool:
    """Whether the letters of a text are Latin for the most part (or there are none)."""
    letters = [c for c in text if c.isalpha()]
    latin = sum(1 for c in letters if "LATIN" in unicodedata.name(c, ""))
    return not letters or latin * 2 >= len(letters)
