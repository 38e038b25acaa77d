"""Why a question ended as it did: the candidates with each signal, as lines for a person."""

from __future__ import annotations

from bot.texts import Texts
from knowledge.models import Answer, Clarify, Entry, Fallback, Found, OutsideTopic, SmallTalk


def explanation(found: Found, texts: Texts) -> list[str]:
    """The reading, the decision, and what spoke for each candidate."""
    lines = [
        texts("explain.language", language=found.language),
        texts("explain.reading", reading=found.reading),
        texts("explain.outcome", outcome=_outcome(found, texts), reason=found.reason),
    ]
    for candidate in found.candidates:
        kind = {Entry: "explain.entry", OutsideTopic: "explain.outside"}.get(type(candidate.topic), "explain.talk")
        facts = {
            "topic": texts(kind, id=candidate.topic.id),
            "probability": f"{candidate.probability:.2f}",
            "classifier": f"{candidate.classifier:.2f}",
            "similarity": f"{candidate.similarity:.2f}",
            "phrasing": candidate.nearest_phrasing,
        }
        lines.append(texts("explain.candidate", **facts))
    return lines


def _outcome(found: Found, texts: Texts) -> str:
    match found.outcome:
        case Answer(entry, _, also):
            return texts("explain.answer", entries=", ".join(one.id for one in (entry, *also)))
        case Clarify(options, _):
            return texts("explain.clarify", entries=", ".join(option.id for option in options))
        case Fallback(_, topic, _):
            return texts("explain.fallback", topic=topic.id if topic is not None else "–")
        case SmallTalk(pleasantry, _):
            return texts("explain.smalltalk", topic=pleasantry.id)
