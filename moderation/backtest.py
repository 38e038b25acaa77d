"""Old rules against new: what would be flagged that was not, and what would be no longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from moderation.engine import Moderator
from moderation.models import Comment, Verdict

Change = Literal["newly", "no_longer", "graver", "milder"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A comment on which two moderators disagree."""

    comment: Comment
    change: Change
    old: Verdict
    new: Verdict


def differences(old: Moderator, new: Moderator, comments: Iterable[Comment]) -> Iterator[Difference | None]:
    """For every comment, how the new verdict differs from the old; None where it does not."""
    for comment in comments:
        before, after = old.screen(comment), new.screen(comment)
        change = _change(before, after)
        yield Difference(comment, change, before, after) if change is not None else None


def _change(before: Verdict, after: Verdict) -> Change | None:
    if before.flagged != after.flagged:
        return "newly" if after.flagged else "no_longer"
    if before.severity == after.severity:
        return None
    return "graver" if after.severity > before.severity else "milder"
