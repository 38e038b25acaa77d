"""Notices made from what is really set, so that text and behaviour cannot drift apart."""

from __future__ import annotations

from bot.config import Retention
from bot.texts import Texts
from knowledge.models import Content
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
