"""Outcomes -> text and keyboard. Pure: nothing here sends."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answering import Option, Reply
from bot.cases import ActionView, CaseView
from bot.clock import spoken
from bot.reviewing import AlreadyDecided, Decided, Outdated, Reviewed, Unknown
from bot.roster import NotAllowed
from bot.telegram.buttons import ChooseLanguage, RateAnswer, ReviewCase, ShowEntry, Verb
from bot.texts import Texts
from moderation.review import MEASURES_OF

_SHOWN_OF_COMMENT = 1500
"""Characters of a comment that an alert shows; a message holds 4,096."""
_SHOWN_FINDINGS = 6
_LONGEST_BUTTON = 60
_FOLLOW_UPS = 3


@dataclass(frozen=True, slots=True)
class View:
    """A message ready to send; ``text`` is Telegram's HTML."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


def reply(given: Reply, texts: Texts) -> View:
    """A reply to a citizen: choices, follow-ups, and the question whether it helped."""
    rows = [[_entry_button(option)] for option in (*given.options, *given.follow_ups[:_FOLLOW_UPS])]
    if given.kind == "answer" and given.entry is not None:
        rows.append(
            [
                InlineKeyboardButton(texts("button.helpful"), callback_data=RateAnswer(given.entry, True).pack()),
                InlineKeyboardButton(texts("button.unhelpful"), callback_data=RateAnswer(given.entry, False).pack()),
            ]
        )
    return View(html.escape(given.answer, quote=False), InlineKeyboardMarkup(rows) if rows else None)


def plain(text: str, options: Sequence[Option] = ()) -> View:
    """A sentence of ours, with entries to press."""
    rows = [[_entry_button(option)] for option in options]
    return View(html.escape(text, quote=False), InlineKeyboardMarkup(rows) if rows else None)


def languages(text: str, known: Mapping[str, str]) -> View:
    """A button a language, by code; two in a row."""
    buttons = [InlineKeyboardButton(name, callback_data=ChooseLanguage(code).pack()) for code, name in known.items()]
    rows = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    return View(html.escape(text, quote=False), InlineKeyboardMarkup(rows))


def _entry_button(option: Option) -> InlineKeyboardButton:
    title = option.title if len(option.title) <= _LONGEST_BUTTON else option.title[: _LONGEST_BUTTON - 1] + "…"
    return InlineKeyboardButton(title, callback_data=ShowEntry(option.entry).pack())


def without_rating(keyboard: InlineKeyboardMarkup | None) -> InlineKeyboardMarkup | None:
    """A reply's keyboard after the vote: the choices stay."""
    if keyboard is None:
        return None
    rows = [row for row in keyboard.inline_keyboard if not any(RateAnswer.parse(b.callback_data) for b in row)]
    return InlineKeyboardMarkup(rows) if rows else None


def alert(case: CaseView, texts: Texts, now: datetime, *, asks_to_confirm: bool = False) -> View:
    """What editors see of a case: the comment, why it was flagged, what can be done, what was decided."""
    titles = ", ".join(dict.fromkeys(finding.title for finding in case.findings)) or texts("alert.no_finding")
    severity = texts(f"severity.{case.severity.word}")
    mark, number = texts(f"alert.mark.{case.severity.word}"), texts("alert.case", number=case.id)
    lines = [
        f"{mark} <b>{_escape(titles)}</b> · {severity} · {number}",
        _escape(
            texts("alert.source", source=texts(f"source.{case.source}"), place=case.place_name, author=case.author_name)
        ),
        f"<blockquote>{_marked(case)}</blockquote>",
    ]
    lines += [
        _finding_line(f"{f.title}: {f.reason}", case.text[f.start : f.end]) for f in case.findings[:_SHOWN_FINDINGS]
    ]
    if case.is_criticism:
        lines.append(_escape(texts("alert.criticism")))
    if case.unchecked:
        lines.append(_escape(texts("alert.unchecked", names=", ".join(case.unchecked))))
    if case.link:
        lines.append(f'<a href="{html.escape(case.link)}">{_escape(texts("alert.link"))}</a>')
    lines.append(_status(case, texts, now, asks_to_confirm=asks_to_confirm))
    return View(
        "\n".join(lines), _alert_keyboard(case, texts, asks_to_confirm=asks_to_confirm) if case.is_open else None
    )


