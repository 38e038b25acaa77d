"""Several questions in one message -> one text a question."""

from __future__ import annotations

import re

from knowledge.german import sentences, words

MOST = 3
"""More than this many questions at once are better asked one after the other."""
_FEWEST_WORDS = 2

_STARTERS = (
    "wer|wem|wen|wessen|wo|woher|wohin|wann|wie|was|welche|welcher|welches|welchen|warum|wieso|weshalb|wozu|wofür|wofuer|"
    "seit wann|ab wann|bis wann|an wen|bei wem|mit wem|für was|kann|können|koennen|könnt|darf|dürfen|muss|müssen|gibt es|"
    "gibts|gibt's|habt ihr|haben sie|seid ihr|sind sie|ist|wird|werden|wo isch|wia|wann isch|was isch|wer isch"
)
_JOINT = re.compile(
    rf"(?:,\s*|\s+)(?:und|oder|sowie|außerdem|ausserdem|and|ve|et|e|і|и)\s+(?=(?:{_STARTERS})\b)", re.IGNORECASE
)
_QUESTION = re.compile(rf"^(?:\W*(?:und|aber|also|äh|ähm|hallo|dann|noch|ja)\W+)*(?:{_STARTERS})\b", re.IGNORECASE)


def questions_in(text: str) -> tuple[str, ...]:
    """The questions of a message in order; empty unless there are at least two.

    A sentence counts as a question if it ends in a question mark or begins like one; "und" before a question word divides.
    """
    found = [
        part.strip(" ,;")
        for sentence in sentences(text)
        for part in _divided(sentence)
        if len(words(part)) >= _FEWEST_WORDS and is_question(part)
    ]
    return tuple(found[:MOST]) if len(found) > 1 else ()


def is_question(sentence: str) -> bool:
    """Whether a sentence ends in a question mark or begins like a question."""
    return sentence.rstrip().endswith("?") or _QUESTION.match(sentence) is not None


def _divided(sentence: str) -> list[str]:
    parts = _JOINT.split(sentence)
    if len(parts) == 1:
        return parts
    # "Wer macht das und wie oft?": the end mark of the sentence belongs to each of its questions.
    mark = "?" if sentence.rstrip().endswith("?") else ""
    return [part if part.rstrip().endswith("?") else part + mark for part in parts]
