"""A small, complete set of content files for tests to break."""

from __future__ import annotations

from pathlib import Path

AUTHORITY = """\
authority:
  name: Amt Musterstadt
  county: Landkreis Muster
  contact: "Telefon {desk.phone}"
source:
  title: Konzept
  edition: "2025"
  link: muster.example/konzept
  review: "2027-01-31"
  chapters: {"1": Eins, "2": Zwei}
facts:
  desk: {phone: 07161 1}
ways:
  website: {text: muster.example, needs_account: "no"}
  instagram: {text: insta, needs_account: "yes"}
"""
ENTRIES = """\
defaults: {chapters: ["1"], owner: team, ways: [website]}
entries:
  - id: first
    title: Das Erste
    answer: "Rufen Sie an: {desk.phone}"
    phrasings: [Wie lautet die Telefonnummer?, Nummer vom Amt]
    follow_ups: [second]
  - id: second
    title: Das Zweite
    answer: Zwei.
    phrasings: [Was kostet der Eintritt ins Museum?, Preis der Karten]
"""
OUTSIDE = """\
reactions: {other: "Das wissen wir nicht.", unclear: "Wie bitte?"}
default_reaction: other
unclear_reaction: unclear
outside:
  - {id: out, title: Anderes, reaction: other, phrasings: [Wie wird das Wetter morgen?]}
"""
SMALL_TALK = """\
smalltalk:
  - {id: talk, answer: Guten Tag!, phrasings: [Hallo, Guten Morgen]}
"""
VOCABULARY = """\
concepts: {phone: [telefon, nummer]}
dialect: {isch: ist}
stop_words: [der, die, das]
"""
SAMPLES = """\
allowed_wrong: 2.5
samples:
  - ask: Habt ihr ein Fax?
    want: [first]
  - ask: Wie spät ist es?
    want: [outside]
  - {ask: Und sonst so?, after: [Hallo], want: [smalltalk]}
"""


def write(folder: Path, **changed: str) -> Path:
    """Write all files; ``changed`` replaces whole files by their stem."""
    (folder / "entries").mkdir(parents=True, exist_ok=True)
    files = {
        "authority": AUTHORITY,
        "outside": OUTSIDE,
        "smalltalk": SMALL_TALK,
        "vocabulary": VOCABULARY,
        "entries": ENTRIES,
        **changed,
    }
    for name, text in files.items():
        place = folder / "entries" / "all.yaml" if name == "entries" else folder / f"{name}.yaml"
        place.write_text(text, "utf-8")
    return folder