def _finding_line(reason: str, words: str) -> str:
    quoted = words if len(words) <= 60 else words[:59] + "…"
    return f"• {_escape(reason)} („{_escape(' '.join(quoted.split()))}“)"


def _status(case: CaseView, texts: Texts, now: datetime, *, asks_to_confirm: bool) -> str:
    if case.decision is not None and not case.is_open:
        done = texts(
            "alert.decided",
            measure=texts(f"measure.{case.decision.measure}"),
            person=case.decision.person_name,
            time=spoken(case.decision.decided_at),
        )
        return "\n".join([f"<b>{_escape(done)}</b>", *(_escape(_action_line(a, texts)) for a in case.actions)])
    lines = []
    if case.claimed_by:
        lines.append(texts("alert.claimed", person=case.claimed_by))
    if case.escalated_by:
        lines.append(texts("alert.escalated", person=case.escalated_by))
    until = case.deletable_until
    if until is not None:
        name = "alert.deletable" if until > now else "alert.too_old"
        lines.append(texts(name, time=spoken(until)))
    if asks_to_confirm:
        lines.append(texts("alert.confirm"))
    return "\n".join(_escape(line) for line in lines)


def _action_line(action: ActionView, texts: Texts) -> str:
    if action.state == "impossible":
        return texts(f"action.{action.kind}.impossible", reason=texts(action.error or "action.error.refused"))
    return texts(f"action.{action.kind}.{action.state}")


def _alert_keyboard(case: CaseView, texts: Texts, *, asks_to_confirm: bool) -> InlineKeyboardMarkup:
    def button(name: str, verb: Verb) -> InlineKeyboardButton:
        data = ReviewCase(case.id, case.revision, verb).pack()
        return InlineKeyboardButton(texts(f"button.{name}"), callback_data=data)

    if asks_to_confirm:
        return InlineKeyboardMarkup([[button("confirm", "block"), button("back", "back")]])
    verbs: dict[str, Verb] = {
        "leave": "leave",
        "hide": "hide",
        "delete": "delete",
        "restrict": "restrict",
        "block": "ask_block",
    }
    buttons = [button(m, verbs[m]) for m in MEASURES_OF.get(case.source, ("leave",)) if m in verbs]
    rows = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    rows.append([button("claim", "claim"), button("escalate", "escalate")])
    return InlineKeyboardMarkup(rows)


def _marked(case: CaseView) -> str:
    """The comment as HTML, shortened if long, with what was found underlined."""
    text = case.text
    shown = text[:_SHOWN_OF_COMMENT]
    marks = sorted({place for f in case.findings for place in range(f.start, min(f.end, len(shown)))})
    parts: list[str] = []
    position = 0
    for start, end in _runs(marks):
        parts += [_escape(shown[position:start]), f"<u>{_escape(shown[start:end])}</u>"]
        position = end
    parts.append(_escape(shown[position:]))
    return "".join(parts) + (" …" if len(text) > len(shown) else "")


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring places as stretches, end exclusive."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def pressed(outcome: Reviewed, texts: Texts) -> str:
    """The short answer to a press on an alert."""
    match outcome:
        case Decided(measure):
            return (
                texts("press.marked")
                if measure is None
                else texts("press.decided", measure=texts(f"measure.{measure}"))
            )
        case AlreadyDecided(decision):
            return texts(
                "press.already",
                person=decision.person_name,
                measure=texts(f"measure.{decision.measure}"),
                time=spoken(decision.decided_at),
            )
        case Outdated():
            return texts("press.outdated")
        case NotAllowed(for_leads):
            return texts("press.for_leads") if for_leads else texts("press.not_allowed")
        case Unknown():
            return texts("press.unknown")


def _escape(text: str) -> str:
    return html.escape(text, quote=False)
