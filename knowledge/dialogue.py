"""What a question is about beyond its own words: its sentences, and what came before it in the dialogue."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.concepts import ConceptReader
from knowledge.german import sentences, words
from knowledge.models import Question
from knowledge.splitting import is_question

SHORT = 5
"""Words up to which a question is likely to lean on the one before it."""
_FEWEST_AROUND = 3
"""Words a turn needs for one of them to be replaced: "und TikTok?" alone is no question."""
LONG = 16
"""Words from which on the question may be hidden in one of its sentences."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a question looks like from outside. ``asking`` are the sentences of a story in which its question stands."""

    asking: tuple[str, ...]
    leans_on_context: bool


def shape(question: Question, concepts: ConceptReader) -> Shape:
    """Where in a story the question stands, and whether it continues an earlier one."""
    parts = tuple(part for part in sentences(question.text) if len(words(part)) > 1)
    asking = tuple(part for part in parts if is_question(part)) or parts
    is_story = len(words(question.text)) >= LONG and len(parts) > 1
    return Shape(asking if is_story else (), bool(question.earlier) and _leans(question.text, concepts))


def _leans(text: str, concepts: ConceptReader) -> bool:
    tokens = words(text)
    return len(tokens) <= SHORT or (bool(tokens) and concepts.is_marker(tokens[0]))


def context(question: Question, concepts: ConceptReader) -> str:
    """What of the earlier turns still counts.

    What the question names replaces what an earlier turn named of the same kind: after "Habt ihr Facebook?", "und YouTube?"
    leaves "habt ihr". A turn that leaned on the one before it is taken together with that.
    """
    kept: list[str] = []
    for turn in reversed(question.earlier):
        said = concepts.standard(turn)
        taken = concepts.slots([*concepts.standard(question.text), *kept])
        kept = [*concepts.without_slots(said, taken), *kept]
        if not _leans(turn, concepts):
            break
    return " ".join(kept)


def substituted(question: Question, concepts: ConceptReader) -> str | None:
    """An earlier turn with one thing replaced: after "Habt ihr Facebook?", "und YouTube?" is "habt ihr youtube".

    None if the question says more than what to replace, or no earlier turn names such a thing in a sentence of its own.
    """
    tokens = concepts.standard(question.text)
    named = [token for token in tokens if concepts.slots([token])]
    rest = [t for t in tokens if t not in named and not concepts.is_stop_word(t) and not concepts.is_marker(t)]
    if len(named) != 1 or rest:
        return None
    slots = concepts.slots(named)
    for turn in reversed(question.earlier):
        said = concepts.standard(turn)
        places = [position for position, token in enumerate(said) if concepts.slots([token]) & slots]
        if len(places) == 1 and len(said) >= _FEWEST_AROUND:
            return " ".join([*said[: places[0]], named[0], *said[places[0] + 1 :]])
    return None
