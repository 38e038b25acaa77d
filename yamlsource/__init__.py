"""YAML as source text: values that know the line they stand on.

Everything people write for Kreislotse (configuration, knowledge, netiquette) is YAML. PyYAML alone is not enough for that:
it reads the phone prefix ``07161`` as 3697 and ``no`` as False, lets the second of two equal keys win in silence, and
forgets where a value stood. This package reads every scalar as text, refuses duplicate keys, and turns each mistake into
a :class:`Problem` with file, line and a German sentence that says what to do. All problems of a file are reported at once.
"""

from yamlsource.document import Document, Location, parse
from yamlsource.problems import InvalidSource, Problem
from yamlsource.reasons import reason_of
from yamlsource.validation import nearest, validate

__all__ = ["Document", "InvalidSource", "Location", "Problem", "nearest", "parse", "reason_of", "validate"]
