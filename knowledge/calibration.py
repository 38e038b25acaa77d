"""Scores -> probabilities.

A softmax over all topics and "none of them" (multinomial logistic regression with shared coefficients). The coefficients
are fitted on the phrasings themselves, each scored as if it had not been in the content (leave-one-out), and on outside
topics scored as if the whole topic had not been there, which is what a truly new question looks like.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge.index import Floats


@dataclass(frozen=True, slots=True)
class Calibration:
    """The coefficients: weight of the classifier's score, of the nearest phrasing's similarity, and "none"'s own value.

    ``sharpness`` scales all of them: questions of real people are a little closer to the phrasings than phrasings are to
    each other.
    """

    classifier: float = 8.6
    similarity: float = 8.8
    none: float = 7.6
    none_by_known: float = -1.8
    sharpness: float = 1.0


def probabilities(scores: Floats, similarities: Floats, known: float, by: Calibration, topics: int) -> Floats:
    """One probability a topic, and a last one for "none of them"; they sum to 1.

    Scores behind the first ``topics`` ones belong to phrasings that are expressly not meant; they count for "none".
    """
    values = by.classifier * scores + by.similarity * similarities
    none = by.none + by.none_by_known * known
    if len(values) > topics:
        none = np.logaddexp(none, values[topics])
    logits = np.append(values[:topics], none) * by.sharpness
    weights = np.exp(logits - logits.max())
    result: Floats = (weights / weights.sum()).astype(np.float32)
    return result
