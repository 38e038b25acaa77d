"""Labelled comments -> model. Needs scikit-learn, which running the program does not.

Two schools meet in one model. Our own comments teach the rules and what criticism sounds like; public sets of tweets teach
offensive language in general. A head for familiarity says how much a comment sounds like those an authority gets, and by it
each school has its say (a mixture of experts with a gate; Jacobs et al., Adaptive Mixtures of Local Experts, 1991).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderation.learned.labelled import OwnComment, PublicPost
from moderation.learned.model import CommentModel, weighed
from moderation.learned.opinion import CRITICISM, FAMILIAR, OFFENCE, VIOLATION, Opinion
from moderation.learned.terms import BUCKETS, Terms, terms_of
from moderation.reading import Reading
from moderation.verdict import Combination, evidence

FOLDS = 5
"""Parts for stacking: each is judged by a model that saw only the others."""
_OFFENSIVE = frozenset(
    ("insult", "hate_discrimination", "threat_violence", "incitement_crime", "extremism_symbols", "sexual")
)
"""Rules whose violations are offensive language anywhere."""
_LENT = 0.3
"""What one of our own comments counts where the public sets teach: they show how sharp ordinary criticism may be."""
_FINE_COUNTS = 1.6
"""What a fine comment counts against a violation: half of our own are violations, far fewer of those an authority gets."""
_COUNTED = "shouting"
_LARGEST_WHOLE = 127
_LIMITS = np.linspace(-2.5, 2.5, 51)
"""Log-odds tried as the limit from which a rule is named."""
_PRIOR = 4.0
"""Rules with few examples keep a limit near 0: this many made-up examples speak for it."""

_Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trained:
    """A model with what is needed to weigh its opinion, and how it did on comments it had not seen."""

    model: CommentModel
    combination: Combination
    limits: Mapping[str, float]
    unseen_scores: _Vector
    unseen_labels: NDArray[np.bool_]


def train(
    own: Sequence[OwnComment],
    public: Sequence[PublicPost],
    by_rules: Callable[[str], float],
    card: Mapping[str, Any],
) -> Trained:
    """Learn a model; ``by_rules`` gives the chance that a text is a violation by the rules alone."""
    return _Training(own, public, by_rules).run(card)


class _Training:
    def __init__(
        self, own: Sequence[OwnComment], public: Sequence[PublicPost], by_rules: Callable[[str], float]
    ) -> None:
        # Capitals are counted, not learned: the views a model reads have none.
        own = [replace(comment, rules=comment.rules - {_COUNTED}) for comment in own if comment.rules != {_COUNTED}]
        texts = [*(comment.text for comment in own), *(post.text for post in public)]
        terms = [terms_of(Reading(text).worded.text) for text in texts]
        self.rarity = _rarity(terms)
        self.matrix = _matrix(terms, self.rarity)
        self.is_own = np.arange(len(texts)) < len(own)
        self.rules = {rule: _column(own, public, lambda c, r=rule: r in c.rules) for rule in _all_rules(own)}  # type: ignore[misc]
        self.violation = _column(own, public, lambda comment: bool(comment.rules))
        self.criticism = _column(own, public, lambda comment: comment.is_criticism)
        self.offence = np.array([*(bool(c.rules & _OFFENSIVE) for c in own), *(post.is_offensive for post in public)])
        self.weights = np.array([*(1.0 for _ in own), *(post.weight for post in public)])
        batches = {batch: number for number, batch in enumerate(dict.fromkeys(comment.batch for comment in own))}
        # Whole batches of our own comments, which often hold a violation and its harmless twin; public ones in turn.
        self.folds = np.array([*(batches[c.batch] % FOLDS for c in own), *(n % FOLDS for n in range(len(public)))])
        self.by_rules = np.array([by_rules(text) for text in texts])

    def run(self, card: Mapping[str, Any]) -> Trained:
        everything = np.ones(len(self.folds), dtype=bool)
        unseen: dict[str, _Vector] = {}
        for fold in range(FOLDS):
            inside = self.folds == fold
            if not inside.any():
                continue
            for head, (weights, bias) in self._heads(~inside).items():
                unseen.setdefault(head, np.zeros(len(inside)))[inside] = self.matrix[inside] @ weights + bias
        opinions = [
            Opinion({head: float(values[n]) for head, values in unseen.items()}) for n in range(len(self.folds))
        ]
        combination = self._combination(opinions)
        scores = np.array(
            [
                combination.probability(float(rules), opinion)
                for rules, opinion in zip(self.by_rules, opinions, strict=True)
            ]
        )
        limits = {rule: self._limit(unseen[rule], scores, rule) for rule in self.rules}
        model = _packed(self._heads(everything), self.rarity, card)
        return Trained(model, combination, limits, scores[self.is_own], self.violation[self.is_own])

    def _heads(self, rows: NDArray[np.bool_]) -> dict[str, tuple[_Vector, float]]:
        own = rows & self.is_own
        heads = {
            VIOLATION: self._fit(own, self.violation, 10.0),
            OFFENCE: self._offence(rows),
            FAMILIAR: self._fit(rows, self.is_own, 1.0),
            CRITICISM: self._fit(own, self.criticism, 3.0),
        }
        for rule, labels in self.rules.items():
            heads[rule] = self._fit(own, labels, 10.0)
        return heads

    def _offence(self, rows: NDArray[np.bool_]) -> tuple[_Vector, float]:
        """The mean of two learners, one on terms as they are, one on terms weighed by how much they tell.

        The second is NB-SVM's idea (Wang, Manning, Baselines and Bigrams, 2012) with logistic loss. Both are linear in the
        terms, so the mean is one set of weights.
        """
        weights = np.where(self.is_own, _LENT, self.weights)
        ratio = self._log_count_ratio(rows, weights)
        plain, bias = self._fit(rows, self.offence, 1.0, weights)
        telling, telling_bias = self._fit(rows, self.offence, 1.0, weights, ratio)
        return (plain + telling * ratio) / 2, (bias + telling_bias) / 2

    def _log_count_ratio(self, rows: NDArray[np.bool_], weights: _Vector) -> _Vector:
        occurs = self.matrix[rows].sign()
        counts = [
            np.asarray(occurs.multiply(((self.offence[rows] == value) * weights[rows])[:, None]).sum(axis=0)).ravel()
            + 1
            for value in (True, False)
        ]
        ratio: _Vector = np.log((counts[0] / counts[0].sum()) / (counts[1] / counts[1].sum()))
        return ratio

    def _fit(
        self,
        rows: NDArray[np.bool_],
        labels: NDArray[np.bool_],
        freedom: float,
        weights: _Vector | None = None,
        scale: _Vector | None = None,
    ) -> tuple[_Vector, float]:
        from scipy.sparse import diags  # only training needs them
        from sklearn.linear_model import LogisticRegression

        if labels[rows].all() or not labels[rows].any():
            return np.zeros(BUCKETS), 6.0 if labels[rows].any() else -6.0
        matrix = self.matrix[rows] if scale is None else self.matrix[rows] @ diags(scale)
        learner = LogisticRegression(C=freedom, class_weight="balanced", solver="liblinear", max_iter=500)
        learner.fit(matrix, labels[rows], sample_weight=(self.weights if weights is None else weights)[rows])
        return learner.coef_[0], float(learner.intercept_[0])

    def _combination(self, opinions: Sequence[Opinion]) -> Combination:
        from sklearn.linear_model import LogisticRegression  # as above

        proofs = np.array(
            [evidence(float(rules), opinion) for rules, opinion in zip(self.by_rules, opinions, strict=True)]
        )
        labels = np.where(self.is_own, self.violation, self.offence)
        weights = np.where(self.is_own & ~self.violation, _FINE_COUNTS, self.weights)
        # Public posts count together half as much as our own, and their two classes alike: what share of tweets is
        # offensive says nothing about the comments an authority gets.
        for value in (False, True):
            part = ~self.is_own & (labels == value)
            if part.any():
                weights[part] *= 0.25 * self.is_own.sum() / weights[part].sum()
        learner = LogisticRegression(C=1.0, max_iter=1000)
        learner.fit(proofs, labels, sample_weight=weights)
        return Combination(float(learner.intercept_[0]), tuple(float(value) for value in learner.coef_[0]))

    def _limit(self, values: _Vector, scores: _Vector, rule: str) -> float:
        """The log-odds from which naming a rule is right most often (F1), among flagged comments."""
        looked_at = self.is_own & (scores >= 0.5)
        is_rule = self.rules[rule][looked_at]

        def worth(limit: float) -> float:
            named = values[looked_at] >= limit
            hits = float((named & is_rule).sum())
            f1 = 2 * hits / max(1.0, float(named.sum() + is_rule.sum()))
            return f1 - _PRIOR * limit**2 / (100.0 + float(is_rule.sum()))

        return float(max(_LIMITS, key=worth))


def _all_rules(own: Sequence[OwnComment]) -> list[str]:
    return sorted({rule for comment in own for rule in comment.rules})


def _column(
    own: Sequence[OwnComment], public: Sequence[PublicPost], holds: Callable[[OwnComment], bool]
) -> NDArray[np.bool_]:
    return np.array([*(holds(comment) for comment in own), *(False for _ in public)])


def _rarity(terms: Sequence[Terms]) -> NDArray[np.float32]:
    """Inverse document frequency, smoothed (Spärck Jones, 1972)."""
    seen = np.zeros(BUCKETS)
    for one in terms:
        seen[np.unique(one.buckets)] += 1
    # Rounded as it will be stored, so that training and use agree.
    return (np.log((1 + len(terms)) / (1 + seen)) + 1).astype(np.float16).astype(np.float32)


def _matrix(terms: Sequence[Terms], rarity: NDArray[np.float32]) -> Any:
    from scipy.sparse import csr_matrix  # comes with scikit-learn

    ends = np.cumsum([0, *(len(one.buckets) for one in terms)])
    buckets = np.concatenate([one.buckets for one in terms]).astype(np.int32)
    values = np.concatenate([weighed(one, rarity) for one in terms])
    matrix = csr_matrix((values, buckets, ends), shape=(len(terms), BUCKETS))
    matrix.sum_duplicates()
    return matrix


def _packed(
    heads: Mapping[str, tuple[_Vector, float]], rarity: NDArray[np.float32], card: Mapping[str, Any]
) -> CommentModel:
    """Weights as whole numbers of one byte: a fourth of the size, and no figure changes."""
    matrix = np.stack([weights for weights, _ in heads.values()], axis=1)
    scales = np.maximum(np.abs(matrix).max(axis=0), 1e-9) / _LARGEST_WHOLE
    return CommentModel(
        heads=tuple(heads),
        weights=np.rint(matrix / scales).astype(np.int8),
        scales=scales.astype(np.float32),
        biases=np.array([bias for _, bias in heads.values()], dtype=np.float32),
        rarity=rarity,
        card=card,
    )
