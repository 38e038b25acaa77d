"""``python -m tests.fuzz``: generated and mutated comments by the million, for crashes, impossible spans and slow inputs.

Without randomness of its own: the same seed gives the same inputs. Prints the slowest input per character it met.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import app as root
from bot.config import Config
from moderation.engine import Moderator
from moderation.models import Comment, Repeats, Severity, Verdict

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\ufe0f"
_SIGNS = "0134578@$!|€*.-_ /\\()[]{}<>'\"„“”…:;#%&+=~^`\n\t\r\0"
_FOREIGN = "аеорсухіјѕЁжщюяαβγδοπωאבגדעשابتثжقكل中文字한글สวัสดีñçßäöüÄÖÜİışğłśćø"
_EMOJI = "😀😡🤬🐒🐷🔪💣🍆💦👍❤️🇩🇪👨‍👩‍👧🏳️‍🌈7️⃣"
_COMBINING = "\u0300\u0301\u0308\u0327\u0338\u20dd\u0489"
_SURROGATE = "\ud800"

_LOOKALIKES = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "i": "і"}
_LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}


@dataclass(frozen=True, slots=True)
class Slowest:
    """The input that took longest for its length, and how long."""

    text: str
    seconds: float


def corpus(moderator: Moderator) -> list[str]:
    """Texts to start from: the examples of all rules and the phrases they look for."""
    texts = [example.text for rule in moderator.netiquette.rules.values() for example in rule.examples]
    groups = [group for rule in moderator.netiquette.rules.values() for group in rule.groups]
    return texts + [phrase.source for group in groups for phrase in group.phrases]


def inputs(seeds: Sequence[str], seed: int, count: int) -> Iterator[str]:
    """``count`` texts, each one or several mutations away from a seed or from nothing."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for _ in range(count):
        text = dice.choice(seeds) if dice.random() < 0.9 else _noise(dice)
        for _ in range(dice.randint(1, 5)):
            text = dice.choice(_MUTATIONS)(text, dice, seeds)
        yield text[:3000]


def _noise(dice: random.Random) -> str:
    alphabet = dice.choice((_INVISIBLE, _SIGNS, _FOREIGN, _EMOJI, _COMBINING, _SURROGATE, "ab ", ""))
    if not alphabet:
        return "".join(
            chr(dice.choice((dice.randrange(0x2FFF), dice.randrange(0x110000)))) for _ in range(dice.randint(0, 60))
        )
    return "".join(dice.choice(alphabet) for _ in range(dice.randint(0, 200)))


def _insert(signs: str) -> Callable[[str, random.Random, Sequence[str]], str]:
    def mutate(text: str, dice: random.Random, _seeds: Sequence[str]) -> str:
        for _ in range(dice.randint(1, 6)):
            place = dice.randint(0, len(text))
            text = text[:place] + dice.choice(signs) + text[place:]
        return text

    return mutate


def _replace(table: dict[str, str]) -> Callable[[str, random.Random, Sequence[str]], str]:
    def mutate(text: str, dice: random.Random, _seeds: Sequence[str]) -> str:
        return "".join(table.get(sign.lower(), sign) if dice.random() < 0.4 else sign for sign in text)

    return mutate


def _splice(text: str, dice: random.Random, seeds: Sequence[str]) -> str:
    other = dice.choice(seeds)
    return text[: dice.randint(0, len(text))] + other[dice.randint(0, len(other)) :]


def _repeat(text: str, dice: random.Random, _seeds: Sequence[str]) -> str:
    start = dice.randint(0, len(text))
    part = text[start : start + dice.randint(1, 12)]
    return text[:start] + part * dice.choice((2, 5, 40, 300)) + text[start:]


def _space_out(text: str, dice: random.Random, _seeds: Sequence[str]) -> str:
    return dice.choice((" ", ".", "-", "*", " \u200b")).join(text[:200])


def _cut(text: str, dice: random.Random, _seeds: Sequence[str]) -> str:
    start = dice.randint(0, len(text))
    return text[:start] + text[start + dice.randint(0, 8) :]


def _shout(text: str, _dice: random.Random, _seeds: Sequence[str]) -> str:
    return text.upper()


_MUTATIONS = (
    *(_insert(signs) for signs in (_INVISIBLE, _SIGNS, _FOREIGN, _EMOJI, _COMBINING, _SURROGATE)),
    _replace(_LOOKALIKES),
    _replace(_LEET),
    _splice,
    _repeat,
    _space_out,
    _cut,
    _shout,
)


def fault(text: str, verdict: Verdict) -> str | None:
    """What is impossible about a verdict; None if nothing is."""
    if verdict.failed:
        return f"failed: {', '.join(verdict.failed)}"
    if not 0 <= verdict.score <= 1 or (verdict.severity is Severity.NONE) == verdict.flagged:
        return f"score {verdict.score}, severity {verdict.severity.word}, flagged {verdict.flagged}"
    for finding in verdict.findings:
        if not 0 <= finding.start < finding.end <= len(text) or not finding.reason.strip():
            return f"finding {finding}"
    return None


def run(moderator: Moderator, seed: int, count: int) -> tuple[list[tuple[str, str]], Slowest]:
    """Judge ``count`` inputs: those with a fault, and the slowest."""
    faults: list[tuple[str, str]] = []
    slowest = Slowest("", 0.0)
    for text in inputs(corpus(moderator), seed, count):
        comment = Comment(text, repeats=Repeats(len(text) % 4, len(text) % 7))
        verdict, taken = _timed(moderator, comment)
        if taken / (len(text) + 50) > slowest.seconds / (len(slowest.text) + 50):
            # The first time may have made something ready that stays so.
            taken = min(_timed(moderator, comment)[1] for _ in range(3))
        if (problem := fault(text, verdict)) is not None:
            faults.append((text, problem))
        if taken / (len(text) + 50) > slowest.seconds / (len(slowest.text) + 50):
            slowest = Slowest(text, taken)
    return faults, slowest


def _timed(moderator: Moderator, comment: Comment) -> tuple[Verdict, float]:
    begun = time.perf_counter()
    verdict = moderator.screen(comment)
    return verdict, time.perf_counter() - begun


def _share(arguments: tuple[int, int]) -> tuple[list[tuple[str, str]], Slowest]:
    return run(root.build_moderator(Config()), *arguments)


def main() -> None:
    """Run on all cores; the exit status is 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--slowest", type=Path, help="write the slowest inputs here, one a line")
    given = parser.parse_args()
    shares = [(given.seed * 1000 + number, given.inputs // given.jobs) for number in range(given.jobs)]
    begun = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(given.jobs) as pool:
        results = pool.map(_share, shares)
    faults = [one for found, _ in results for one in found]
    for text, problem in faults[:20]:
        print(f"{problem}: {text!r}")
    total = sum(count for _, count in shares)
    print(f"{total} inputs in {time.perf_counter() - begun:.0f} s, {len(faults)} faults")
    for _, slowest in results:
        print(f"slowest: {slowest.seconds * 1000:.1f} ms for {len(slowest.text)} characters")
    if given.slowest is not None:
        lines = [json.dumps(slowest.text, ensure_ascii=True) + "\n" for _, slowest in results]
        given.slowest.write_text("".join(lines), "ascii")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
