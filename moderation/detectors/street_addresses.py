"""Home addresses: a street with a number beside a person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from moderation.models import Comment, Finding, RuleId, Severity
from moderation.netiquette import Netiquette
from moderation.reading import Reading, normalise

_STREET = re.compile(
    r"(?<!\w)((?:[a-z\-]+(?:strasse|str\.?|weg|gasse|gaessle|halde|platz|ring|allee|steige|rain|wiesen?|gaerten|garten|"
    r"aecker|buehl|ufer|berg|bergle|hof|damm|graben|tal|stieg|pfad|zeile|winkel|ecke|feld)|(?:am|im|an der|in der|auf der|"
    r"zum|zur|unter der|ober der)\s[a-z\-]+(?:\s[a-z\-]+)?)\s?\d{1,3}\s?[a-z]?)(?!\w|[.,]\d|\s?(?:uhr|euro|km|meter|prozent|"
    r"%|jahre|kinder|minuten|tage|wochen|mal|personen|leute|stunden|grad))"
)
_PERSON = re.compile(
    r"\b(?:wohnt|wohnen|wohnhaft|wohnet|heisst|hoisst|herr|frau|familie|fam|privatadresse|adresse|anschrift|daheim|zuhause|"
    r"zu hause|klingel\w*|besuch\w*|lauert|schaut|vorbei|haust|lebt|sein haus|ihr haus|ihre wohnung|seine wohnung)\b"
)
_OWN = re.compile(r"\b(?:ich|wir|i|mir) .{0,20}\b(?:wohn\w*|leb\w*|sind|haben|hab)|\bbei (?:mir|uns)\b")
_VISIT = re.compile(
    r"\b(?:klingel\w*|besuch\w*|lauert|schaut .{0,12}vorbei|frauenhaus|schutzwohnung|holt ihn|holt sie)\b"
)


class StreetAddresses:
    """A street with a house number where the comment also speaks of a person who lives there."""

    name: ClassVar[str] = "street_addresses"
    score: ClassVar[float] = 0.87

    def __init__(self, netiquette: Netiquette) -> None:
        self._official = tuple(normalise(address) for address in netiquette.official.addresses)

    def find(self, comment: Comment, reading: Reading) -> Iterable[Finding]:
        """One finding an address; critical where it comes with a call to visit."""
        view = reading.plain
        if not reading.has_digits or not _PERSON.search(view.text) or _OWN.search(view.text):
            return
        for match in _STREET.finditer(view.text):
            if any(address in match[0] or match[0].strip() in address for address in self._official):
                continue
            severity = Severity.CRITICAL if _VISIT.search(view.text) else Severity.HIGH
            span = view.span(match.start(1), match.end(1))
            yield Finding(RuleId("personal_data"), *span, "Wohnadresse einer Person", self.score, severity)
