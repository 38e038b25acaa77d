"""A language file -> :class:`Language`: entries in another language, linked to the German ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from knowledge.building import MAX_ANSWER, Builder, phrasing_key
from knowledge.models import Content, Entry, EntryId, Language, OutsideTopic, Pleasantry, Vocabulary, Way
from knowledge.schema import LanguageFile, RawVariant
from yamlsource import Document, Location, nearest

_NO_VOCABULARY = Vocabulary({}, {}, {}, {}, frozenset(), frozenset())


def build_language(document: Document, file: LanguageFile, german: Content, builder: Builder) -> Language:
    """Link a language file to the German content; problems are added to ``builder``."""
    return _Translator(document, file, german, builder).language()


class _Translator:
    def __init__(self, document: Document, file: LanguageFile, german: Content, builder: Builder) -> None:
        self._document = document
        self._file = file
        self._german = german
        self._builder = builder
        self._owners: dict[str, str] = {}
        self._ways = {name: builder.fill(text, document, ("ways", name)) for name, text in file.ways.items()}

    def language(self) -> Language:
        """The language with everything in it."""
        entries: dict[EntryId, Entry] = {}
        stale: set[EntryId] = set()
        for position, raw in enumerate(self._file.entries):
            place: Location = ("entries", position)
            original = self._german.entries.get(EntryId(raw.id))
            if original is None:
                guess = nearest(raw.id, self._german.entries)
                hint = f" Meinten Sie „{guess}“?" if guess else ""
                self._problem((*place, "id"), f"Einen deutschen Eintrag „{raw.id}“ gibt es nicht.{hint}")
            elif original.id in entries:
                self._problem((*place, "id"), f"Der Eintrag „{raw.id}“ steht in dieser Datei zweimal.")
            else:
                entries[original.id] = self._entry(raw, original, place)
                if raw.of is not None and raw.of != original.text_digest:
                    stale.add(original.id)
        outside, talk = self._outside(), self._small_talk()
        content = self._content(entries, stale, outside, talk) if self._file.reactions else None
        shown = {name: entry for name, entry in entries.items() if name not in stale}
        file = self._file
        return Language(file.language, file.name, file.direction, shown, frozenset(stale), content)

    def _entry(self, raw: RawVariant, original: Entry, place: Location) -> Entry:
        answer = self._builder.fill(raw.answer, self._document, (*place, "answer"))
        if len(answer) > MAX_ANSWER:
            message = f"Die Antwort hat {len(answer)} Zeichen, erlaubt sind {MAX_ANSWER}. Bitte kürzen."
            self._problem((*place, "answer"), message)
        self._claim(raw.id, raw.phrasings, (*place, "phrasings"))
        return replace(
            original,
            title=raw.title,
            answer=answer,
            ways=tuple(self._way(way) for way in original.ways),
            phrasings=tuple(raw.phrasings),
            not_meant=(),
            language=self._file.language,
        )

    def _way(self, way: Way) -> Way:
        return replace(way, text=self._ways.get(way.id, way.text))

    def _content(
        self,
        entries: Mapping[EntryId, Entry],
        stale: set[EntryId],
        outside: Mapping[EntryId, OutsideTopic],
        talk: Mapping[EntryId, Pleasantry],
    ) -> Content:
        """What questions in this language are matched with: a stale entry is found, but answered in German."""
        matched = {
            name: replace(self._german.entries[name], phrasings=entry.phrasings, not_meant=())
            if name in stale
            else entry
            for name, entry in entries.items()
        }
        linked = {name: self._linked(entry, matched) for name, entry in matched.items() if entry.phrasings}
        return replace(
            self._german,
            entries=linked,
            outside=outside,
            pleasantries=talk,
            default_reaction=self._reaction(self._file.default_reaction, ("default_reaction",)),
            unclear_reaction=self._reaction(self._file.unclear_reaction, ("unclear_reaction",)),
            vocabulary=_NO_VOCABULARY,
            samples=(),
            languages={},
        )

    def _linked(self, entry: Entry, known: Mapping[EntryId, Entry]) -> Entry:
        """An entry whose links lead to entries that exist in this language."""
        return replace(
            entry,
            follow_ups=tuple(name for name in entry.follow_ups if name in known),
            includes=tuple(name for name in entry.includes if name in known),
        )

    def _outside(self) -> dict[EntryId, OutsideTopic]:
        found: dict[EntryId, OutsideTopic] = {}
        for position, raw in enumerate(self._file.outside):
            place: Location = ("outside", position)
            self._claim(raw.id, raw.phrasings, (*place, "phrasings"))
            reaction = self._reaction(raw.reaction, (*place, "reaction"))
            found[EntryId(raw.id)] = OutsideTopic(EntryId(raw.id), raw.title, reaction, tuple(raw.phrasings))
        return found

    def _small_talk(self) -> dict[EntryId, Pleasantry]:
        found: dict[EntryId, Pleasantry] = {}
        for position, raw in enumerate(self._file.smalltalk):
            place: Location = ("smalltalk", position)
            self._claim(raw.id, raw.phrasings, (*place, "phrasings"))
            answer = self._builder.fill(raw.answer, self._document, (*place, "answer"))
            found[EntryId(raw.id)] = Pleasantry(EntryId(raw.id), answer, tuple(raw.phrasings))
        return found

    def _reaction(self, name: str | None, place: Location) -> str:
        if name is None or name not in self._file.reactions:
            known = ", ".join(self._file.reactions)
            self._problem(place, f"Die Reaktion „{name}“ gibt es nicht. Vorhanden sind: {known}.")
            return ""
        return self._builder.fill(self._file.reactions[name], self._document, ("reactions", name))

    def _claim(self, name: str, phrasings: list[str], place: Location) -> None:
        for position, phrasing in enumerate(phrasings):
            owner = self._owners.setdefault(phrasing_key(phrasing), name)
            if owner != name:
                self._problem((*place, position), f"Dieselbe Frage steht schon bei „{owner}“.")

    def _problem(self, place: Location, message: str) -> None:
        self._builder.problems.append(self._document.problem(place, message))
