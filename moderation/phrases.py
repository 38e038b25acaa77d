"""The language in which rules are written, and a matcher for thousands of phrases at once.

A phrase is words with a few signs::

    wir wissen wo (du|sie|ihr) .. wohn*     alternatives, a gap of up to three words, any ending
    *idiot~                                 any beginning (compounds), German inflection
    <amtsperson> ist [ein~] (dieb|korrupt)  a class of words from lists/classes.yaml, an optional word

``*`` stands for any letters, ``#`` for a number, ``~`` for a German inflection ending, ``..`` for up to three words, ``...``
for up to seven; ``....`` for up to twelve, also across the end of a sentence.
``(a|b c)`` offers alternatives, ``[a]`` makes optional; both may hold phrases. Letters outside a bracket and without a
blank join the word: ``(ns|nazi)zeit``. ``^`` first means the beginning of a sentence, ``$`` last its end; nothing else
crosses the end of a sentence. Everything is compared in the plain view (:mod:`moderation.reading`). Emoji are words.
Phrases compile to RE2, which runs in linear time whatever people write.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import ahocorasick_rs
import re2

from moderation.reading import View, normalise

Classes = Mapping[str, Sequence[str]]


class Literal(NamedTuple):
    """Letters a match must contain; where ``starts`` or ``ends`` is true, a word begins or ends with them."""

    text: str
    starts: bool = False
    ends: bool = False


Literals = frozenset[Literal]

_INFLECTION = r"(?:e|en|er|es|em|s|n|in|innen|ern|ens|le|la|ler|lein|chen)?"
_ANY_WORD = r"[\w'’-]+"
_NUMBER = r"\d[\d.,]*"
_SIGNS = {"*": r"\w*", "~": _INFLECTION, "#": _NUMBER}
_WILDCARDS = {"*": _ANY_WORD, "#": _NUMBER}
_BREAK = r"[^\w.!?\n]{1,4}"
_LOOSE_BREAK = r"[^\w.!?\n]{0,4}"  # an emoji may touch a word or another emoji
_SENTENCE_START = r"(?:^|[.!?\n:„\"“]\s*)"
_SENTENCE_END = r"\s*(?:[.!?\n…\"“”]|$)"
_SIMPLE_WORD = re.compile(r"(\*?)([a-z0-9]+)([*~]?)")
_GAPS = {"..": 3, "...": 7, "....": 12}
_FAR = "...."
_FAR_BREAK = r"[^\w]{1,6}"
_SHORTEST_LITERAL = 2
_MEMORY = 1 << 19
"""Bytes one expression may use while it runs."""
_WORD_SIGNS = frozenset(string.ascii_letters + string.digits + "_")
"""What RE2 takes for a word at ``\\b``."""
_COMMON = frozenset(
    "aber alle als also am an auch auf aus bei bin bis bitte da dann das dass dem den denn der des die dies diese doch durch"
    " ein eine einem einen einer eines er es fuer ganz gibt haben habe hat hier ich ihr im immer in ist ja jetzt kann kein"
    " keine koennen man mehr mein meine mich mir mit nach nicht noch nur oder schon sehr sein sich sie sind so ueber um und"
    " uns unser unter vom von vor war was wenn wer werden wie wieder wir wird wurde zu zum zur".split()
)
"""Words nearly every comment holds: they narrow nothing."""
_CLOSING = {"(": ")", "[": "]", "<": ">"}


class BadPhrase(ValueError):
    """A phrase cannot be read; the message is German and says what to do."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase.

    Every match contains one of ``literals``, and one of each set in ``others``; they spare most phrases the full look.
    """

    source: str
    expression: str
    literals: Literals
    others: tuple[Literals, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Where phrase number ``phrase`` was found in a view, end exclusive."""

    phrase: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """An expression and the literals one of which it must contain; no literals where it may be anything."""

    expression: str
    literals: Literals
    touches: bool = False  # begins or ends with a sign that needs no blank beside it
    others: tuple[Literals, ...] = ()  # sets of literals it must contain as well


def compile_phrase(source: str, classes: Classes) -> Phrase:
    """Compile a phrase.

    Raises:
        BadPhrase: unknown class, unbalanced bracket, or nothing to hold on to (only gaps and ``*``).
    """
    text = normalise(source).strip()
    start, end = text.startswith("^ "), text.endswith(" $")
    inner = text[2:] if start else text
    inner = inner[:-2] if end else inner
    piece = _Compiler(source, classes).sequence(inner)
    if not piece.literals:
        raise BadPhrase(f"„{source}“: Es fehlt ein Wort mit mindestens zwei Buchstaben, an dem man die Stelle erkennt.")
    expression = (_SENTENCE_START if start else "") + piece.expression + (_SENTENCE_END if end else "")
    return Phrase(source, expression, piece.literals, piece.others)


