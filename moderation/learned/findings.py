"""Opinion -> findings an editor can follow: the rule, the sentence, the words that spoke for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from moderation.learned.opinion import Classifier, Opinion, TellingWord, probability
from moderation.models import Finding, RuleId
from moderation.netiquette import Rule
from moderation.reading import Reading

_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
_FEWEST_LETTERS = re.compile(r"\w")
_MOST_NAMED = 3


def learned_findings(
    classifier: Classifier,
    reading: Reading,
    opinion: Opinion,
    rules: Mapping[RuleId, Rule],
    limits: Mapping[RuleId, float],
    score: float,
    said: frozenset[str] = frozenset(),
) -> list[Finding]:
    """A finding for each rule the classifier holds likely enough (``limits``, as log-odds), at least for the likeliest.

    ``score`` is the comment's chance as a whole; no finding is surer than that. ``said`` are the rules that need no finding
    of the classifier, because the rules themselves have a better one.
    """
    known = {rule: value for rule, value in opinion.rules().items() if rule in rules}
    if not known or not reading.original.strip():
        return []
    likely = [rule for rule, value in known.items() if value >= limits.get(rule, 0.0)]
    named = [rule for rule in likely if rule not in said]
    if not named and not said:
        named = [max(known, key=lambda rule: known[rule] - limits.get(rule, 0.0))]
    if not named:
        return []
    found: list[Finding] = []
    for rule, telling in zip(named, classifier.telling(reading, opinion, named), strict=True):
        start, end = _sentence(reading.original, telling)
        chance = min(score, probability(known[rule] - limits.get(rule, 0.0)))
        reason = _reason(rules[rule], telling, reading.original)
        found.append(Finding(rule, start, end, reason, chance, rules[rule].severity))
    return found


def _sentence(text: str, telling: tuple[TellingWord, ...]) -> tuple[int, int]:
    """The sentence that speaks most for the finding; the whole comment if none stands out."""
    worth = {
        match.span(): sum(word.weight for word in telling if match.start() <= word.start < match.end())
        for match in _SENTENCE.finditer(text)
        if _FEWEST_LETTERS.search(match[0])
    }
    start, end = max(worth, key=lambda span: worth[span]) if worth else (0, len(text))
    while start < end - 1 and text[start].isspace():
        start += 1
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return start, end


def _reason(rule: Rule, telling: tuple[TellingWord, ...], text: str) -> str:
    words = [text[word.start : word.end].strip(".,;:!?…„“”\"'()") for word in telling]
    named = ", ".join(f"„{word}“" for word in dict.fromkeys(words[:_MOST_NAMED]) if word)
    told = f"Der Wortlaut ähnelt gelernten Beispielen für „{rule.title}“"
    told = f"{told}; am meisten sprachen dafür: {named}" if named else told
    return f"{told}. {rule.caution}" if rule.caution else told
