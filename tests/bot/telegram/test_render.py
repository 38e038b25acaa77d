"""What people see in Telegram."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from telegram import InlineKeyboardMarkup

from bot.answering import Answering
from bot.cases import ActionView, CaseId, DecisionView, FoundRule, NoticeView, ObjectionView, ProposalView
from bot.overview import OpenCase, OpenCases
from bot.reviewing import AlreadyDecided, Decided, Objected, Outdated, Proposed, Refused, Reviewed, Unknown
from bot.roster import NotAllowed
from bot.summary import Summary
from bot.telegram import render
from bot.texts import Texts
from moderation.models import Severity
from moderation.proportion import OFTEN
from moderation.review import Refusal, Stage
from tests.builders import WRITTEN, case

INSTAGRAM = {
    "source": "instagram", "place": "17841405309211844", "place_name": "landkreis", "author_name": "max",
    "link": "https://www.instagram.com/p/C1/",
}  # fmt: skip
DECISION = DecisionView("delete", "Beleidigung", "Rita Schmid", WRITTEN)


def labels(keyboard: InlineKeyboardMarkup | None) -> list[str]:
    return [button.text for row in keyboard.inline_keyboard for button in row] if keyboard else []


def test_an_alert_shows_comment_rule_reason_severity_source_and_link(texts: Texts) -> None:
    view = render.alert(case(), texts, WRITTEN)
    for part in (
        "Beleidigung",
        "mittel",
        "Fall 1",
        "Diskussion",
        "Eva Müller",
        "<u>Vollidiot</u>",
        "Beschimpfung einer Person",
    ):
        assert part in view.text
    assert 'href="https://t.me/c/1/7"' in view.text


def test_a_telegram_alert_has_the_buttons_of_the_contract_and_no_hiding(texts: Texts) -> None:
    wanted = ["In Ordnung", "Löschen", "Stummschalten", "Sperren", "Übernehmen", "Eskalieren"]
    assert labels(render.alert(case(), texts, WRITTEN).keyboard) == wanted


def test_a_grave_measure_is_asked_for_again(texts: Texts) -> None:
    view = render.alert(case(), texts, WRITTEN, asks_to_confirm=True)
    assert "Wirklich löschen und sperren?" in view.text
    assert labels(view.keyboard) == ["Bestätigen: sperren", "Zurück"]


def test_an_instagram_alert_has_the_buttons_of_the_contract_source_and_link(texts: Texts) -> None:
    view = render.alert(case(**INSTAGRAM), texts, WRITTEN)
    wanted = ["In Ordnung", "Ausblenden", "Löschen", "Sperren", "Übernehmen", "Eskalieren"]
    assert labels(view.keyboard) == wanted
    assert "Instagram, „landkreis“, von max" in view.text
    assert 'href="https://www.instagram.com/p/C1/"' in view.text
    assert "Löschen möglich bis" not in view.text


def test_blocking_at_instagram_is_explained_and_confirmed_by_hand(texts: Texts) -> None:
    view = render.alert(case(**INSTAGRAM), texts, WRITTEN, asks_to_confirm=True)
    assert "„Blockieren“" in view.text
    assert "„max“" in view.text
    assert labels(view.keyboard) == ["Erledigt: gesperrt", "Zurück"]
    decision = DecisionView("block", "Beleidigung", "Rita Schmid", WRITTEN)
    done = render.alert(case(**INSTAGRAM, is_open=False, decision=decision), texts, WRITTEN)
    assert "In der Instagram-App gesperrt, bestätigt von Rita Schmid" in done.text
    assert "bestätigt von" not in render.alert(case(is_open=False, decision=decision), texts, WRITTEN).text


def test_after_a_decision_the_alert_says_who_decided_what_and_when(texts: Texts) -> None:
    decided = case(is_open=False, decision=DECISION, actions=(ActionView("delete", "done", None),))
    view = render.alert(decided, texts, WRITTEN)
    assert "Entschieden: löschen – Rita Schmid, 24.11.2026, 10:00 Uhr" in view.text
    assert "✓ Kommentar gelöscht" in view.text
    assert labels(view.keyboard) == ["Hinweis senden"]


def test_where_nothing_was_done_there_is_nothing_to_tell_the_author(texts: Texts) -> None:
    left = DecisionView("leave", "–", "Rita Schmid", WRITTEN)
    assert render.alert(case(is_open=False, decision=left), texts, WRITTEN).keyboard is None


@pytest.mark.parametrize("state", ["wanted", "done", "impossible", "cancelled"])
@pytest.mark.parametrize("kind", ["delete", "hide", "restrict", "ban"])
def test_every_state_of_an_action_has_words(texts: Texts, kind: str, state: str) -> None:
    error = "action.error.too_old" if state == "impossible" else None
    decided = case(is_open=False, decision=DECISION, actions=(ActionView(kind, state, error),))
    assert render.alert(decided, texts, WRITTEN).text


def test_where_blocking_is_done_by_hand_the_second_person_is_told_how(texts: Texts) -> None:
    view = render.alert(case(source="instagram", proposal=ProposalView("block", "Rita", WRITTEN)), texts, WRITTEN)
    assert "„Blockieren“" in view.text
    assert labels(view.keyboard)[0] == "Erledigt: gesperrt"


def test_a_proposal_is_confirmed_or_something_milder_is_decided(texts: Texts) -> None:
    view = render.alert(case(proposal=ProposalView("block", "Rita", WRITTEN)), texts, WRITTEN)
    assert "Vorgeschlagen: löschen und sperren – Rita" in view.text
    wanted = [
        "Bestätigen (zweite Person)",
        "In Ordnung",
        "Löschen",
        "Stummschalten",
        "Übernehmen",
        "Eskalieren",
    ]
    assert labels(view.keyboard) == wanted


def test_an_objection_that_waits_has_its_buttons_even_while_a_new_revision_is_open(texts: Texts) -> None:
    waiting = ObjectionView(5, "restrict", "Ich < war's nicht", "Otto", WRITTEN)
    for shown in (case(objection=waiting), case(is_open=False, decision=DECISION, objection=waiting)):
        view = render.alert(shown, texts, WRITTEN)
        assert "Widerspruch gegen „löschen und stummschalten“, eingetragen von Otto" in view.text
        assert "Ich &lt; war's nicht" in view.text
        assert {"Entscheidung bleibt", "Entscheidung aufheben"} <= set(labels(view.keyboard))


@pytest.mark.parametrize(
    ("outcome", "part"), [("upheld", "Die Entscheidung bleibt – Ada"), ("overturned", "ist aufgehoben – Ada")]
)
def test_an_answered_objection_shows_who_answered_it(texts: Texts, outcome: str, part: str) -> None:
    answered = ObjectionView(5, "delete", "", "Otto", WRITTEN, outcome, "Ada", WRITTEN)
    gone = (ActionView("delete", "done", None),)
    view = render.alert(case(is_open=False, decision=DECISION, objection=answered, actions=gone), texts, WRITTEN)
    assert part in view.text
    assert labels(view.keyboard) == ["Hinweis senden"]
    assert ("nicht rückgängig" in view.text) == (outcome == "overturned")


def test_a_notice_that_was_given_out_is_shown(texts: Texts) -> None:
    told = case(is_open=False, decision=DECISION, notice=NoticeView("Otto", WRITTEN))
    assert "ausgegeben an Otto, 24.11.2026, 10:00 Uhr" in render.alert(told, texts, WRITTEN).text


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({}, "Vorschlag: löschen; erste Maßnahme bei dieser Person"),
        ({"author_ref": None}, "Vorschlag: löschen\n"),
        ({"earlier": {"delete": 1}}, "Vorschlag: löschen; bisher bei dieser Person: 1 × löschen"),
        ({"earlier": {"delete": OFTEN}}, "Vorschlag: löschen und stummschalten; bisher"),
        ({"is_criticism": True}, "Vorschlag: in Ordnung"),
    ],
)
def test_the_mildest_fitting_measure_is_proposed(texts: Texts, changes: dict[str, object], part: str) -> None:
    found = FoundRule("insult", "Beleidigung", 3, 12, "Beschimpfung", 0.9, Severity.MEDIUM, "hide")
    assert part in render.alert(case(findings=(found,), **changes), texts, WRITTEN).text


def test_nothing_is_proposed_where_nothing_can_be_done_or_all_is_decided(texts: Texts) -> None:
    for shown in (case(source="http"), case(is_open=False, decision=DECISION)):
        assert "Vorschlag" not in render.alert(shown, texts, WRITTEN).text


def test_what_people_wrote_is_escaped_and_marks_stay_in_place(texts: Texts) -> None:
    found = FoundRule("insult", "<Regel>", 7, 12, "Grund & mehr", 0.9, Severity.LOW)
    view = render.alert(case(text="<b>1&2 Idiot</b>", findings=(found,), author_name="<i>Eva"), texts, WRITTEN)
    assert "&lt;b&gt;1&amp;2 <u>Idiot</u>&lt;/b&gt;" in view.text
    assert "&lt;Regel&gt;" in view.text
    assert "&lt;i&gt;Eva" in view.text


def test_a_long_comment_is_shortened_to_fit(texts: Texts) -> None:
    found = tuple(
        FoundRule("insult", "Beleidigung", n, n + 900, "Grund " * 20, 0.9, Severity.LOW) for n in range(0, 9000, 900)
    )
    view = render.alert(case(text="<&>" * 3000, findings=found), texts, WRITTEN)
    assert " …</blockquote>" in view.text
    assert len(view.text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")) < 4096


def test_the_time_left_to_delete_is_shown(texts: Texts) -> None:
    assert "Löschen möglich bis 26.11.2026, 10:00 Uhr" in render.alert(case(), texts, WRITTEN).text
    assert "nicht mehr möglich" in render.alert(case(), texts, WRITTEN + timedelta(hours=49)).text


def test_marks_of_colleagues_and_failed_detectors_are_shown(texts: Texts) -> None:
    view = render.alert(case(claimed_by="Rita", escalated_by="Otto", unchecked=("links",)), texts, WRITTEN)
    for part in ("Übernommen von Rita", "Eskaliert von Otto", "Nicht geprüft werden konnte: links"):
        assert part in view.text


def test_a_comment_that_was_mended_still_has_an_alert(texts: Texts) -> None:
    assert "Kein Treffer mehr" in render.alert(case(findings=(), severity=Severity.NONE), texts, WRITTEN).text


def test_a_reply_has_follow_ups_and_the_question_whether_it_helped(answering: Answering, texts: Texts) -> None:
    view = render.reply(answering.reply("Seit wann seid ihr auf Instagram?"), texts)
    assert labels(view.keyboard)[-2:] == ["👍 Hilfreich", "👎 Nicht hilfreich"]
    assert labels(render.without_rating(view.keyboard)) == labels(view.keyboard)[:-2]


def test_a_question_back_has_its_choices_and_no_vote(answering: Answering, texts: Texts) -> None:
    reply = answering.reply("instagram")
    view = render.reply(reply, texts)
    assert labels(view.keyboard) == [option.title for option in reply.options]


@pytest.mark.parametrize(
    ("outcome", "part"),
    [
        (Decided("delete"), "Festgehalten: löschen"),
        (Decided(None), "Festgehalten"),
        (AlreadyDecided(DECISION), "Schon entschieden: löschen – Rita Schmid"),
        (Outdated(), "inzwischen bearbeitet"),
        (NotAllowed(), "Das dürfen nur"),
        (NotAllowed(for_leads=True), "nur die Leitung"),
        (Proposed("block"), "Vorgeschlagen: löschen und sperren"),
        (Objected(), "eingetragen"),
        (Objected(Stage.UPHELD), "Die Entscheidung bleibt"),
        (Objected(Stage.OVERTURNED), "aufgehoben"),
        *((Refused(why), "") for why in Refusal),
        (Unknown(), "nicht mehr"),
    ],
)
def test_every_press_is_answered_in_200_characters(texts: Texts, outcome: Reviewed, part: str) -> None:
    assert part in render.pressed(outcome, texts)
    assert len(render.pressed(outcome, texts)) <= 200


def _crowded(count: int, length: int) -> OpenCases:
    """A list with texts of some length."""
    one = OpenCase(CaseId(10**14), Severity.HIGH, ("R" * length, "<b>" * length), "P" * length, WRITTEN, "N" * length)
    return OpenCases([one] * count, 10_000, 500)


def test_the_fullest_summary_fits_into_a_message(texts: Texts) -> None:
    rules = {f"{number}" + "&" * 300: 1000 for number in range(14)}
    found = Summary(_crowded(10, 300), dict.fromkeys(Severity, 2000), rules, is_storm=True)
    view = render.summary(found, texts, WRITTEN)
    assert len(view.text) < 4096
    assert labels(view.keyboard)[-2:] == ["◀ Zurück", "Weiter ▶"]
    assert len(labels(view.keyboard)) == 12
    assert len(render.open_cases(_crowded(10, 300), texts, WRITTEN).text) < 4096


def test_a_summary_names_severities_the_gravest_first(texts: Texts) -> None:
    severities = {Severity.LOW: 2, Severity.HIGH: 3}
    view = render.summary(Summary(_crowded(1, 5), severities, {"Beleidigung": 4}, is_storm=False), texts, WRITTEN)
    assert "🟠 hoch 3 · 🔵 niedrig 2" in view.text
    assert "Beleidigung 4" in view.text
    assert "Der Ansturm ist vorbei" in view.text


def test_the_only_page_has_no_button_to_turn_it(texts: Texts) -> None:
    view = render.open_cases(replace(_crowded(1, 5), total=1, page=0), texts, WRITTEN)
    assert len(labels(view.keyboard)) == 1
    assert "Seite" not in view.text