class _Compiler:
    def __init__(self, source: str, classes: Classes) -> None:
        self._source = source
        self._classes = classes

    def sequence(self, text: str) -> _Piece:
        """Elements with blanks between them."""
        expression = ""
        anchors: list[Literals] = []
        is_first, was_touching, far, trailing_gap = True, False, False, ""
        for element in self._split(text, None):
            if element in _GAPS:
                far = element == _FAR
                pause = _FAR_BREAK if far else _BREAK
                trailing_gap = "" if is_first else f"(?:{pause}{_ANY_WORD}){{0,{_GAPS[element]}}}"
                continue
            optional = element.startswith("[") and element.endswith("]")
            piece = self._alternatives(element[1:-1]) if optional else self._element(element)
            gap = _FAR_BREAK if far else _LOOSE_BREAK if piece.touches or was_touching else _BREAK
            if optional:
                expression += trailing_gap
                expression += f"(?:{piece.expression}{_BREAK})?" if is_first else f"(?:{gap}{piece.expression})?"
            else:
                expression += trailing_gap + ("" if is_first else gap) + piece.expression
                anchors.append(piece.literals)
                is_first, was_touching = False, piece.touches
            trailing_gap, far = "", False
        best = _best(anchors)
        others = tuple(anchor for anchor in anchors if anchor and anchor != best)
        return _Piece(expression, best, was_touching and len(anchors) == 1, others)

    def _element(self, element: str) -> _Piece:
        if element.startswith("(") and self._closes_at_end(element):
            return self._alternatives(element[1:-1])
        if element.startswith("<") and element.endswith(">"):
            return self._options(self._class(element))
        return self._word(element)

    def _alternatives(self, text: str) -> _Piece:
        return self._options([option.strip() for option in self._split(text, "|") if option.strip()])

    def _options(self, options: Sequence[str]) -> _Piece:
        """Alternatives; words of the same kind share their borders and endings, which keeps the program small."""
        alike: dict[tuple[str, str], list[str]] = {}
        pieces: list[_Piece] = []
        for option in options:
            if simple := _SIMPLE_WORD.fullmatch(option):
                alike.setdefault((simple[1], simple[3]), []).append(simple[2])
            else:
                pieces.append(self.sequence(option))
        for (sign_before, sign_after), words in alike.items():
            body = words[0] if len(words) == 1 else f"(?:{'|'.join(words)})"
            expression = r"\b" + _SIGNS.get(sign_before, "") + body + _SIGNS.get(sign_after, "") + r"\b"
            literals = [_literal(word, not sign_before, not sign_after) for word in words]
            pieces.append(_Piece(expression, Literals().union(*literals) if all(literals) else frozenset()))
        return self._any_of(pieces)

    def _any_of(self, pieces: Sequence[_Piece]) -> _Piece:
        if not pieces:
            raise BadPhrase(f"„{self._source}“: Eine Klammer ist leer.")
        complete = all(piece.literals for piece in pieces)
        literals = Literals().union(*(piece.literals for piece in pieces)) if complete else Literals()
        expression = (
            pieces[0].expression if len(pieces) == 1 else f"(?:{'|'.join(piece.expression for piece in pieces)})"
        )
        return _Piece(expression, literals, any(piece.touches for piece in pieces))

    def _word(self, word: str) -> _Piece:
        """Letters with ``*`` and ``~``, and brackets that join them without a blank."""
        if word in _WILDCARDS:
            return _Piece(_WILDCARDS[word], frozenset())
        parts = re.findall(r"\([^()]*\)|<[^<>]*>|[*~#]|[^()<>*~#]+", word)
        if "".join(parts) != word:
            raise BadPhrase(f"„{self._source}“: Bei „{word}“ ist eine Klammer nicht geschlossen.")
        expression = ""
        anchors: list[Literals] = []
        for place, part in enumerate(parts):
            if part in _SIGNS:
                expression += _SIGNS[part]
            elif part[0] in "(<":
                options = self._split(part[1:-1], "|") if part[0] == "(" else list(self._class(part))
                inner = [self._inside_word(option.strip()) for option in options]
                expression += f"(?:{'|'.join(option.expression for option in inner)})"
                anchors.append(_best([option.literals for option in inner], together=True))
            else:
                expression += re.escape(part)
                anchors.append(_literal(part, place == 0, place == len(parts) - 1))
        first, last = parts[0], parts[-1]
        before = r"\b" if first[0] in "*#(<" or re.match(r"\w", first) else ""
        after = r"\b" if last[-1] in "*#~)>" or re.search(r"\w$", last) else ""
        return _Piece(before + expression + after, _best(anchors), touches=not re.search(r"\w", word))

    def _inside_word(self, text: str) -> _Piece:
        expression = "".join(
            _SIGNS[part] if part in _SIGNS else re.escape(part) for part in re.findall(r"[*~#]|[^*~#]+", text)
        )
        return _Piece(expression, _literal(max(re.split(r"[*~#]", text), key=len)))

    def _class(self, element: str) -> Sequence[str]:
        name = element[1:-1]
        if name not in self._classes:
            known = ", ".join(sorted(self._classes)) or "keine"
            raise BadPhrase(f"„{self._source}“: Die Klasse „<{name}>“ gibt es nicht. Vorhanden sind: {known}.")
        return [normalise(word) for word in self._classes[name]]

    def _split(self, text: str, separator: str | None) -> list[str]:
        """Split at blanks (None) or at a sign, outside of brackets."""
        parts, current, open_brackets = [], "", list[str]()
        for letter in text:
            if letter in _CLOSING:
                open_brackets.append(_CLOSING[letter])
            elif open_brackets and letter == open_brackets[-1]:
                open_brackets.pop()
            elif letter in _CLOSING.values():
                raise BadPhrase(f"„{self._source}“: Die Klammer „{letter}“ wurde nie geöffnet.")
            if not open_brackets and (letter == separator or (separator is None and letter.isspace())):
                parts.append(current)
                current = ""
            else:
                current += letter
        if open_brackets:
            raise BadPhrase(f"„{self._source}“: Es fehlt die Klammer „{open_brackets[-1]}“.")
        return [part for part in [*parts, current] if part]

    def _closes_at_end(self, element: str) -> bool:
        depth = 0
        for position, letter in enumerate(element):
            depth += (letter == "(") - (letter == ")")
            if depth == 0:
                return position == len(element) - 1
        return False


