"""Private phone numbers, also spaced out or in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

import phonenumbers

from moderation.detectors.contacts import is_about_office, is_own
from moderation.models import Comment, Finding, RuleId, Severity
from moderation.netiquette import Netiquette
from moderation.reading import Reading, View

_DIGITS = re.compile(r"(?<![\w+])(?:\+|00)?\d(?:[ \t/().\-–_*]{0,3}\d){6,16}(?![\w€%])")
_DIGIT_WORDS = {
    "null": "0", "eins": "1", "ein": "1", "oins": "1", "zwei": "2", "zwo": "2", "zwoi": "2", "drei": "3", "vier": "4",
    "fuenf": "5", "fenf": "5", "sechs": "6", "sieben": "7", "sieba": "7", "acht": "8", "neun": "9",
}  # fmt: skip
_WORDS = re.compile(
    rf"(?<!\w)(?:(?:{'|'.join(_DIGIT_WORDS)}|\d+)[ ,\-/]{{1,3}}){{6,}}(?:{'|'.join(_DIGIT_WORDS)}|\d+)(?!\w)"
)
_FEWEST_DIGITS = 7


class PhoneNumbers:
    """Valid German numbers that are neither the authority's nor a help line (numbering plan: phonenumbers)."""

    name: ClassVar[str] = "phone_numbers"
    score: ClassVar[float] = 0.9

    def __init__(self, netiquette: Netiquette) -> None:
        self._official = tuple(re.sub(r"\D", "", phone) for phone in netiquette.official.phones)

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        """One finding a number."""
        view = reading.plain
        if not reading.has_digits and "null" not in view.text:
            return
        for start, end, digits in _numbers(view):
            if not self._is_private(digits, view.text):
                continue
            severity = Severity.MEDIUM if is_own(view.text) else Severity.HIGH
            yield Finding(
                RuleId("personal_data"), *view.span(start, end), "Private Telefonnummer", self.score, severity
            )

    def _is_private(self, digits: str, plain: str) -> bool:
        national = re.sub(r"^(?:00|\+)49", "0", digits)
        if any(national.startswith(number) for number in self._official):
            return False
        try:
            number = phonenumbers.parse(digits, "DE")
        except phonenumbers.NumberParseException:
            return False
        if not phonenumbers.is_possible_number(number) or not (national.startswith("0") or digits.startswith("+")):
            return False
        kind = phonenumbers.number_type(number)
        if kind == phonenumbers.PhoneNumberType.MOBILE or national.startswith(("015", "016", "017")):
            return True
        return phonenumbers.is_valid_number(number) and not is_about_office(plain)


def _numbers(view: View) -> Iterator[tuple[int, int, str]]:
    for match in _DIGITS.finditer(view.text):
        digits = re.sub(r"[^\d+]", "", match[0])
        if len(digits) >= _FEWEST_DIGITS:
            yield match.start(), match.end(), digits
    for match in _WORDS.finditer(view.text):
        digits = "".join(_DIGIT_WORDS.get(word, word) for word in re.findall(r"[a-z]+|\d+", match[0]))
        if digits.startswith("0") and any(c.isalpha() for c in match[0]):
            yield match.start(), match.end(), digits
