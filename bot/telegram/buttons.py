"""Typed button data. Telegram carries 1 to 64 bytes back to us, and anyone can forge them: parsing never trusts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Self, get_args

from bot.cases import CaseId
from bot.objecting import Answer

MAX_BYTES = 64
"""Bot API, InlineKeyboardButton.callback_data."""

_ENTRY = r"[a-z0-9-]{1,40}"

Verb = Literal[
    "leave", "hide", "delete", "restrict", "block", "claim", "escalate", "ask_block", "back", "confirm", "notice"
]
_VERBS = "|".join(get_args(Verb))


@dataclass(frozen=True, slots=True)
class ShowEntry:
    """Show an entry: a choice after a question back, a follow-up, an example."""

    entry: str

    def pack(self) -> str:
        """As button data."""
        return f"e:{self.entry}"

    @classmethod
    def parse(cls, data: object) -> Self | None:
        """From button data; None if it is something else."""
        match = re.fullmatch(rf"e:({_ENTRY})", data) if isinstance(data, str) else None
        return cls(match[1]) if match else None


@dataclass(frozen=True, slots=True)
class RateAnswer:
    """Was an answer helpful?"""

    entry: str
    is_helpful: bool

    def pack(self) -> str:
        """As button data."""
        return f"r:{int(self.is_helpful)}:{self.entry}"

    @classmethod
    def parse(cls, data: object) -> Self | None:
        """From button data; None if it is something else."""
        match = re.fullmatch(rf"r:([01]):({_ENTRY})", data) if isinstance(data, str) else None
        return cls(match[2], match[1] == "1") if match else None


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """Answer in this language from now on."""

    code: str

    def pack(self) -> str:
        """As button data."""
        return f"l:{self.code}"

    @classmethod
    def parse(cls, data: object) -> Self | None:
        """From button data; None if it is something else."""
        match = re.fullmatch(r"l:([a-z]{2}(?:-[a-z]{1,12})?)", data) if isinstance(data, str) else None
        return cls(match[1]) if match else None


@dataclass(frozen=True, slots=True)
class ReviewCase:
    """What an editor does with a case. ``revision`` is the state of the comment the alert showed."""

    case: CaseId
    revision: int
    verb: Verb

    def pack(self) -> str:
        """As button data."""
        return f"c:{self.case}:{self.revision}:{self.verb}"

    @classmethod
    def parse(cls, data: object) -> Self | None:
        """From button data; None if it is something else."""
        match = re.fullmatch(rf"c:([0-9]{{1,15}}):([0-9]{{1,6}}):({_VERBS})", data) if isinstance(data, str) else None
        return cls(CaseId(int(match[1])), int(match[2]), match[3]) if match else None  # type: ignore[arg-type]


Listing = Literal["open", "summary"]
_LISTINGS: dict[str, Listing] = {"o": "open", "s": "summary"}


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Show a page (from 0) of a list of cases."""

    listing: Listing
    page: int

    def pack(self) -> str:
        """As button data."""
        return f"p:{self.listing[0]}:{self.page}"

    @classmethod
    def parse(cls, data: object) -> Self | None:
        """From button data; None if it is something else."""
        match = re.fullmatch(r"p:([os]):(0|[1-9][0-9]{0,5})", data) if isinstance(data, str) else None
        return cls(_LISTINGS[match[1]], int(match[2])) if match else None


@dataclass(frozen=True, slots=True)
class ShowCase:
    """Bring the alert of a case on a list. Pressed in a summary it does nothing for a case that has one already."""

    listing: Listing
    case: CaseId

    def pack(self) -> str:
        """As button data."""
        return f"a:{self.listing[0]}:{self.case}"

    @classmethod
    def parse(cls, data: object) -> Self | None:
        """From button data; None if it is something else."""
        match = re.fullmatch(r"a:([os]):(0|[1-9][0-9]{0,14})", data) if isinstance(data, str) else None
        return cls(_LISTINGS[match[1]], CaseId(int(match[2]))) if match else None


@dataclass(frozen=True, slots=True)
class AnswerObjection:
    """Does a decision stand after the author objected?"""

    objection: int
    answer: Answer

    def pack(self) -> str:
        """As button data."""
        return f"o:{self.objection}:{self.answer}"

    @classmethod
    def parse(cls, data: object) -> Self | None:
        """From button data; None if it is something else."""
        match = re.fullmatch(r"o:([0-9]{1,15}):(uphold|overturn)", data) if isinstance(data, str) else None
        return cls(int(match[1]), match[2]) if match else None  # type: ignore[arg-type]
