"""``kreislotse knowledge | netiquette | config``: are the files in order, and do they do what they say?"""

from __future__ import annotations

from collections import Counter

import typer

from bot import app as root
from bot.commands.backtest import backtest
from bot.commands.evaluate import evaluate_knowledge
from bot.commands.evaluate_comments import evaluate_comments
from bot.commands.options import FAILED, ConfigFile, attempt, explained, read_config, show_problems, stop, tell
from bot.commands.train import train_model
from bot.config import check_rule_names, find_file, warnings
from bot.notices import netiquette_facts
from bot.texts import german
from knowledge.evaluation import Judgement, judge
from knowledge.learned import file_name
from knowledge.loading import SHIPPED as SHIPPED_CONTENT
from knowledge.loading import load_content
from knowledge.models import (
    Answer,
    Entry,
    Fallback,
    Found,
    OutsideTopic,
    Pleasantry,
    Question,
    SampleQuestion,
    SmallTalk,
    Topic,
)
from knowledge.multilingual import MultilingualEngine
from knowledge.plain_language import PLAIN, lint
from moderation.engine import Moderator, check_examples
from moderation.netiquette import SHIPPED as SHIPPED_NETIQUETTE
from moderation.netiquette import load_netiquette
from yamlsource import InvalidSource, reason_of

knowledge = typer.Typer(help="Die Wissensbasis prüfen.", no_args_is_help=True)
netiquette = typer.Typer(help="Die Regeln prüfen.", no_args_is_help=True)
config = typer.Typer(help="Die Konfiguration prüfen.", no_args_is_help=True)


knowledge.command("evaluate")(evaluate_knowledge)
netiquette.command("backtest")(backtest)
netiquette.command("evaluate")(evaluate_comments)
netiquette.command("train")(train_model)


@knowledge.command("check")
def check_knowledge(config: ConfigFile = None) -> None:
    """Alle Einträge lesen und jeden Fehler mit Datei und Zeile nennen."""
    settings, texts = read_config(config), german()
    try:
        rules = load_netiquette(settings.moderation.netiquette or SHIPPED_NETIQUETTE)
        content = load_content(settings.knowledge.path or SHIPPED_CONTENT, netiquette_facts(rules))
    except InvalidSource as error:
        show_problems(error)
        raise typer.Exit(FAILED) from None
    phrasings = sum(len(topic.phrasings) for topic in content.topics())
    print(texts("cli.knowledge_ok", entries=len(content.entries), phrasings=phrasings))
    for language in content.languages.values():
        print(texts("cli.knowledge_language", name=language.name, code=language.code, entries=len(language.entries)))
        for name in sorted(language.stale):
            facts = {"name": language.name, "code": language.code, "entry": name}
            tell(texts("cli.knowledge_stale", digest=content.entries[name].text_digest, **facts))
    if PLAIN in content.languages:
        for entry in content.languages[PLAIN].entries.values():
            for blemish in lint(entry.answer, content.facts.values()):
                tell(texts("cli.knowledge_plain", entry=entry.id, rule=texts(blemish.rule), words=blemish.words))


@knowledge.command("test")
def test_knowledge(config: ConfigFile = None) -> None:
    """Jede hinterlegte Frage stellen: Führt sie zu ihrem Eintrag?"""
    settings, texts = read_config(config), german()
    answering = attempt(lambda: root.build_answering(settings, root.build_moderator(settings), texts))
    astray, count = _astray(answering.engine)
    for phrasing, wanted, got in astray:
        tell(texts("cli.knowledge_astray", phrasing=phrasing, wanted=wanted, got=got))
    counts, wrong = _sampled(answering.engine)
    for sample, got in wrong:
        wanted = ", ".join(sorted(sample.entries)) or sample.kind
        tell(texts("cli.knowledge_astray", phrasing=sample.question.text, wanted=wanted, got=got))
    print(texts("cli.knowledge_tested", count=count, reached=count - len(astray)))
    facts = {name: counts[name] for name in ("right", "asked_back", "missed", "wrong")}
    print(texts("cli.knowledge_sampled", count=len(answering.engine.content.samples), **facts))
    if astray or counts["wrong"] * 100 > answering.engine.content.allowed_wrong * len(answering.engine.content.samples):
        raise typer.Exit(FAILED)


