"""The rules as data: ``netiquette.yaml`` (what citizens read) and ``lists/`` beside it (what the machine looks for)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from moderation.models import RuleId, Severity
from moderation.phrases import BadPhrase, Classes, Phrase, compile_phrase
from yamlsource import Document, InvalidSource, Location, Problem, parse, reason_of, validate

SHIPPED = Path(__file__).parent / "netiquette.yaml"
"""The template that comes with the program."""

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_SeverityWord = Literal["low", "medium", "high", "critical"]
_File = TypeVar("_File", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class PhraseGroup:
    """Phrases that mean the same offence.

    A match does not count where a phrase of ``exceptions`` stands in the same sentence, or one of ``unless`` anywhere.
    """

    reason: str
    severity: Severity
    score: float
    phrases: tuple[Phrase, ...]
    exceptions: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A comment that must, or must not, hit a rule; ``place`` says where it is written."""

    text: str
    must_hit: bool
    document: Document
    place: Location


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule citizens can read and the groups of phrases that may break it.

    ``caution`` is what an editor must keep in mind about any finding of it; empty for most.
    """

    id: RuleId
    title: str
    clause: str
    severity: Severity
    measure: str
    caution: str
    groups: tuple[PhraseGroup, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Official:
    """What the authority publishes itself and may therefore stand in any comment."""

    phones: tuple[str, ...]
    domains: tuple[str, ...]
    imitated: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Netiquette:
    """All rules. ``is_template`` until the authority has put its own wording in place."""

    is_template: bool
    notice: str
    rules: Mapping[RuleId, Rule]
    official: Official
    cues: Mapping[str, tuple[Phrase, ...]]
    objection: str | None = None
    """How authors object to a measure, as they read it."""

    @property
    def usual_measures(self) -> Mapping[RuleId, str]:
        """The measure each rule names."""
        return {rule.id: rule.measure for rule in self.rules.values()}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Rule(_Part):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:_[a-z]+)*$")]
    title: _Text
    severity: _SeverityWord
    measure: Literal["leave", "hint", "hide", "delete", "restrict", "block", "report"]
    clause: _Text
    caution: str = ""


class _NetiquetteFile(_Part):
    status: Literal["template", "adopted"]
    notice: _Text
    objection: _Text | None = None
    rules: list[_Rule] = Field(min_length=1)


class _Group(_Part):
    reason: _Text
    severity: _SeverityWord
    score: Annotated[float, Field(gt=0, le=1)]
    match: list[_Text]
    except_: list[_Text] = Field(default_factory=list, alias="except")
    unless: list[_Text] = Field(default_factory=list)


class _Examples(_Part):
    hit: list[_Text] = Field(default_factory=list)
    miss: list[_Text] = Field(default_factory=list)


class _ListFile(_Part):
    groups: list[_Group] = Field(default_factory=list)
    examples: _Examples = _Examples()


class _ClassesFile(_Part):
    classes: dict[str, list[_Text]]


class _OfficialFile(_Part):
    phones: list[_Text]
    domains: list[_Text]
    imitated: list[_Text]
    addresses: list[_Text]


class _ContextFile(_Part):
    cues: dict[str, list[_Text]]


def load_netiquette(path: Path = SHIPPED) -> Netiquette:
    """Read the rules and their lists (in ``lists/`` beside ``path``).

    Raises:
        InvalidSource: with every problem of every file.
    """
    loader = _Loader(path.parent / "lists")
    netiquette = loader.read(path, _NetiquetteFile)
    classes = loader.read(loader.lists / "classes.yaml", _ClassesFile)
    official = loader.read(loader.lists / "official.yaml", _OfficialFile)
    context = loader.read(loader.lists / "context.yaml", _ContextFile)
    if netiquette is None or classes is None or official is None or context is None:
        raise InvalidSource(loader.problems)
    loader.classes = classes[1].classes
    rules = {RuleId(raw.id): loader.rule(raw, netiquette[0], number) for number, raw in enumerate(netiquette[1].rules)}
    if len(rules) < len(netiquette[1].rules):
        loader.problems.append(netiquette[0].problem(("rules",), "Eine Regel steht zweimal (gleiche id)."))
    cues = {name: loader.phrases(words, context[0], ("cues", name)) for name, words in context[1].cues.items()}
    if loader.problems:
        raise InvalidSource(loader.problems)
    public = official[1]
    return Netiquette(
        is_template=netiquette[1].status == "template",
        notice=netiquette[1].notice,
        rules=rules,
        official=Official(tuple(public.phones), tuple(public.domains), tuple(public.imitated), tuple(public.addresses)),
        cues=cues,
        objection=netiquette[1].objection,
    )


class _Loader:
    """Reads file by file and collects what is wrong."""

    def __init__(self, lists: Path) -> None:
        self.lists = lists
        self.classes: Classes = {}
        self.problems: list[Problem] = []

    def read(self, path: Path, model: type[_File]) -> tuple[Document, _File] | None:
        try:
            document = parse(path.read_bytes(), str(path))
            return document, validate(document, model)
        except OSError as error:
            reason = reason_of(error)
            self.problems.append(Problem(str(path), 0, f"Die Datei lässt sich nicht lesen ({reason})."))
        except InvalidSource as error:
            self.problems.extend(error.problems)
        return None

    def rule(self, raw: _Rule, home: Document, number: int) -> Rule:
        found = self.read(self.lists / f"{raw.id}.yaml", _ListFile)
        groups: tuple[PhraseGroup, ...] = ()
        examples: tuple[Example, ...] = ()
        if found is None:
            self.problems.append(
                home.problem(("rules", number, "id"), f"Die Liste lists/{raw.id}.yaml fehlt oder ist fehlerhaft.")
            )
        else:
            document, file = found
            groups = tuple(self._group(group, document, ("groups", place)) for place, group in enumerate(file.groups))
            examples = tuple(
                Example(text, must_hit, document, ("examples", kind, place))
                for kind, texts, must_hit in (("hit", file.examples.hit, True), ("miss", file.examples.miss, False))
                for place, text in enumerate(texts)
            )
        severity = Severity.from_word(raw.severity)
        return Rule(RuleId(raw.id), raw.title, raw.clause, severity, raw.measure, raw.caution.strip(), groups, examples)

    def _group(self, raw: _Group, document: Document, place: Location) -> PhraseGroup:
        return PhraseGroup(
            reason=raw.reason,
            severity=Severity.from_word(raw.severity),
            score=raw.score,
            phrases=self.phrases(raw.match, document, (*place, "match")),
            exceptions=self.phrases(raw.except_, document, (*place, "except")),
            unless=self.phrases(raw.unless, document, (*place, "unless")),
        )

    def phrases(self, sources: list[str], document: Document, place: Location) -> tuple[Phrase, ...]:
        compiled: list[Phrase] = []
        for number, source in enumerate(sources):
            try:
                compiled.append(compile_phrase(source, self.classes))
            except BadPhrase as error:
                self.problems.append(document.problem((*place, number), str(error)))
        return tuple(compiled)
