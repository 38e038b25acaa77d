"""The shape of the content files, as people write them; pydantic checks it, :mod:`knowledge.loading` builds on it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=40)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RawAuthority(Part):
    name: _Text
    county: _Text
    contact: _Text


class RawSource(Part):
    title: _Text
    edition: _Text
    link: _Text
    review: date
    chapters: dict[str, _Text] = Field(min_length=1)


class RawWay(Part):
    text: _Text
    needs_account: Literal["yes", "no"]


class AuthorityFile(Part):
    authority: RawAuthority
    source: RawSource
    facts: dict[str, dict[str, _Text]]
    ways: dict[str, RawWay] = Field(min_length=1)


class Defaults(Part):
    chapters: list[str] | None = None
    edition: _Text | None = None
    review: date | None = None
    owner: _Text | None = None
    ways: list[str] | None = None


class RawEntry(Defaults):
    id: Id
    title: Annotated[_Text, StringConstraints(max_length=60)]
    answer: _Text
    phrasings: list[_Text] = Field(min_length=1)
    not_meant: list[_Text] = Field(default_factory=list)
    follow_ups: list[str] = Field(default_factory=list, max_length=4)
    includes: list[str] = Field(default_factory=list)


class EntriesFile(Part):
    defaults: Defaults = Defaults()
    entries: list[RawEntry]


class RawOutside(Part):
    id: Id
    title: _Text
    reaction: str
    phrasings: list[_Text] = Field(min_length=1)


class OutsideFile(Part):
    reactions: dict[str, _Text]
    default_reaction: str
    unclear_reaction: str
    outside: list[RawOutside]


class RawPleasantry(Part):
    id: Id
    answer: _Text
    phrasings: list[_Text] = Field(min_length=1)


class SmallTalkFile(Part):
    smalltalk: list[RawPleasantry]


class RawSample(Part):
    ask: _Text
    after: list[_Text] = Field(default_factory=list)
    want: list[_Text] = Field(min_length=1)


class SamplesFile(Part):
    allowed_wrong: Annotated[float, Field(ge=0, le=100)] = 0
    samples: list[RawSample] = Field(default_factory=list)


class VocabularyFile(Part):
    concepts: dict[str, list[_Text]]
    dialect: dict[str, _Text] = Field(default_factory=dict)
    dialect_endings: dict[str, list[str]] = Field(default_factory=dict)
    slots: dict[str, list[_Text]] = Field(default_factory=dict)
    follow_up_markers: list[_Text] = Field(default_factory=list)
    stop_words: list[_Text] = Field(default_factory=list)


class RawVariant(Part):
    """An entry in another language; ``of`` names the German text it was made from."""

    id: Id
    title: Annotated[_Text, StringConstraints(max_length=60)]
    answer: _Text
    phrasings: list[_Text] = Field(default_factory=list)
    of: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")] | None = None


class LanguageFile(Part):
    """``languages/<code>.yaml``: entries in another language, and what a conversation in it needs besides."""

    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(?:-[a-z]+)?$")]
    name: _Text
    direction: Literal["ltr", "rtl"] = "ltr"
    ways: dict[str, _Text] = Field(default_factory=dict)
    reactions: dict[str, _Text] = Field(default_factory=dict)
    default_reaction: str | None = None
    unclear_reaction: str | None = None
    entries: list[RawVariant]
    outside: list[RawOutside] = Field(default_factory=list)
    smalltalk: list[RawPleasantry] = Field(default_factory=list)
