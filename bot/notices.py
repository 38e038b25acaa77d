"""Notices made from what is really set, so that text and behaviour cannot drift apart."""

from __future__ import annotations

from bot.cases import CaseView
from bot.clock import LOCAL
from bot.config import Retention
from bot.texts import Texts
from knowledge.models import Content
from moderation.models import RuleId
from moderation.netiquette import Netiquette


def privacy(content: Content, retention: Retention, texts: Texts, channel: str) -> str:
    """The privacy notice for a channel (``telegram`` or ``web``)."""
    general = texts(
        "privacy.text",
        authority=content.authority,
        contact=content.contact,
        left=retention.findings_without_action_days,
        decided=retention.decided_days,
        counters=retention.counters_days,
    )
    return f"{general}\n{texts(f'privacy.{channel}')}"


def netiquette(rules: Netiquette, texts: Texts) -> str:
    """All rules as citizens read them, marked as a template until the authority has adopted its own."""
    lines = [texts("netiquette.heading")]
    if rules.is_template:
        lines.append(texts("netiquette.template", notice=rules.notice))
    lines += [texts("netiquette.rule", title=rule.title, clause=rule.clause) for rule in rules.rules.values()]
    return "\n".join(lines)


def netiquette_facts(rules: Netiquette) -> dict[str, str]:
    """The rules' wording for placeholders in knowledge entries: one netiquette, two readers."""
    facts = {f"netiquette.{rule.id}": rule.clause for rule in rules.rules.values()}
    titles = [rule.title for rule in rules.rules.values()]
    return {**facts, "netiquette.titles": ", ".join(titles)}


def to_author(case: CaseView, rules: Netiquette, texts: Texts) -> str:
    """What the author of a comment is told: the measure with its rule and the way to object, or the answer to an objection.

    Raises:
        ValueError: nothing was decided.
    """
    if case.decision is None:
        raise ValueError("nothing was decided")
    measure = texts(f"measure.{case.decision.measure}")
    lines = [texts("author.greeting")]
    outcome = case.objection.outcome if case.objection is not None else None
    if outcome is not None:
        lines.append(texts(f"author.{outcome}", number=case.id, measure=measure))
        if outcome == "overturned" and case.is_deleted:
            lines.append(texts("author.stays_deleted"))
        return "\n".join(lines)
    day = case.written_at.astimezone(LOCAL).strftime("%d.%m.%Y")
    source = texts(f"source.{case.source}")
    lines.append(texts("author.measure", day=day, source=source, place=case.place_name, measure=measure))
    for rule, title in dict.fromkeys((finding.rule, finding.title) for finding in case.findings):
        known = rules.rules.get(RuleId(rule))
        lines.append(
            texts("author.rule", title=title, clause=known.clause) if known else texts("author.title", title=title)
        )
    lines.append(texts("author.decided_by"))
    lines.append(texts("author.objection", way=rules.objection or texts("author.way"), number=case.id))
    return "\n".join(lines)
