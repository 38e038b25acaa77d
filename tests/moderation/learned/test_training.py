"""Learning on a toy world: what was taught is known, and no fold sees its own comments."""

from __future__ import annotations

import pytest

from moderation.judge import Judge
from moderation.learned.labelled import OwnComment, PublicPost
from moderation.learned.opinion import CRITICISM, FAMILIAR, OFFENCE, VIOLATION
from moderation.learned.training import Trained, train
from moderation.models import RuleId
from moderation.reading import Reading

NOUNS = ("amt", "bus", "radweg", "bescheid", "termin", "gebühr", "straße", "schule", "klinik", "antrag")


def own_comments() -> list[OwnComment]:
    found = []
    for number, noun in enumerate(NOUNS):
        batch = f"b{number}"
        found += [
            OwnComment(f"der {noun} leiter ist ein trottel", frozenset({"insult"}), is_criticism=False, batch=batch),
            OwnComment(
                f"billige {noun} aufkleber kaufen rabatt",
                frozenset({"spam_advertising"}),
                is_criticism=False,
                batch=batch,
            ),
            OwnComment(f"der {noun} ist eine zumutung", frozenset(), is_criticism=True, batch=batch),
            OwnComment(f"danke für den {noun}", frozenset(), is_criticism=False, batch=batch),
            OwnComment(
                f"WANN IST DER {noun} DENN ENDLICH OFFEN", frozenset({"shouting"}), is_criticism=False, batch=batch
            ),
        ]
    return found


def posts() -> list[PublicPost]:
    return [
        PublicPost(f"tweet {noun} {word} #politik", is_offensive=word == "gesindel", weight=1.0)
        for noun in NOUNS
        for word in ("gesindel", "umfrage", "wahl")
    ]


@pytest.fixture(scope="session")
def trained() -> Trained:
    return train(own_comments(), posts(), lambda _text: 0.0, {"name": "toy"})


def odds(trained: Trained, text: str, head: str) -> float:
    return trained.model.opinion(Reading(text)).log_odds(head)


def test_what_was_taught_is_known(trained: Trained) -> None:
    assert odds(trained, "der chef ist ein trottel", VIOLATION) > 0 > odds(trained, "danke für den bus", VIOLATION)
    assert odds(trained, "der chef ist ein trottel", "insult") > odds(
        trained, "der chef ist ein trottel", "spam_advertising"
    )
    assert odds(trained, "der bus ist eine zumutung", CRITICISM) > 0 > odds(trained, "danke für alles", CRITICISM)
    assert odds(trained, "gesindel #politik", OFFENCE) > 0 > odds(trained, "umfrage #politik", OFFENCE)
    assert odds(trained, "danke für den bus", FAMILIAR) > 0 > odds(trained, "tweet #politik", FAMILIAR)


def test_both_schools_decide_together(trained: Trained) -> None:
    judge = Judge(trained.model, trained.combination, {RuleId(rule): limit for rule, limit in trained.limits.items()})

    def chance(text: str) -> float:
        return judge.combination.probability(0.0, judge.classifier.opinion(Reading(text)))

    assert chance("der chef ist ein trottel") > 0.5 > chance("der chef ist eine zumutung")
    assert chance("tweet gesindel #politik") > 0.5 > chance("tweet umfrage #politik")


def test_capitals_are_not_learned(trained: Trained) -> None:
    assert "shouting" not in trained.model.heads
    assert len(trained.unseen_labels) == 4 * len(NOUNS)


def test_unseen_comments_of_a_clear_world_are_judged_right(trained: Trained) -> None:
    assert ((trained.unseen_scores >= 0.5) == trained.unseen_labels).mean() > 0.95


def test_learning_twice_gives_the_same(trained: Trained) -> None:
    again = train(own_comments(), posts(), lambda _text: 0.0, {"name": "toy"})
    assert again.model.to_files() == trained.model.to_files()
    assert (again.combination, again.limits) == (trained.combination, trained.limits)
