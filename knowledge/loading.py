"""YAML files -> :class:`Content`; every problem with file and line, and never half a load.

The folder holds ``authority.yaml`` (source, contact facts, ways), ``entries/*.yaml``, ``outside.yaml``,
``smalltalk.yaml``, ``vocabulary.yaml`` and perhaps ``samples.yaml``. Contact facts stand once; ``{group.fact}`` in a text
is replaced by the fact.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from knowledge.learned import FILE as LEARNED_FILE
from knowledge.learned import Learned
from knowledge.models import (
    Content,
    Entry,
    EntryId,
    OutsideTopic,
    Pleasantry,
    Question,
    SampleQuestion,
    Source,
    Vocabulary,
    Way,
)
from yamlsource import Document, InvalidSource, Location, Problem, nearest, parse, validate

SHIPPED = Path(__file__).parent / "content"
"""The content that comes with the program: the concept of the Landratsamt Göppingen."""

MAX_ANSWER = 1200
OUTSIDE, SMALLTALK = "outside", "smalltalk"
"""What a sample question wants that no entry answers."""
_PLACEHOLDER = re.compile(r"\{([^{}\s]*)\}")

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_File = TypeVar("_File", bound=BaseModel)
_Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=40)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Authority(_Part):
    name: _Text
    county: _Text
    contact: _Text


class _Source(_Part):
    title: _Text
    edition: _Text
    link: _Text
    review: date
    chapters: dict[str, _Text] = Field(min_length=1)


class _Way(_Part):
    text: _Text
    needs_account: Literal["yes", "no"]


class _AuthorityFile(_Part):
    authority: _Authority
    source: _Source
    facts: dict[str, dict[str, _Text]]
    ways: dict[str, _Way] = Field(min_length=1)


class _Defaults(_Part):
    chapters: list[str] | None = None
    edition: _Text | None = None
    review: date | None = None
    owner: _Text | None = None
    ways: list[str] | None = None


class _Entry(_Defaults):
    id: _Id
    title: Annotated[_Text, StringConstraints(max_length=60)]
    answer: _Text
    phrasings: list[_Text] = Field(min_length=1)
    not_meant: list[_Text] = Field(default_factory=list)
    follow_ups: list[str] = Field(default_factory=list, max_length=4)
    includes: list[str] = Field(default_factory=list)


class _EntriesFile(_Part):
    defaults: _Defaults = _Defaults()
    entries: list[_Entry]


class _Outside(_Part):
    id: _Id
    title: _Text
    reaction: str
    phrasings: list[_Text] = Field(min_length=1)


class _OutsideFile(_Part):
    reactions: dict[str, _Text]
    default_reaction: str
    unclear_reaction: str
    outside: list[_Outside]


class _Pleasantry(_Part):
    id: _Id
    answer: _Text
    phrasings: list[_Text] = Field(min_length=1)


class _SmallTalkFile(_Part):
    smalltalk: list[_Pleasantry]


class _Sample(_Part):
    ask: _Text
    after: list[_Text] = Field(default_factory=list)
    want: list[_Text] = Field(min_length=1)


class _SamplesFile(_Part):
    allowed_wrong: Annotated[float, Field(ge=0, le=100)] = 0
    samples: list[_Sample] = Field(default_factory=list)


class _VocabularyFile(_Part):
    concepts: dict[str, list[_Text]]
    dialect: dict[str, _Text] = Field(default_factory=dict)
    dialect_endings: dict[str, list[str]] = Field(default_factory=dict)
    follow_up_markers: list[_Text] = Field(default_factory=list)
    stop_words: list[_Text] = Field(default_factory=list)


_NO_SAMPLES = (Document("samples.yaml", {}, {}, {}), _SamplesFile())


def load_content(folder: Path = SHIPPED, facts: Mapping[str, str] | None = None) -> Content:
    """Read all content below ``folder``.

    ``facts`` are further values for placeholders, such as the wording of the netiquette's rules, which lives elsewhere.

    Raises:
        InvalidSource: with every problem of every file.
    """
    files = _Files(folder)
    authority = files.read("authority.yaml", _AuthorityFile)
    outside = files.read("outside.yaml", _OutsideFile)
    talk = files.read("smalltalk.yaml", _SmallTalkFile)
    vocabulary = files.read("vocabulary.yaml", _VocabularyFile)
    samples = files.read("samples.yaml", _SamplesFile) if (folder / "samples.yaml").exists() else _NO_SAMPLES
    entry_files = [files.read(name, _EntriesFile) for name in files.entry_names()]
    if files.problems or authority is None or outside is None or talk is None or vocabulary is None or samples is None:
        raise InvalidSource(files.problems)
    builder = _Builder(authority[1], facts or {})
    entries = builder.entries([pair for pair in entry_files if pair is not None])
    topics = builder.outside(*outside)
    pleasantries = builder.pleasantries(*talk)
    builder.check_links(entries)
    sample_questions = builder.samples(*samples, entries)
    contact = builder.fill(authority[1].authority.contact, authority[0], ("authority", "contact"))
    reactions = {
        name: builder.fill(text, outside[0], ("reactions", name)) for name, text in outside[1].reactions.items()
    }
    if builder.problems:
        raise InvalidSource(builder.problems)
    return Content(
        authority=authority[1].authority.name,
        county=authority[1].authority.county,
        contact=contact,
        source=builder.source,
        facts=builder.facts,
        entries=entries,
        outside=topics,
        pleasantries=pleasantries,
        default_reaction=reactions[outside[1].default_reaction],
        unclear_reaction=reactions[outside[1].unclear_reaction],
        vocabulary=_vocabulary(vocabulary[1]),
        samples=sample_questions,
        allowed_wrong=samples[1].allowed_wrong,
        digest=files.digest(builder.facts),
    )


def read_learned(folder: Path = SHIPPED) -> Learned | None:
    """What is kept of the last training beside the content; None if there is nothing usable."""
    try:
        return Learned.from_bytes((folder / LEARNED_FILE).read_bytes())
    except OSError:
        return None


def _vocabulary(file: _VocabularyFile) -> Vocabulary:
    return Vocabulary(
        concepts={name: tuple(words) for name, words in sorted(file.concepts.items())},
        dialect=dict(file.dialect),
        dialect_endings={ending: tuple(standard) for ending, standard in sorted(file.dialect_endings.items())},
        follow_up_markers=frozenset(file.follow_up_markers),
        stop_words=frozenset(file.stop_words),
    )


class _Files:
    """Reads and validates files one by one and collects what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self._hash = hashlib.sha256()

    def entry_names(self) -> list[str]:
        names = sorted(f"entries/{path.name}" for path in (self.folder / "entries").glob("*.yaml"))
        if not names:
            self.problems.append(
                Problem(str(self.folder / "entries"), 0, "Hier liegt keine Datei mit Einträgen (*.yaml).")
            )
        return names

    def read(self, name: str, model: type[_File]) -> tuple[Document, _File] | None:
        path = self.folder / name
        try:
            raw = path.read_bytes()
        except OSError as error:
            reason = error.strerror or "unbekannter Fehler"
            self.problems.append(Problem(str(path), 0, f"Die Datei lässt sich nicht lesen ({reason})."))
            return None
        self._hash.update(name.encode() + b"\0" + raw + b"\0")
        try:
            document = parse(raw, str(path))
            return document, validate(document, model)
        except InvalidSource as error:
            self.problems.extend(error.problems)
            return None

    def digest(self, facts: Mapping[str, str]) -> str:
        """Names the content: the same files and facts give the same digest."""
        for name, value in sorted(facts.items()):
            self._hash.update(f"{name}={value}\0".encode())
        return self._hash.hexdigest()[:16]


