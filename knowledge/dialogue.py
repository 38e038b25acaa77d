"""Which texts to ask the index about: the question, its sentences, and the question with what came before."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.concepts import ConceptReader
from knowledge.german import sentences, words
from knowledge.models import Question

SHORT = 5
"""Words up to which a question is likely to lean on the one before it."""
LONG = 16
"""Words from which on the question may be hidden in one of its sentences."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a question looks like from outside."""

    sentences: tuple[str, ...]
    leans_on_context: bool


def shape(question: Question, concepts: ConceptReader) -> Shape:
    """The sentences worth asking about on their own, and whether the question continues an earlier one."""
    tokens = words(question.text)
    parts = tuple(part for part in sentences(question.text) if len(words(part)) > 1) if len(tokens) >= LONG else ()
    leans = bool(question.earlier) and (len(tokens) <= SHORT or (bool(tokens) and concepts.is_marker(tokens[0])))
    return Shape(parts if len(parts) > 1 else (), leans)
