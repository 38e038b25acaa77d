"""What is official and what is one's own: shared by the detectors of personal data."""

from __future__ import annotations

import re

_OFFICE = re.compile(
    r"\b(?:buergerservice|landratsamt|rathaus|amt|behoerde|zentrale|durchwahl|hotline|notdienst|notruf|servicenummer|"
    r"sprechzeiten?|zulassungsstelle|\w*stelle|\w*amt|\w*service|praxis|klinik\w*|krankenhaus|feuerwehr|polizei\w*|"
    r"tierheim|verwaltung|vhs|beratung\w*|telefonseelsorge)\b"
)
_OWN = re.compile(r"\b(?:mein|meine|meiner|meinem|meinen|mei|mich|mir|ich|unsere?|unser|uns)\b")


def is_about_office(plain: str) -> bool:
    """Whether a comment speaks of an office, so that a contact in it may be the office's own."""
    return _OFFICE.search(plain) is not None


def is_own(plain: str) -> bool:
    """Whether a comment speaks in the first person, so that data in it may be the author's own."""
    return _OWN.search(plain) is not None
