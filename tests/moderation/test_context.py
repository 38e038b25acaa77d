"""Quoting, reporting and condemning are not offences; agreeing with a quotation is."""

from __future__ import annotations

import pytest

from moderation.engine import Moderator
from moderation.models import Comment

FINE = [
    "Jemand hat „Ausländer raus“ an die Schule gesprüht. Ich bin entsetzt.",
    "Meine Tochter wurde im Bus als „Schlampe“ beschimpft.",
    "Der Satz „die gehören vergast“ ist Volksverhetzung, bitte löschen!",
    "Wer „Sieg Heil“ ruft, gehört angezeigt.",
    "„Spast“ sagt man nicht, auch nicht im Spaß.",
    "I ben halt an alter Daggl, hab den Bus verpasst.",
    "Mei kloiner Bruder, der Seggl, hat heut sein Schwimmabzeichen gmacht!",
    "Ich habe eine SMS bekommen, Ihr Paket wird zurückgehalten. Ist das echt?",
]
NOT_FINE = [
    "„Ausländer raus“, genau so ist es!",
    "Ich sag nur: „Sieg Heil“. Adolf hatte recht.",
    "Du bist und bleibst ein Halbdaggl.",
    "Ihr Paket wird zurückgehalten, jetzt Gebühr zahlen: paket-zoll.example",
]


@pytest.mark.parametrize("text", FINE)
def test_reports_and_counter_speech_are_free(moderator: Moderator, text: str) -> None:
    assert not moderator.screen(Comment(text)).flagged


@pytest.mark.parametrize("text", NOT_FINE)
def test_hiding_behind_quotation_marks_does_not_help(moderator: Moderator, text: str) -> None:
    assert moderator.screen(Comment(text)).flagged


def test_personal_data_stay_what_they_are_whoever_reports_them(moderator: Moderator) -> None:
    text = "Unmöglich, bitte löschen: jemand schrieb „ruft ihn an: 0172 9968532“."
    assert {finding.rule for finding in moderator.screen(Comment(text)).findings} == {"personal_data"}