def _literal(text: str, starts: bool = False, ends: bool = False) -> Literals:
    if len(text) < _SHORTEST_LITERAL and text.isascii() and text.isalnum():
        return frozenset()
    return frozenset([Literal(text, starts and text[0] in _WORD_SIGNS, ends and text[-1] in _WORD_SIGNS)])


def _best(anchors: Sequence[Literals], together: bool = False) -> Literals:
    """The literals that narrow a search most: long ones, few of them. ``together``: all are needed, or none helps."""
    if together:
        return Literals().union(*anchors) if all(anchors) else Literals()
    usable = [anchor for anchor in anchors if anchor]
    return max(usable, key=_selectivity) if usable else Literals()


def _selectivity(anchor: Literals) -> tuple[bool, int, int, list[Literal]]:
    lengths = (len(literal.text) + literal.starts + literal.ends for literal in anchor)
    return all(literal.text not in _COMMON for literal in anchor), min(lengths), -len(anchor), sorted(anchor)


_BORDERS = ((False, False), (False, True), (True, False), (True, True))


class PhraseMatcher:
    """Finds all phrases in a text: one pass for their literals, then the few candidates in full."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._phrases = tuple(phrases)
        # Compiled when first needed: most never are, and all together take thirty megabytes.
        self._compiled: dict[int, re2._Regexp] = {}
        by_literal: dict[Literal, set[int]] = {}
        for number, phrase in enumerate(self._phrases):
            for literal in phrase.literals:
                by_literal.setdefault(literal, set()).add(number)
            for literal in Literals().union(*phrase.others):
                by_literal.setdefault(literal, set())
        literals = sorted(by_literal)
        self._candidates = [tuple(sorted(by_literal[literal])) for literal in literals]
        places = {literal: place for place, literal in enumerate(literals)}
        self._others = [
            tuple(frozenset(places[a] for a in other) for other in phrase.others) for phrase in self._phrases
        ]
        texts = sorted({literal.text for literal in literals})
        self._variants = [
            tuple(
                (starts, ends, places[Literal(text, starts, ends)])
                for starts, ends in _BORDERS
                if (text, starts, ends) in places
            )
            for text in texts
        ]
        self._automaton = ahocorasick_rs.AhoCorasick(texts) if texts else None

    def find(self, view: View) -> list[Match]:
        """All matches, by phrase and place; matches of the same phrase do not overlap."""
        return self.matches(view, self.candidates(view))

    def candidates(self, view: View) -> list[int]:
        """The phrases that may be in a view, in order: cheap, and right in what it leaves out."""
        hits = self._hits(view.text)
        others = self._others
        return [
            number
            for number in sorted({number for hit in hits for number in self._candidates[hit]})
            if not any(hits.isdisjoint(other) for other in others[number])
        ]

    def matches(self, view: View, numbers: Iterable[int]) -> list[Match]:
        """Where these phrases are in a view, by phrase and place."""
        return [
            Match(number, match.start(), match.end())
            for number in numbers
            for match in self._expression(number).finditer(view.text)
            if match.end() > match.start()
        ]

    def _hits(self, text: str) -> set[int]:
        """The literals a text contains."""
        hits: set[int] = set()
        if self._automaton is None:
            return hits
        inside = f" {text} "
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for starts, ends, place in self._variants[number]:
                if (starts and inside[start] in _WORD_SIGNS) or (ends and inside[end + 1] in _WORD_SIGNS):
                    continue
                hits.add(place)
        return hits

    def _expression(self, number: int) -> re2._Regexp:
        compiled = self._compiled.get(number)
        if compiled is None:
            options = re2.Options()
            options.log_errors = False
            options.max_mem = _MEMORY
            compiled = self._compiled[number] = re2.compile(self._phrases[number].expression, options)
        return compiled
