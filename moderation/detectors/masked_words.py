"""Swear words with letters replaced by asterisks: "Id***", "A****loch"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from moderation.models import Comment, Finding, RuleId, Severity
from moderation.netiquette import Netiquette
from moderation.reading import Reading, normalise

_MASKED = re.compile(r"(?<!\w)([a-z]+)([*#_•×]+|\.{3,}(?=[a-z]))([a-z]*)(?!\w)")

# Words people mask; the rule is the one the open word would break.
_INSULTS = (
    "Arschloch Arschlöcher Idiot Idioten Vollidiot Vollidioten Wichser Hurensohn Hurensöhne Schlampe Fotze Fotzen Nutte Kuh "
    "Depp Deppen Trottel Spast Bastard Drecksau Missgeburt Miststück Schwein Schweine Penner Seggl Fick Ficker Fresse "
    "Arsch Kacke Scheißkerl Scheißkerle Sau Dreckskerl Hure Huren Mistkerl Fuck Fucking Asshole Bitch Wixer Kackbratze"
).split()
_SLURS = (
    "Neger Kanake Kanaken Nigger Zigeuner Judensau Judensäue Schwuchtel Schwuchteln Kanacken Polacke Polacken "
    "Untermensch"
).split()
_SHORTEST_KEPT = 1


class MaskedWords:
    """Compares what is left of a masked word with the words people mask. One letter is enough if the length fits."""

    name: ClassVar[str] = "masked_words"
    score: ClassVar[float] = 0.85

    def __init__(self, netiquette: Netiquette) -> None:
        self._insult = netiquette.rules.get(RuleId("insult"))
        self._hate = netiquette.rules.get(RuleId("hate_discrimination"))
        self._words = [(normalise(word), "insult") for word in _INSULTS] + [
            (normalise(word), "hate") for word in _SLURS
        ]

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        """A finding for every masked word that can be read in one way or another."""
        if "*" not in comment.text and "#" not in comment.text and "_" not in comment.text:
            return
        view = reading.plain
        for match in _MASKED.finditer(view.text):
            rule, severity = None, Severity.MEDIUM
            kind = self._read(match[1], len(match[2]), match[3])
            if kind == "insult":
                rule = self._insult
            elif kind == "hate":
                rule, severity = self._hate, Severity.HIGH
            if rule is not None:
                start, end = view.span(match.start(), match.end())
                yield Finding(rule.id, start, end, "Verdecktes Schimpfwort", self.score, severity)

    def _read(self, beginning: str, hidden: int, ending: str) -> str | None:
        """What the word is, or None.

        People do not count their asterisks: unless only one letter is left, one more or less will do.
        """
        tolerance = 0 if len(beginning) + len(ending) <= _SHORTEST_KEPT else 1
        for word, kind in self._words:
            length = len(word) - len(beginning) - len(ending)
            if (
                word.startswith(beginning)
                and word.endswith(ending)
                and length > 1
                and abs(length - hidden) <= tolerance
            ):
                return kind
        return None
