"""The language of rules."""

from __future__ import annotations

import time

import pytest

from moderation.phrases import BadPhrase, PhraseMatcher, compile_phrase
from moderation.reading import Reading

CLASSES = {"person": ["Landrat~", "*leiter~", "die Chefin"], "tier": ["Ratte~", "🐀"]}


def found(phrase: str, text: str) -> list[str]:
    view = Reading(text).plain
    matcher = PhraseMatcher([compile_phrase(phrase, CLASSES)])
    return [view.text[match.start : match.end] for match in matcher.find(view)]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("Depp~", "so ein Depp!"),
        ("Depp~", "lauter Deppen hier"),
        ("*Idiot~", "ihr Vollidioten"),
        ("wir wissen wo (du|ihr) .. wohn*", "Wir wissen, wo du mit Familie wohnst."),
        ("<person> ist [ein~] (Dieb|korrupt)", "Der Amtsleiter ist ein Dieb"),
        ("<person> ist [ein~] (Dieb|korrupt)", "Die Chefin ist korrupt"),
        ("(sau|dreck)(pack|volk)", "dieses Saupack"),
        ("seit .. <tier>", "Seit dem Zuzug 🐀🐀 überall"),
        ("^ raus mit ihnen", "Genug. Raus mit ihnen!"),
        ("mehr geht nicht $", "Ich sage: mehr geht nicht"),
        ("gesprengt .... Ehrenmann", "Er hat den Kasten gesprengt? Ein Ehrenmann."),
        ("# Euro am Tag", "1.200 Euro am Tag"),
        ("(nimmt|nahm) (Schmiergeld|(dicke|fette) Umschläge)", "Er nahm dicke Umschläge"),
    ],
)
def test_a_phrase_matches(phrase: str, text: str) -> None:
    assert found(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("Depp~", "die Deponie"),
        ("arsch", "der Marsch war barsch"),
        ("Hure~", "die Figuren"),
        ("wir wissen wo .. wohn*", "Wir wissen. Wo viele wohnen."),
        ("wir wissen .. wohn*", "wir wissen alle dass hier sehr viele Leute wohnen"),
        ("^ raus mit ihnen", "wir wollen nicht raus mit ihnen"),
        ("mehr geht nicht $", "mehr geht nicht als das"),
        ("<person> ist dumm", "die Idee ist dumm"),
    ],
)
def test_a_phrase_does_not_match(phrase: str, text: str) -> None:
    assert not found(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("(a|b", "Es fehlt die Klammer „)“"),
        ("a b) c", "wurde nie geöffnet"),
        ("<persno> lügt", "Vorhanden sind: person, tier"),
        ("* .. *", "Es fehlt ein Wort"),
        ("()", "leer"),
    ],
)
def test_a_phrase_that_cannot_be_read_is_explained(phrase: str, expected: str) -> None:
    with pytest.raises(BadPhrase, match="„") as caught:
        compile_phrase(phrase, CLASSES)
    assert expected in str(caught.value)


def test_time_is_linear_whatever_people_write() -> None:
    matcher = PhraseMatcher([compile_phrase("(aa|aaa)* ... (aa|aaaa)* ... aab", CLASSES)])

    def seconds(words: int) -> float:
        view = Reading("aaaaaaaa " * words).plain
        begun = time.perf_counter()
        matcher.find(view)
        return time.perf_counter() - begun

    seconds(100)
    assert seconds(4000) < 0.5
