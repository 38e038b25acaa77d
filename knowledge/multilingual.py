"""All languages together: a question is answered in the language it is asked in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock

from knowledge.engine import Engine
from knowledge.german import words
from knowledge.guessing import FEWEST_WORDS, LanguageGuesser
from knowledge.learned import Learned
from knowledge.models import HOME, Content, Found, Question


class MultilingualEngine:
    """One engine a language, and a guess which of them a question is for.

    ``learned`` gives what was kept of earlier starts for a language. German is ready at once; the other languages are made
    when they are first asked for, or all together by :meth:`warm`.
    """

    def __init__(self, content: Content, learned: Callable[[str], Learned | None] = lambda _language: None) -> None:
        self.content = content
        self._learned = learned
        self._contents = {HOME: content}
        self._contents |= {
            code: known.content for code, known in content.languages.items() if known.content is not None
        }
        self._engines: dict[str, Engine] = {}
        self._making = Lock()
        self._guesser = LanguageGuesser(
            {code: [p for topic in own.topics() for p in topic.phrasings] for code, own in self._contents.items()}
        )
        self._pleasantries = _pleasantries(self._contents)
        self.engine(HOME)

    def engine(self, language: str) -> Engine:
        """The engine of a language that has one."""
        found = self._engines.get(language)
        if found is None:
            with self._making:
                found = self._engines.get(language) or Engine(self._contents[language], self._learned(language))
                self._engines[language] = found
        return found

    def warm(self) -> Mapping[str, Engine]:
        """All engines, made now so that nobody waits for them later."""
        return {language: self.engine(language) for language in self._contents}

    def find(self, question: Question) -> Found:
        """Decide what to do with a question, in the language it is in."""
        language = self.language_of(question)
        return replace(self.engine(language).find(question), language=language)

    def language_of(self, question: Question) -> str:
        """The language of a question; a few words in a dialogue are in the language of the turn before."""
        folded = words(question.text)
        if self.engine(HOME).matcher.exact(folded) is not None:
            return HOME
        # One or two words are too few for a guess, but a greeting is telling.
        if (greeted := self._pleasantries.get(" ".join(folded))) is not None:
            return greeted
        guessed = self._guesser.guess(question.text)
        if guessed == HOME and question.earlier and len(folded) < FEWEST_WORDS:
            return self._guesser.guess(question.earlier[-1])
        return guessed


def _pleasantries(contents: Mapping[str, Content]) -> dict[str, str]:
    """Folded phrasing of small talk -> language, for those that only one language has."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for language, content in contents.items():
        for pleasantry in content.pleasantries.values():
            for phrasing in pleasantry.phrasings:
                key = " ".join(words(phrasing))
                if found.setdefault(key, language) != language:
                    shared.add(key)
    return {key: language for key, language in found.items() if key not in shared}
