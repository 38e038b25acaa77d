"""Outcomes -> text and keyboard. Pure: nothing here sends."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answering import Option, Reply
from bot.cases import ActionView, CaseView
from bot.clock import spoken
from bot.objecting import Answer
from bot.overview import AlreadyShown, OpenCases, Statistics
from bot.reviewing import AlreadyDecided, Decided, Objected, Outdated, Proposed, Refused, Reviewed, Unknown
from bot.roster import NotAllowed
from bot.summary import Summary
from bot.telegram.buttons import (
    AnswerObjection,
    ChooseLanguage,
    Listing,
    RateAnswer,
    ReviewCase,
    ShowCase,
    ShowEntry,
    TurnPage,
    Verb,
)
from bot.telling import Notice
from bot.texts import Texts
from moderation.review import MEASURES_OF, is_by_hand

_PLAINLY = {Outdated: "press.outdated", Unknown: "press.unknown", AlreadyShown: "press.already_shown"}
"""Outcomes that say it all."""

_SHOWN_OF_COMMENT = 1500
"""Characters of a comment that an alert shows; a message holds 4,096."""
_SHOWN_FINDINGS = 6
_SHOWN_OF_REASON = 300
_SHOWN_OF_NOTICE = 3500
_LONGEST_BUTTON = 60
_FOLLOW_UPS = 3
_LONGEST_IN_LINE = 40
"""Characters of rules, of a place or a name on a list: ten lines must fit into a message."""
_SHOWN_RULES = 6
_CASES_IN_A_ROW = 5
_MINUTES_TOLD = 120
_HOURS_TOLD = 48


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
    lines += [_escape(line) for line in _course(case, texts)]
    rows = list(_alert_buttons(case, texts, asks_to_confirm=asks_to_confirm) if case.is_open else ())
    rows += _later_buttons(case, texts)
    return View("\n".join(lines), InlineKeyboardMarkup(rows) if rows else None)


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
        steps = [texts("alert.proposed_by", person=case.decision.proposed_by)] if case.decision.proposed_by else []
        steps += [_action_line(action, texts) for action in case.actions]
        if is_by_hand(case.source, case.decision.measure):
            steps.append(texts("action.ban.by_hand", person=case.decision.person_name))
        return "\n".join([f"<b>{_escape(done)}</b>", *map(_escape, steps)])
    lines = [_suggestion(case, texts)] if case.suggestion is not None else []
    if case.proposal is not None:
        proposed = texts(f"measure.{case.proposal.measure}")
        lines.append(texts("alert.proposed", measure=proposed, person=case.proposal.person_name))
        if is_by_hand(case.source, case.proposal.measure):
            lines.append(texts("alert.by_hand", author=case.author_name))
    if case.claimed_by:
        lines.append(texts("alert.claimed", person=case.claimed_by))
    if case.escalated_by:
        lines.append(texts("alert.escalated", person=case.escalated_by))
    until = case.deletable_until
    if until is not None:
        name = "alert.deletable" if until > now else "alert.too_old"
        lines.append(texts(name, time=spoken(until)))
    if asks_to_confirm:
        by_hand = is_by_hand(case.source, "block")
        lines.append(texts("alert.by_hand", author=case.author_name) if by_hand else texts("alert.confirm"))
    return "\n".join(_escape(line) for line in lines)


def _action_line(action: ActionView, texts: Texts) -> str:
    if action.state == "impossible":
        return texts(f"action.{action.kind}.impossible", reason=texts(action.error or "action.error.refused"))
    return texts(f"action.{action.kind}.{action.state}")


def _suggestion(case: CaseView, texts: Texts) -> str:
    """The mildest fitting measure, and what was done before with comments of the same person."""
    measure = texts(f"measure.{case.suggestion}")
    if case.author_ref is None:
        return texts("alert.suggestion", measure=measure)
    if not case.earlier:
        return texts("alert.suggestion_first", measure=measure)
    earlier = ", ".join(f"{count} × {texts(f'measure.{name}')}" for name, count in sorted(case.earlier.items()))
    return texts("alert.suggestion_again", measure=measure, earlier=earlier)


def _course(case: CaseView, texts: Texts) -> list[str]:
    """What happened after a decision: objection, answer, notice."""
    lines: list[str] = []
    objection = case.objection
    if objection is not None:
        facts = {"measure": texts(f"measure.{objection.measure}"), "person": objection.filed_by}
        lines.append(texts("alert.objection", time=spoken(objection.filed_at), **facts))
        if objection.reason:
            shown = objection.reason[:_SHOWN_OF_REASON]
            lines.append(texts("alert.objection_reason", reason=shown + ("…" if shown != objection.reason else "")))
        if objection.outcome is None:
            lines.append(texts("alert.objection_waits"))
        elif objection.answered_by is not None and objection.answered_at is not None:
            answered = {"person": objection.answered_by, "time": spoken(objection.answered_at)}
            lines.append(texts(f"alert.{objection.outcome}", **answered))
            if objection.outcome == "overturned" and is_by_hand(case.source, objection.measure):
                lines.append(texts("action.unban.by_hand", author=case.author_name))
            if objection.outcome == "overturned" and case.is_deleted:
                lines.append(texts("alert.stays_deleted"))
    if case.notice is not None:
        lines.append(texts("alert.notice_given", person=case.notice.person_name, time=spoken(case.notice.given_at)))
    return lines


def _later_buttons(case: CaseView, texts: Texts) -> list[list[InlineKeyboardButton]]:
    """Buttons for what may follow a decision."""
    rows: list[list[InlineKeyboardButton]] = []
    if case.objection is not None and case.objection.outcome is None:
        answers: tuple[Answer, ...] = ("uphold", "overturn")
        rows.append(
            [
                InlineKeyboardButton(texts(f"button.{a}"), callback_data=AnswerObjection(case.objection.id, a).pack())
                for a in answers
            ]
        )
    if not case.is_open and case.decision is not None and case.decision.measure != "leave":
        data = ReviewCase(case.id, case.revision, "notice").pack()
        rows.append([InlineKeyboardButton(texts("button.notice"), callback_data=data)])
    return rows


def notice(given: Notice, texts: Texts) -> View:
    """The text for an author, to be copied."""
    lines = [
        _escape(texts("author.heading", number=given.case)),
        f"<code>{_escape(given.text[:_SHOWN_OF_NOTICE])}</code>",
    ]
    if given.from_template:
        lines.append(_escape(texts("author.template")))
    return View("\n".join(lines))


def _alert_buttons(case: CaseView, texts: Texts, *, asks_to_confirm: bool) -> list[list[InlineKeyboardButton]]:
    def button(name: str, verb: Verb) -> InlineKeyboardButton:
        data = ReviewCase(case.id, case.revision, verb).pack()
        return InlineKeyboardButton(texts(f"button.{name}"), callback_data=data)

    if asks_to_confirm:
        name = "by_hand" if is_by_hand(case.source, "block") else "confirm"
        return [[button(name, "block"), button("back", "back")]]
    verbs: dict[str, Verb] = {
        "leave": "leave",
        "hide": "hide",
        "delete": "delete",
        "restrict": "restrict",
        "block": "ask_block",
    }
    # What is proposed is not proposed again: it is confirmed.
    taken = case.proposal.measure if case.proposal is not None else None
    buttons = [button(m, verbs[m]) for m in MEASURES_OF.get(case.source, ("leave",)) if m in verbs and m != taken]
    rows = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    if taken is not None:
        rows.insert(0, [button("by_hand" if is_by_hand(case.source, taken) else "second", "confirm")])
    rows.append([button("claim", "claim"), button("escalate", "escalate")])
    return rows


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


def open_cases(found: OpenCases | NotAllowed, texts: Texts, now: datetime) -> View:
    """A page of what waits, the gravest first."""
    if isinstance(found, NotAllowed):
        return View(_escape(texts("press.not_allowed")))
    if not found.shown:
        return View(_escape(texts("desk.nothing_open")))
    lines = [f"<b>{_escape(texts('desk.open', shown=len(found.shown), total=found.total))}</b>"]
    lines += _case_lines(found, texts, now)
    return View("\n".join([*lines, _escape(texts("desk.how_to_see"))]), _list_keyboard(found, "open", texts))


def summary(found: Summary | NotAllowed, texts: Texts, now: datetime) -> View:
    """All open cases without a message of their own: how many of what, and a page of them."""
    if isinstance(found, NotAllowed):
        return View(_escape(texts("press.not_allowed")))
    name = "storm.title" if found.is_storm else "storm.over" if found.cases.total else "storm.done"
    lines = [f"<b>{_escape(texts(name))}</b>"]
    if not found.cases.total:
        return View("\n".join(lines))
    marks = [
        f"{texts(f'alert.mark.{severity.word}')} {texts(f'severity.{severity.word}')} {count}"
        for severity, count in sorted(found.severities.items(), reverse=True)
    ]
    rules = [f"{_shortened(title)} {count}" for title, count in list(found.rules.items())[:_SHOWN_RULES]]
    lines += [_escape(texts("storm.without_message", count=found.cases.total)), _escape(" · ".join(marks))]
    lines += [_escape(", ".join(rules)), *_case_lines(found.cases, texts, now), _escape(texts("storm.how_to_see"))]
    return View("\n".join(lines), _list_keyboard(found.cases, "summary", texts))


def _case_lines(found: OpenCases, texts: Texts, now: datetime) -> list[str]:
    lines = [texts("desk.page", page=found.page + 1, pages=found.pages)] if found.pages > 1 else []
    for case in found.shown:
        line = texts(
            "desk.case",
            number=case.id,
            rules=_shortened(", ".join(case.rules) or texts("alert.no_finding")),
            place=_shortened(case.place_name),
            age=_duration(now - case.opened_at, texts),
        )
        mark = texts(f"alert.mark.{case.severity.word}")
        claimed = f" · {texts('alert.claimed', person=_shortened(case.claimed_by))}" if case.claimed_by else ""
        lines.append(f"{mark} {line}{claimed}")
    return [_escape(line) for line in lines]


def _list_keyboard(found: OpenCases, listing: Listing, texts: Texts) -> InlineKeyboardMarkup:
    """A button a case, and those that turn the page."""
    shown = [
        InlineKeyboardButton(texts("button.case", number=case.id), callback_data=ShowCase(listing, case.id).pack())
        for case in found.shown
    ]
    rows = [shown[start : start + _CASES_IN_A_ROW] for start in range(0, len(shown), _CASES_IN_A_ROW)]
    turns = [
        InlineKeyboardButton(texts(f"button.{name}"), callback_data=TurnPage(listing, page).pack())
        for name, page in (("previous", found.page - 1), ("next", found.page + 1))
        if 0 <= page < found.pages
    ]
    return InlineKeyboardMarkup([*rows, turns] if turns else rows)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_IN_LINE else text[: _LONGEST_IN_LINE - 1] + "…"


def statistics(found: Statistics | NotAllowed, texts: Texts) -> View:
    """Figures of the last weeks."""
    if isinstance(found, NotAllowed):
        return View(_escape(texts("press.not_allowed")))
    measures = ", ".join(f"{texts(f'measure.{name}')} {count}" for name, count in sorted(found.decided.items()))
    share = round(100 * found.criticism / found.flagged) if found.flagged else 0
    lines = [
        texts("desk.screened", days=found.days, screened=found.screened, flagged=found.flagged),
        texts("desk.criticism", count=found.criticism, percent=share),
        texts("desk.decided", count=sum(found.decided.values()), measures=measures or "–"),
        texts("desk.waiting", count=found.open),
    ]
    if found.median_wait is not None:
        lines.append(texts("desk.median", duration=_duration(found.median_wait, texts)))
    return View("\n".join(_escape(line) for line in lines))


def _duration(time: timedelta, texts: Texts) -> str:
    minutes = int(time.total_seconds() // 60)
    if minutes < _MINUTES_TOLD:
        return texts("desk.minutes", count=max(0, minutes))
    hours = minutes // 60
    return texts("desk.hours", count=hours) if hours < _HOURS_TOLD else texts("desk.days", count=hours // 24)


def pressed(outcome: Reviewed | AlreadyShown, texts: Texts) -> str:
    """The short answer to a press on an alert."""
    match outcome:
        case Decided(measure):
            return (
                texts("press.marked")
                if measure is None
                else texts("press.decided", measure=texts(f"measure.{measure}"))
            )
        case Proposed(measure):
            return texts("press.proposed", measure=texts(f"measure.{measure}"))
        case Objected(answer):
            return texts(f"press.{answer}") if answer is not None else texts("press.objected")
        case Refused(why):
            return texts(f"refusal.{why}")
        case AlreadyDecided(decision):
            return texts(
                "press.already",
                person=decision.person_name,
                measure=texts(f"measure.{decision.measure}"),
                time=spoken(decision.decided_at),
            )
        case NotAllowed(for_leads):
            return texts("press.for_leads") if for_leads else texts("press.not_allowed")
        case Outdated() | Unknown() | AlreadyShown():
            return texts(_PLAINLY[type(outcome)])


def _escape(text: str) -> str:
    return html.escape(text, quote=False)
