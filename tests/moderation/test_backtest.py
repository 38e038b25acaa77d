"""Old rules against new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from moderation.backtest import differences
from moderation.engine import Moderator
from moderation.models import Comment, Finding, RuleId, Severity
from moderation.netiquette import Netiquette
from moderation.reading import Reading


@dataclass(frozen=True)
class Words:
    """Finds words, each with a severity."""

    severities: dict[str, Severity]
    name: str = "words"

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        for word, severity in self.severities.items():
            if word in comment.text:
                start = comment.text.index(word)
                yield Finding(RuleId("spam_advertising"), start, start + len(word), "Wort", 0.9, severity)


def test_every_kind_of_change_is_told(netiquette: Netiquette) -> None:
    old = Moderator(netiquette, [Words({"alt": Severity.LOW, "beide": Severity.LOW, "mild": Severity.HIGH})])
    new = Moderator(
        netiquette, [Words({"neu": Severity.LOW, "beide": Severity.HIGH, "mild": Severity.LOW, "x": Severity.LOW})]
    )
    texts = ["neu", "alt", "beide", "mild", "nichts"]
    found = list(differences(old, new, map(Comment, texts)))
    assert [difference.change if difference else None for difference in found] == [
        "newly",
        "no_longer",
        "graver",
        "milder",
        None,
    ]


def test_comments_are_taken_one_at_a_time(netiquette: Netiquette) -> None:
    moderator = Moderator(netiquette, [])
    taken: list[str] = []

    def comments() -> Iterable[Comment]:
        for text in ("a", "b"):
            taken.append(text)
            yield Comment(text)

    next(differences(moderator, moderator, comments()))
    assert taken == ["a"]
