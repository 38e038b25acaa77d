"""Validated files -> linked models. Problems are collected, not raised, so that all of them can be told at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from knowledge.models import (
    Entry,
    EntryId,
    OutsideTopic,
    Pleasantry,
    Question,
    SampleQuestion,
    Source,
    Way,
)
from knowledge.schema import (
    AuthorityFile,
    Defaults,
    EntriesFile,
    OutsideFile,
    RawEntry,
    SamplesFile,
    SmallTalkFile,
)
from yamlsource import Document, Location, Problem, nearest

MAX_ANSWER = 1200
OUTSIDE, SMALLTALK = "outside", "smalltalk"
"""What a sample question wants that no entry answers."""
_QUOTED = "netiquette."
_PLACEHOLDER = re.compile(r"\{([^{}\s]*)\}")


class Builder:
    """Turns validated files into linked models; problems are collected, not raised."""

    def __init__(self, authority: AuthorityFile, facts: Mapping[str, str]) -> None:
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

    def entries(self, files: Iterable[tuple[Document, EntriesFile]]) -> dict[EntryId, Entry]:
        found: dict[EntryId, Entry] = {}
        for document, file in files:
            for position, raw in enumerate(file.entries):
                location: Location = ("entries", position)
                self._claim(raw.id, document, location)
                self._claim_phrasings(raw.id, raw.phrasings, document, location)
                found[EntryId(raw.id)] = self._entry(raw, file.defaults, document, location)
        return dict(sorted(found.items()))

    def _entry(self, raw: RawEntry, defaults: Defaults, document: Document, location: Location) -> Entry:
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
            text_digest=self._text_digest(raw),
        )

    def _text_digest(self, raw: RawEntry) -> str:
        """Names an entry's text. Contact facts may change without making a translation wrong; quoted rules may not."""
        quoted = _PLACEHOLDER.sub(
            lambda m: self.facts.get(m[1], m[0]) if m[1].startswith(_QUOTED) else m[0], raw.answer
        )
        return hashlib.sha256(f"{raw.title}\0{quoted}".encode()).hexdigest()[:8]

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

    def outside(self, document: Document, file: OutsideFile) -> dict[EntryId, OutsideTopic]:
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

    def _check_reaction(self, name: str, file: OutsideFile, document: Document, location: Location) -> None:
        if name not in file.reactions:
            known = ", ".join(file.reactions)
            self.problems.append(
                document.problem(location, f"Die Reaktion „{name}“ gibt es nicht. Vorhanden sind: {known}.")
            )

    def pleasantries(self, document: Document, file: SmallTalkFile) -> dict[EntryId, Pleasantry]:
        found: dict[EntryId, Pleasantry] = {}
        for position, raw in enumerate(file.smalltalk):
            location: Location = ("smalltalk", position)
            self._claim(raw.id, document, location)
            self._claim_phrasings(raw.id, raw.phrasings, document, location)
            answer = self.fill(raw.answer, document, (*location, "answer"))
            found[EntryId(raw.id)] = Pleasantry(EntryId(raw.id), answer, tuple(raw.phrasings))
        return dict(sorted(found.items()))

    def samples(
        self, document: Document, file: SamplesFile, entries: Mapping[EntryId, Entry]
    ) -> tuple[SampleQuestion, ...]:
        """Sample questions; what they want must exist."""
        found: list[SampleQuestion] = []
        for position, raw in enumerate(file.samples):
            place: Location = ("samples", position)
            question = Question(raw.ask, tuple(raw.after))
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
            key = phrasing_key(phrasing)
            owner = self._phrasings.setdefault(key, name)
            if owner != name:
                message = f"Dieselbe Frage steht schon bei „{owner}“. Eine Frage darf nur zu einem Eintrag führen."
                self.problems.append(document.problem((*location, "phrasings", position), message))


def phrasing_key(phrasing: str) -> str:
    """Phrasings with the same key are the same question: signs and case do not count."""
    return " ".join(re.findall(r"\w+", phrasing.casefold())) or phrasing
