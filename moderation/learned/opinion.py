"""What a classifier thinks of a comment."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from moderation.models import RuleId
from moderation.reading import Reading

VIOLATION = "violation"
"""The head that tells violations from fine comments, whatever the rule; learned from comments an authority gets."""
OFFENCE = "offence"
"""The head that tells offensive from ordinary language; learned from posts elsewhere."""
FAMILIAR = "familiar"
"""The head that tells comments an authority gets from posts elsewhere: it says which of the two to believe."""
CRITICISM = "criticism"
"""The head that recognises criticism of the authority, which is free (Art. 5 GG)."""

_NO_RULES = frozenset({VIOLATION, OFFENCE, FAMILIAR, CRITICISM})
_EXTREME = 30.0


@dataclass(frozen=True, slots=True)
class Opinion:
    """Log-odds for every head: 0 is undecided, 3 is 95 %. ``proof`` is the classifier's own note of how it came to them."""

    heads: Mapping[str, float]
    proof: object = field(default=None, repr=False, compare=False)

    def log_odds(self, head: str) -> float:
        """Of one head; of a head the classifier does not have, that it surely does not apply."""
        return self.heads.get(head, -_EXTREME)

    def probability(self, head: str) -> float:
        """How likely a head applies, by itself."""
        return probability(self.log_odds(head))

    def rules(self) -> Mapping[RuleId, float]:
        """Log-odds of the rules."""
        return {RuleId(head): value for head, value in self.heads.items() if head not in _NO_RULES}


@dataclass(frozen=True, slots=True)
class TellingWord:
    """A stretch that spoke for a head, and how much."""

    start: int
    end: int
    weight: float


class Classifier(Protocol):
    """Anything that has an opinion on comments and can say why."""

    @property
    def name(self) -> str:
        """The name under which a failure is recorded."""

    def opinion(self, reading: Reading) -> Opinion:
        """What it thinks."""

    def telling(self, reading: Reading, opinion: Opinion, heads: Sequence[str]) -> list[tuple[TellingWord, ...]]:
        """For each of some heads of its opinion the stretches of the original that spoke most, the strongest first."""


def probability(log_odds: float) -> float:
    """The probability behind log-odds."""
    return 1.0 / (1.0 + math.exp(-max(-_EXTREME, min(_EXTREME, log_odds))))


def log_odds(chance: float) -> float:
    """The log-odds of a probability; certainty is taken for almost certain."""
    chance = min(max(chance, 1e-6), 1 - 1e-6)
    return math.log(chance / (1 - chance))
