"""Which measure fits: the mildest one, graver only for those with whom milder ones have not helped. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from moderation.review import GRAVE, MEASURES_OF, Measure

OFTEN = 3
"""Earlier measures from which on the next graver one is proposed. An office may see that otherwise; a person decides."""


def mildest_fitting(
    source: str, usual: Collection[str], earlier: Mapping[str, int], *, is_criticism: bool = False
) -> Measure | None:
    """The mildest measure that fits; None where the platform knows no measures.

    ``usual`` are the measures the rules that were broken name, ``earlier`` how often which was taken with the same author.
    What a platform cannot do becomes the mildest it can. A grave measure is proposed only where the one before it was taken.
    """
    ladder = MEASURES_OF.get(source)
    if ladder is None:
        return None
    place = max((_place(measure, ladder) for measure in usual), default=0)
    if is_criticism or place == 0:
        return ladder[0]
    if sum(earlier.values()) >= OFTEN and place + 1 < len(ladder):
        graver = ladder[place + 1]
        if graver not in GRAVE or ladder[place] in earlier:
            return graver
    return ladder[place]


def _place(measure: str, ladder: tuple[Measure, ...]) -> int:
    """Where a measure stands on a platform's ladder."""
    if measure in ladder:
        return ladder.index(measure)
    # A hint asks for nothing to be done to the comment.
    return 0 if measure == "hint" else 1
