"""A linter for Leichte Sprache.

Checks what a program can of BITV 2.0, annex 2 part 2, and of the rules of the Netzwerk Leichte Sprache: short sentences,
no passive, no genitive, no subjunctive, little negation, long words with a hyphen, no abbreviations. What it cannot check, a
group of readers has to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

PLAIN = "de-leicht"
"""The language code of Leichte Sprache."""

MOST_WORDS = 12
LONGEST_WORD = 15
MOST_NEGATIONS = 2
_SENTENCE = re.compile(r"[^.!?:\n]+[.!?:]?")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|\S*@\S+|#\w+|\b(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
_PASSIVE = re.compile(
    r"\b(?:wird|werden|wurde|wurden|worden)\b[^.!?\n]*\b(?:ge\w+(?:t|en)|\w+iert|be\w+(?:t|en)|ver\w+(?:t|en))\b",
    re.IGNORECASE,
)
_GENITIVE = re.compile(r"\b(?:des|eines|unseres|ihres|meines|dieses|jedes)\s+\w+(?:s|es)\b", re.IGNORECASE)
_SUBJUNCTIVE = re.compile(
    r"\b(?:könnte|könnten|würde|würden|hätte|hätten|wäre|wären|sollte|sollten|müsste|müssten|dürfte)\b", re.IGNORECASE
)
_NEGATION = re.compile(
    r"\b(?:nicht|kein|keine|keinen|keinem|keiner|nie|niemals|niemand|nirgends|ohne)\b", re.IGNORECASE
)
_ABBREVIATION = re.compile(r"\b(?:z\. ?B|u\. ?a|d\. ?h|usw|bzw|ca|Nr|inkl|evtl|ggf|Abs|Art|Tel|Str)\.", re.IGNORECASE)
_SIGNS = re.compile(r"[;()\[\]–]")


@dataclass(frozen=True, slots=True)
class Blemish:
    """What makes a text harder than Leichte Sprache may be; ``rule`` is the code of a sentence, ``words`` the place."""

    rule: str
    words: str


def lint(text: str, facts: Iterable[str] = ()) -> list[Blemish]:
    """Everything found, in order of the rules. Placeholders, links, hashtags and ``facts`` (addresses) are left alone."""
    for fact in sorted(facts, key=len, reverse=True):
        text = text.replace(fact, "X")
    bare = _PLACEHOLDER.sub("X", text)
    found: list[Blemish] = []
    for sentence in _SENTENCE.findall(bare):
        words = _WORD.findall(sentence)
        if len(words) > MOST_WORDS:
            found.append(Blemish("plain.sentence", sentence.strip()))
        if len(_NEGATION.findall(sentence)) > 1:
            found.append(Blemish("plain.double_negation", sentence.strip()))
    for rule, pattern in (
        ("plain.passive", _PASSIVE),
        ("plain.genitive", _GENITIVE),
        ("plain.subjunctive", _SUBJUNCTIVE),
        ("plain.abbreviation", _ABBREVIATION),
        ("plain.sign", _SIGNS),
    ):
        found += [Blemish(rule, match[0]) for match in pattern.finditer(bare)]
    parts = (part for word in _WORD.findall(bare) for part in word.split("-"))
    found += [Blemish("plain.word", part) for part in parts if len(part) > LONGEST_WORD]
    if len(_NEGATION.findall(bare)) > MOST_NEGATIONS:
        found.append(Blemish("plain.negation", ", ".join(_NEGATION.findall(bare))))
    return found