class _Builder:
    """Turns validated files into linked models; problems are collected, not raised."""

    def __init__(self, authority: _AuthorityFile, facts: Mapping[str, str]) -> None:
        self.problems: list[Problem] = []
        own = {f"{group}.{name}": value for group, values in authority.facts.items() for name, value in values.items()}
        self.facts: dict[str, str] = {**own, **facts}
        source = authority.source
        self.source = Source(source.title, source.edition, source.link, source.review, dict(source.chapters))
        self.ways = {
            name: Way(name, self.fill(way.text, None, ()), way.needs_account == "yes")
            for name, way in authority.ways.items()
        }
        self._places: dict[str, tuple[Document, Location]] = {}
        self._phrasings: dict[str, str] = {}

    def fill(self, text: str, document: Document | None, location: Location) -> str:
        """Replace ``{group.fact}``; an unknown fact is a problem with the nearest known one."""

        def fact(match: re.Match[str]) -> str:
            name = match[1]
            if name not in self.facts and document is not None:
                guess = nearest(name, self.facts)
                hint = f" Meinten Sie „{{{guess}}}“?" if guess else ""
                self.problems.append(
                    document.problem(location, f"Die Angabe „{{{name}}}“ ist nirgends festgelegt.{hint}")
                )
            return self.facts.get(name, match[0])

        return _PLACEHOLDER.sub(fact, text)

    def entries(self, files: Iterable[tuple[Document, _EntriesFile]]) -> dict[EntryId, Entry]:
        found: dict[EntryId, Entry] = {}
        for document, file in files:
            for position, raw in enumerate(file.entries):
                location: Location = ("entries", position)
                self._claim(raw.id, document, location)
                self._claim_phrasings(raw.id, raw.phrasings, document, location)
                found[EntryId(raw.id)] = self._entry(raw, file.defaults, document, location)
        return dict(sorted(found.items()))

    def _entry(self, raw: _Entry, defaults: _Defaults, document: Document, location: Location) -> Entry:
        answer = self.fill(raw.answer, document, (*location, "answer"))
        if len(answer) > MAX_ANSWER:
            message = f"Die Antwort hat {len(answer)} Zeichen, erlaubt sind {MAX_ANSWER}. Bitte kürzen oder aufteilen."
            self.problems.append(document.problem((*location, "answer"), message))
        owner = raw.owner or defaults.owner
        if not owner:
            self.problems.append(document.problem(location, "Es fehlt, wem der Eintrag gehört (owner)."))
        return Entry(
            id=EntryId(raw.id),
            title=raw.title,
            answer=answer,
            chapters=self._chapters(raw.chapters or defaults.chapters, document, location),
            edition=raw.edition or defaults.edition or self.source.edition,
            review=raw.review or defaults.review or self.source.review,
            owner=owner or "",
            ways=self._ways(raw.ways or defaults.ways, document, location),
            phrasings=tuple(raw.phrasings),
            not_meant=tuple(raw.not_meant),
            follow_ups=tuple(EntryId(name) for name in raw.follow_ups),
            includes=tuple(EntryId(name) for name in raw.includes),
        )

    def _chapters(self, numbers: list[str] | None, document: Document, location: Location) -> tuple[str, ...]:
        if not numbers:
            self.problems.append(document.problem(location, "Es fehlt das Kapitel der Quelle (chapters)."))
            return ()
        for number in numbers:
            if number not in self.source.chapters:
                known = ", ".join(self.source.chapters)
                message = f"Kapitel „{number}“ gibt es in der Quelle nicht. Vorhanden sind: {known}."
                self.problems.append(document.problem((*location, "chapters"), message))
        return tuple(numbers)

    def _ways(self, names: list[str] | None, document: Document, location: Location) -> tuple[Way, ...]:
        place = (*location, "ways")
        found: list[Way] = []
        for name in names or ():
            if name in self.ways:
                found.append(self.ways[name])
                continue
            guess = nearest(name, self.ways)
            hint = f"Meinten Sie „{guess}“?" if guess else f"Vorhanden sind: {', '.join(self.ways)}."
            self.problems.append(document.problem(place, f"Den Weg „{name}“ gibt es in authority.yaml nicht. {hint}"))
        if not any(not way.needs_account for way in found):
            message = (
                "Der Eintrag nennt keinen Weg ohne Konto bei einer Plattform. Bitte ergänzen, zum Beispiel: website."
            )
            self.problems.append(document.problem(place, message))
        return tuple(found)

    def outside(self, document: Document, file: _OutsideFile) -> dict[EntryId, OutsideTopic]:
        for name, key in ((file.default_reaction, "default_reaction"), (file.unclear_reaction, "unclear_reaction")):
            self._check_reaction(name, file, document, (key,))
        found: dict[EntryId, OutsideTopic] = {}
        for position, raw in enumerate(file.outside):
            location: Location = ("outside", position)
            self._claim(raw.id, document, location)
            self._claim_phrasings(raw.id, raw.phrasings, document, location)
            self._check_reaction(raw.reaction, file, document, (*location, "reaction"))
            text = self.fill(file.reactions.get(raw.reaction, ""), document, ("reactions", raw.reaction))
            found[EntryId(raw.id)] = OutsideTopic(EntryId(raw.id), raw.title, text, tuple(raw.phrasings))
        return dict(sorted(found.items()))

    def _check_reaction(self, name: str, file: _OutsideFile, document: Document, location: Location) -> None:
        if name not in file.reactions:
            known = ", ".join(file.reactions)
            self.problems.append(
                document.problem(location, f"Die Reaktion „{name}“ gibt es nicht. Vorhanden sind: {known}.")
            )

    def pleasantries(self, document: Document, file: _SmallTalkFile) -> dict[EntryId, Pleasantry]:
        found: dict[EntryId, Pleasantry] = {}
        for position, raw in enumerate(file.smalltalk):
            location: Location = ("smalltalk", position)
            self._claim(raw.id, document, location)
            self._claim_phrasings(raw.id, raw.phrasings, document, location)
            answer = self.fill(raw.answer, document, (*location, "answer"))
            found[EntryId(raw.id)] = Pleasantry(EntryId(raw.id), answer, tuple(raw.phrasings))
        return dict(sorted(found.items()))

    def samples(
        self, document: Document, file: _SamplesFile, entries: Mapping[EntryId, Entry]
    ) -> tuple[SampleQuestion, ...]:
        """Sample questions; what they want must exist, and none may be a phrasing, or it would measure nothing."""
        found: list[SampleQuestion] = []
        for position, raw in enumerate(file.samples):
            place: Location = ("samples", position)
            question = Question(raw.ask, tuple(raw.after))
            if _key(raw.ask) in self._phrasings and not raw.after:
                message = (
                    f"Diese Probefrage steht wörtlich bei „{self._phrasings[_key(raw.ask)]}“ und prüft daher nichts."
                )
                self.problems.append(document.problem((*place, "ask"), message))
            if raw.want in ([OUTSIDE], [SMALLTALK]):
                found.append(SampleQuestion(question, "fallback" if raw.want == [OUTSIDE] else "smalltalk"))
                continue
            for name in raw.want:
                if name not in entries:
                    guess = nearest(name, entries)
                    hint = f" Meinten Sie „{guess}“?" if guess else ""
                    message = f"Den Eintrag „{name}“ gibt es nicht.{hint} (Oder: {OUTSIDE}, {SMALLTALK}.)"
                    self.problems.append(document.problem((*place, "want"), message))
            found.append(SampleQuestion(question, "answer", frozenset(EntryId(name) for name in raw.want)))
        return tuple(found)

    def check_links(self, entries: Mapping[EntryId, Entry]) -> None:
        """Every follow-up and every included entry must exist."""
        for entry in entries.values():
            document, location = self._places[entry.id]
            for key, names in (("follow_ups", entry.follow_ups), ("includes", entry.includes)):
                for name in names:
                    if name not in entries or name == entry.id:
                        guess = nearest(name, entries)
                        hint = f" Meinten Sie „{guess}“?" if guess and guess != entry.id else ""
                        message = f"Einen anderen Eintrag „{name}“ gibt es nicht.{hint}"
                        self.problems.append(document.problem((*location, key), message))

    def _claim(self, name: str, document: Document, location: Location) -> None:
        if name in self._places:
            other, place = self._places[name]
            message = f"Die Kennung „{name}“ ist schon vergeben ({other.file}:{other.line(place)})."
            self.problems.append(document.problem((*location, "id"), message))
        self._places[name] = (document, location)

    def _claim_phrasings(self, name: str, phrasings: Iterable[str], document: Document, location: Location) -> None:
        for position, phrasing in enumerate(phrasings):
            key = _key(phrasing)
            owner = self._phrasings.setdefault(key, name)
            if owner != name:
                message = f"Dieselbe Frage steht schon bei „{owner}“. Eine Frage darf nur zu einem Eintrag führen."
                self.problems.append(document.problem((*location, "phrasings", position), message))


def _key(phrasing: str) -> str:
    return " ".join(re.findall(r"\w+", phrasing.casefold())) or phrasing
