"""A conversation without cookies: its turns travel in hidden fields of the page's own form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.answering import LONGEST_QUESTION, Answering, Reply

MOST_TURNS = 6
_QUESTION, _ENTRY = "q:", "e:"


@dataclass(frozen=True, slots=True)
class Turn:
    """What a citizen said (``label``) and the reply; ``field`` is how the turn travels."""

    field: str
    label: str
    reply: Reply


def question_field(text: str) -> str:
    """A question as a field of the form."""
    return _QUESTION + text[:LONGEST_QUESTION]


def entry_field(entry: str) -> str:
    """A chosen entry as a field of the form."""
    return _ENTRY + entry


def replay(fields: Iterable[str], answering: Answering, lang: str | None = None) -> list[Turn]:
    """The conversation so far, in a language if one was chosen. Answers are found anew: nothing a client sends is ours."""
    turns: list[Turn] = []
    for field in list(fields)[-MOST_TURNS:]:
        turn = _turn(field, [known.label for known in turns], answering, lang)
        if turn is not None:
            turns.append(turn)
    return turns


def _turn(field: str, earlier: list[str], answering: Answering, lang: str | None) -> Turn | None:
    kind, value = field[:2], field[2:]
    if kind == _ENTRY:
        reply = answering.about(value, lang)
        if reply is None or reply.entry is None:
            return None
        return Turn(field, answering.entry(reply.entry, lang).title, reply)
    if kind == _QUESTION:
        return Turn(field, value, answering.reply(value, earlier, lang))
    return None
