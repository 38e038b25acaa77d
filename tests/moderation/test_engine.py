"""The moderator as a whole."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.detectors.detector import Detector
from moderation.detectors.shouting import Shouting
from moderation.engine import LONGEST, Moderator, check_examples
from moderation.models import Comment, Finding, Severity
from moderation.netiquette import Netiquette
from moderation.reading import Reading

CRITICISM = [
    "Dieses Landratsamt ist ein einziges Trauerspiel, eine Zumutung für jeden Steuerzahler!",
    "Der Landrat soll endlich zurücktreten, so eine Fehlentscheidung!",
    "Was für eine unfähige Chaostruppe, nix funktioniert bei euch.",
    "Geldmacherei, sonst nichts. Eure Blitzer könnt ihr euch sparen.",
    "I han jetzt drei Stond gwartet, so a Saulada!",
    "Ihr habt keinen Plan, keine Ahnung und kein Geld. Respekt. 👏",
    "Das ist doch alles Bockmist, was der Kreistag da beschließt.",
]
"""Art. 5 GG: sharp, unfair, furious criticism of the authority is never a finding."""


@pytest.mark.parametrize("text", CRITICISM)
def test_criticism_is_free(moderator: Moderator, text: str) -> None:
    assert not moderator.screen(Comment(text)).flagged


@pytest.mark.parametrize(
    "text",
    [
        "Wann ist das Amt morgen offen?",
        "Danke an das Team vom Bürgerservice, super freundlich!",
        "Der Marsch durch die Institutionen ist lang, sagte er barsch.",
        "Thank you for your help!",
        "Дякую за допомогу",
        "Kann ich mein Auto in Geislingen abmelden?",
        "Rufnummer vom Bürgerservice: 07161 202-0",
        "",
        " ",
        "👍👍",
    ],
)
def test_everyday_comments_are_free(moderator: Moderator, text: str) -> None:
    assert not moderator.screen(Comment(text)).flagged


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_verdict_with_spans_inside_it(moderator: Moderator, text: str) -> None:
    result = moderator.screen(Comment(text))
    assert result.failed == ()
    assert result == moderator.screen(Comment(text))
    assert 0 <= result.score <= 1
    assert (result.severity is Severity.NONE) == (not result.flagged)
    for finding in result.findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.reason.strip()
        assert finding.rule in moderator.netiquette.rules


def test_the_examples_of_all_rules_hold(moderator: Moderator) -> None:
    check_examples(moderator)
    assert all(rule.examples for rule in moderator.netiquette.rules.values())


class Broken:
    name = "broken"

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        raise RuntimeError("out of order")


def test_a_detector_that_fails_is_named_and_the_others_still_run(netiquette: Netiquette) -> None:
    detectors: list[Detector] = [Broken(), Shouting(netiquette)]
    result = Moderator(netiquette, detectors).screen(Comment("JETZT IST ABER WIRKLICH EINMAL SCHLUSS DAMIT"))
    assert result.failed == ("broken",)
    assert [finding.rule for finding in result.findings] == ["shouting"]


def test_two_detectors_of_one_name_are_refused(netiquette: Netiquette) -> None:
    with pytest.raises(ValueError, match="share a name"):
        Moderator(netiquette, [Shouting(netiquette), Shouting(netiquette)])


def test_an_endless_comment_is_read_up_to_a_limit(moderator: Moderator) -> None:
    result = moderator.screen(Comment("Schön hier. " * LONGEST + "Du Idiot"))
    assert all(finding.end <= LONGEST for finding in result.findings)