def _sampled(engine: MultilingualEngine) -> tuple[Counter[Judgement], list[tuple[SampleQuestion, str]]]:
    """How the sample questions are answered, and which of them wrongly."""
    counts: Counter[Judgement] = Counter()
    wrong: list[tuple[SampleQuestion, str]] = []
    for sample in engine.content.samples:
        outcome = engine.find(sample.question).outcome
        counts[judgement := judge(sample, outcome)] += 1
        if judgement == "wrong" and isinstance(outcome, Answer):
            wrong.append((sample, outcome.entry.id))
    return counts, wrong


@knowledge.command("build")
def build_knowledge(config: ConfigFile = None) -> None:
    """Aus den Formulierungen lernen und das Ergebnis neben den Inhalten ablegen; der nächste Start ist dann schneller."""
    settings, texts = read_config(config), german()
    answering = attempt(lambda: root.build_answering(settings, root.build_moderator(settings), texts))
    folder = settings.knowledge.path or SHIPPED_CONTENT
    count = 0
    for language, engine in answering.engine.warm().items():
        learned, target = engine.matcher.learned, folder / file_name(language)
        count += sum(len(topic.phrasings) for topic in engine.content.topics())
        try:
            fresh = target.with_suffix(".new")
            fresh.write_bytes(learned.to_bytes())
            fresh.replace(target)
        except OSError as error:
            stop(texts("cli.knowledge_not_built", file=target, reason=reason_of(error)), FAILED)
    print(texts("cli.knowledge_built", languages=len(answering.engine.warm()), phrasings=count, folder=folder))


def _astray(engine: MultilingualEngine) -> tuple[list[tuple[str, str, str]], int]:
    """The phrasings that do not reach their own topic, and how many there are in all."""
    wrong: list[tuple[str, str, str]] = []
    count = 0
    for topic in engine.content.topics():
        for phrasing in topic.phrasings:
            count += 1
            found = engine.find(Question(phrasing))
            if not _reaches(found, topic):
                wrong.append((phrasing, topic.id, type(found.outcome).__name__.lower()))
    return wrong, count


def _reaches(found: Found, topic: Topic) -> bool:
    match topic, found.outcome:
        case Entry(), Answer(entry, _):
            return entry.id == topic.id or topic.id in entry.includes
        case OutsideTopic(), Fallback():
            return True
        case Pleasantry(), SmallTalk(pleasantry, _):
            return pleasantry.id == topic.id
        case _:
            return False


@netiquette.command("check")
def check_netiquette(config: ConfigFile = None) -> None:
    """Alle Regeln lesen und jeden Fehler mit Datei und Zeile nennen."""
    _netiquette(config, "cli.netiquette_ok")


@netiquette.command("test")
def test_netiquette(config: ConfigFile = None) -> None:
    """Die Beispiele der Regeln prüfen: Trifft, was treffen muss, und bleibt frei, was frei bleiben muss?"""
    _netiquette(config, "cli.netiquette_tested")


def _netiquette(config: ConfigFile, done: str) -> None:
    settings, texts = read_config(config), german()
    try:
        rules = load_netiquette(settings.moderation.netiquette or SHIPPED_NETIQUETTE)
        if done == "cli.netiquette_tested":
            check_examples(Moderator(rules, threshold=settings.moderation.threshold))
    except InvalidSource as error:
        show_problems(error)
        raise typer.Exit(FAILED) from None
    phrases = sum(len(group.phrases) for rule in rules.rules.values() for group in rule.groups)
    examples = sum(len(rule.examples) for rule in rules.rules.values())
    print(texts(done, rules=len(rules.rules), phrases=phrases, count=examples))


@config.command("check")
def check_config(config: ConfigFile = None) -> None:
    """Alle Fehler der Konfiguration auf einmal nennen."""
    settings, texts = read_config(config), german()
    for code in warnings(settings):
        tell(texts(code))
    with explained():
        check_rule_names(settings, load_netiquette(settings.moderation.netiquette or SHIPPED_NETIQUETTE).rules)
        print(texts("cli.config_ok", file=find_file(config) or "Voreinstellung"))
