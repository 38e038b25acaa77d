"""How well questions with known answers are answered: right, asked back, passed on, wrong."""

from __future__ import annotations

from typing import Literal

from knowledge.models import Answer, Clarify, Fallback, Outcome, SampleQuestion, SmallTalk

Judgement = Literal["right", "asked_back", "missed", "wrong"]
"""``missed``: passed on, chatted or asked back without the right choice, where better was possible; never misleading."""


def judge(sample: SampleQuestion, outcome: Outcome) -> Judgement:
    """Compare an outcome with what the sample question wants. Answering what nothing answers is wrong as well."""
    match outcome:
        case Answer(entry, _):
            return "right" if entry.id in sample.entries else "wrong"
        case Clarify(options, _):
            return "asked_back" if any(option.id in sample.entries for option in options) else "missed"
        case Fallback():
            return "right" if sample.kind == "fallback" else "missed"
        case SmallTalk():
            return "right" if sample.kind == "smalltalk" else "missed"
