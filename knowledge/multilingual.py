"""All languages together: a question is answered in the language it is asked in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from knowledge.engine import Engine
from knowledge.german import words
from knowledge.guessing import FEWEST_WORDS, LanguageGuesser
from knowledge.learned import Learned
from knowledge.models import HOME, Content, Found, Pleasantry, Question


class MultilingualEngine:
    """One engine a language, and a guess which of them a question is for.

    ``learned`` is what was kept of earlier starts, by language.
    """

    def __init__(self, content: Content, learned: Mapping[str, Learned] | None = None) -> None:
        self.content = content
        kept = learned or {}
        contents = {HOME: content}
        contents |= {code: known.content for code, known in content.languages.items() if known.content is not None}
        self.engines = {code: Engine(own, kept.get(code)) for code, own in contents.items()}
        self._guesser = LanguageGuesser(
            {code: [p for topic in own.topics() for p in topic.phrasings] for code, own in contents.items()}
        )

    @property
    def has_learned_anew(self) -> bool:
        """Whether any language had to be learned at this start."""
        return any(engine.matcher.has_learned_anew for engine in self.engines.values())

    def find(self, question: Question) -> Found:
        """Decide what to do with a question, in the language it is in."""
        language = self.language_of(question)
        return replace(self.engines[language].find(question), language=language)

    def language_of(self, question: Question) -> str:
        """The language of a question; a few words in a dialogue are in the language of the turn before."""
        folded = words(question.text)
        for code, engine in self.engines.items():
            topic = engine.matcher.exact(folded)
            # One or two words, such as "cookies" or "fake news", are words of many languages; a greeting is not.
            is_telling = isinstance(topic, Pleasantry) or len(folded) >= FEWEST_WORDS
            if topic is not None and (code == HOME or is_telling):
                return code
        guessed = self._guesser.guess(question.text)
        if guessed == HOME and question.earlier and len(folded) < FEWEST_WORDS:
            return self._guesser.guess(question.earlier[-1])
        return guessed
