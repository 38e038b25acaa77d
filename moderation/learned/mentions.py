"""Sentences that mention groups, kindly, plainly and with hostility: so that not a group's name counts, but what is said.

Public sets of hate speech mention minorities mostly where they are attacked, and a model learns the name instead of the
attack. The remedy is to balance: every group in the same sentences (Dixon et al., Measuring and Mitigating Unintended Bias
in Text Classification, 2018).
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from moderation.learned.labelled import OwnComment, PublicPost
from yamlsource import InvalidSource, Problem, parse, reason_of, validate

_WEIGHT = 0.25
"""What one such sentence counts among posts: there are many, and they are alike."""
_EVERY = 6
"""One in six is also a comment of our own kind."""


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    p: str
    d: str
    s: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    groups: list[_Group] = Field(min_length=1)
    fine: list[str]
    hostile: list[str]


def read_mentions(file: Path) -> tuple[list[OwnComment], list[PublicPost]]:
    """All groups in all sentences: some as comments of our own kind, all as posts.

    Raises:
        InvalidSource: with every mistake of the file.
    """
    try:
        source = validate(parse(file.read_bytes(), str(file)), _File)
    except OSError as error:
        reason = reason_of(error)
        raise InvalidSource([Problem(str(file), 0, f"Die Datei lässt sich nicht lesen ({reason}).")]) from error
    sentences = [(frame, False) for frame in source.fine] + [(frame, True) for frame in source.hostile]
    own: list[OwnComment] = []
    posts: list[PublicPost] = []
    for number, (frame, is_hostile) in enumerate(sentences):
        for place, group in enumerate(source.groups):
            text = frame.format(p=group.p, d=group.d, s=group.s)
            text = text[0].upper() + text[1:]
            posts.append(PublicPost(text, is_hostile, _WEIGHT))
            if (number + place) % _EVERY == 0:
                rules = frozenset({"hate_discrimination"}) if is_hostile else frozenset[str]()
                own.append(OwnComment(text, rules, is_criticism=False, batch=f"mentions-{number % _EVERY}"))
    return own, posts
