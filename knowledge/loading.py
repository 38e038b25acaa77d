"""YAML files -> :class:`Content`; every problem with file and line, and never half a load.

The folder holds ``authority.yaml`` (source, contact facts, ways), ``entries/*.yaml``, ``outside.yaml``,
``smalltalk.yaml``, ``vocabulary.yaml`` and perhaps ``samples.yaml`` and ``languages/*.yaml``. Contact facts stand once;
``{group.fact}`` in a text is replaced by the fact.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from knowledge.building import Builder
from knowledge.learned import Learned, file_name
from knowledge.models import HOME, Content, Vocabulary
from knowledge.schema import (
    AuthorityFile,
    EntriesFile,
    LanguageFile,
    OutsideFile,
    SamplesFile,
    SmallTalkFile,
    VocabularyFile,
)
from knowledge.translating import build_language
from yamlsource import Document, InvalidSource, Problem, parse, reason_of, validate

_File = TypeVar("_File", bound=BaseModel)

SHIPPED = Path(__file__).parent / "content"
"""The content that comes with the program: the concept of the Landratsamt Göppingen."""

_NO_SAMPLES = (Document("samples.yaml", {}, {}, {}), SamplesFile())


def load_content(folder: Path = SHIPPED, facts: Mapping[str, str] | None = None) -> Content:
    """Read all content below ``folder``.

    ``facts`` are further values for placeholders, such as the wording of the netiquette's rules, which lives elsewhere.

    Raises:
        InvalidSource: with every problem of every file.
    """
    files = _Files(folder)
    authority = files.read("authority.yaml", AuthorityFile)
    outside = files.read("outside.yaml", OutsideFile)
    talk = files.read("smalltalk.yaml", SmallTalkFile)
    vocabulary = files.read("vocabulary.yaml", VocabularyFile)
    samples = files.read("samples.yaml", SamplesFile) if (folder / "samples.yaml").exists() else _NO_SAMPLES
    entry_files = [files.read(name, EntriesFile) for name in files.entry_names()]
    language_files = [files.read(name, LanguageFile) for name in files.names_in("languages")]
    if files.problems or authority is None or outside is None or talk is None or vocabulary is None or samples is None:
        raise InvalidSource(files.problems)
    builder = Builder(authority[1], facts or {})
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
    german = Content(
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
        languages={},
        digest=files.digest(builder.facts),
    )
    languages = [build_language(*pair, german, builder) for pair in language_files if pair is not None]
    if builder.problems:
        raise InvalidSource(builder.problems)
    # Ways of writing German come before other languages.
    languages.sort(key=lambda language: (not language.code.startswith(HOME), language.code))
    return replace(german, languages={language.code: language for language in languages})


def read_learned(language: str, folder: Path = SHIPPED) -> Learned | None:
    """What is kept of the last learning of a language beside the content; None if there is nothing usable."""
    try:
        return Learned.from_bytes((folder / file_name(language)).read_bytes())
    except OSError:
        return None


def _vocabulary(file: VocabularyFile) -> Vocabulary:
    return Vocabulary(
        concepts={name: tuple(words) for name, words in sorted(file.concepts.items())},
        dialect=dict(file.dialect),
        dialect_endings={ending: tuple(standard) for ending, standard in sorted(file.dialect_endings.items())},
        slots={name: tuple(words) for name, words in sorted(file.slots.items())},
        follow_up_markers=frozenset(file.follow_up_markers),
        stop_words=frozenset(file.stop_words),
    )


class _Files:
    """Reads and validates files one by one and collects what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self._hash = hashlib.sha256()

    def names_in(self, folder: str) -> list[str]:
        return sorted(f"{folder}/{path.name}" for path in (self.folder / folder).glob("*.yaml"))

    def entry_names(self) -> list[str]:
        names = self.names_in("entries")
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
            reason = reason_of(error)
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
