"""A classifier with what is needed to weigh its opinion against the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from moderation.learned.model import SHIPPED, BadModel, CommentModel, load_model
from moderation.learned.opinion import Classifier
from moderation.models import RuleId
from moderation.verdict import Combination


@dataclass(frozen=True, slots=True)
class Judge:
    """``combination`` makes one chance of rules and opinion; ``limits`` are the log-odds from which a rule is named.

    ``fallback`` judges where ``classifier`` fails.
    """

    classifier: Classifier
    combination: Combination
    limits: Mapping[RuleId, float]
    fallback: Classifier | None = None


def load_judge(folder: Path = SHIPPED) -> Judge:
    """Read a model and its combination.

    Raises:
        BadModel: a file is missing, damaged or of another version.
    """
    model = load_model(folder)
    return Judge(model, *_from_card(model, folder))


def _from_card(model: CommentModel, folder: Path) -> tuple[Combination, dict[RuleId, float]]:
    try:
        combination, limits = model.card["combination"], model.card["limits"]
        return (
            Combination(float(combination["bias"]), tuple(float(weight) for weight in combination["weights"])),
            {RuleId(str(rule)): float(limit) for rule, limit in limits.items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadModel(f"{folder / 'card.json'}: „combination“ oder „limits“ fehlt oder ist keine Zahl.") from error
