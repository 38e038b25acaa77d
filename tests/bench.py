"""``make bench``: time a question, comments a second, start to ready, memory. Measured in one run, on one core each."""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from bot import app as root
from bot.config import Config
from bot.evidence.chain import GENESIS, Event, Fact, Head, chained, verify
from bot.texts import german
from knowledge.multilingual import MultilingualEngine
from moderation.engine import Moderator
from moderation.learned.model import SHIPPED, load_model
from moderation.models import Comment

COMMENTS = Path(__file__).parent / "data" / "comments.heldout.jsonl"
MIB = 1024 * 1024
PROGRAM = str(Path(sys.executable).parent / "kreislotse")


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def percentile(values: Sequence[float], percent: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def questions(engine: MultilingualEngine) -> list[str]:
    """Questions nobody has cached: phrasings with a word left out and one misspelt."""
    found = []
    for topic in engine.content.topics():
        for phrasing in topic.phrasings[:8]:
            words = phrasing.split()
            shorter = [word for position, word in enumerate(words) if position != len(words) // 2] or words
            longest = max(range(len(shorter)), key=lambda position: len(shorter[position]))
            word = shorter[longest]
            shorter[longest] = word[: len(word) // 2] + word[len(word) // 2 + 1 :]
            found.append(" ".join(shorter))
    return found


def judging(moderator: Moderator, texts: Sequence[str], rounds: int) -> list[float]:
    """Seconds for each comment, once everything that is made when first needed is there."""
    for text in texts:
        moderator.screen(Comment(text))
    return [seconds(lambda text=text: moderator.screen(Comment(text))) for _ in range(rounds) for text in texts]  # type: ignore[misc]


def resident(pid: int) -> float:
    """Resident memory of a process, in MiB (Linux)."""
    status = Path(f"/proc/{pid}/status")
    match = re.search(r"VmRSS:\s+(\d+) kB", status.read_text("ascii")) if status.exists() else None
    return int(match[1]) / 1024 if match else float("nan")


def start_to_ready() -> tuple[float, float]:
    """Seconds from the command to its being ready, and its memory then, with a database made before."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        result = (float("nan"), float("nan"))
        for _ in range(2):
            begun = time.perf_counter()
            process = subprocess.Popen(
                [PROGRAM, "run", "--port", "0"], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
            )
            assert process.stderr is not None
            for line in process.stderr:
                if "Bereit" in line:
                    break
            result = (time.perf_counter() - begun, resident(process.pid))
            process.terminate()
            process.communicate()
        return result


def verifying(count: int) -> float:
    """Events of the log verified in a second, in memory."""
    at, links, previous = datetime(2026, 1, 1, tzinfo=UTC), [], GENESIS
    for number in range(1, count + 1):
        facts: dict[str, Fact] = {"revision": 1, "measure": "delete", "actions": ["delete"]}
        links.append(chained(Event(number, number // 4, "decided", at, "person", facts), previous))
        previous = links[-1].hash
    return count / seconds(lambda: verify(links, Head(count, previous)))


def main() -> None:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each question and comment is taken")
    rounds = parser.parse_args().rounds
    texts, config = german(), Config()
    moderator = root.build_moderator(config)
    building = seconds(lambda: root.build_answering(config, moderator, texts))
    answering = root.build_answering(config, moderator, texts)
    asked = questions(answering.engine)
    times = [seconds(lambda text=text: answering.reply(text)) for _ in range(rounds) for text in asked]  # type: ignore[misc]
    comments = [json.loads(line)["text"] for line in COMMENTS.read_text("utf-8").splitlines()]
    long = [(text * (300 // len(text) + 1))[:300] for text in comments]
    everyday, of_300 = judging(moderator, comments, rounds), judging(moderator, long, rounds)
    loading = min(seconds(load_model) for _ in range(3))
    ready, memory = start_to_ready()
    print(f"Kreislotse, {date.today().isoformat()}, Python {sys.version.split()[0]}, {os.cpu_count()} cores")  # noqa: DTZ011
    print(f"content: {len(answering.engine.content.entries)} entries, index built in {building:.2f} s")
    print(
        f"question: p50 {statistics.median(times) * 1000:.2f} ms, p99 {percentile(times, 99) * 1000:.2f} ms (n {len(times)})"
    )
    print(
        f"comments: {len(everyday) / sum(everyday):.0f} a second on one core, p99 {percentile(everyday, 99) * 1000:.2f} ms; "
        f"of 300 characters p99 {percentile(of_300, 99) * 1000:.2f} ms"
    )
    print(f"model: loads in {loading:.2f} s, {sum(file.stat().st_size for file in SHIPPED.iterdir()) / MIB:.1f} MiB")
    print(f"log: {verifying(100_000):.0f} events verified a second")
    print(f"start to ready: {ready:.2f} s")
    print(f"resident memory when ready: {memory:.0f} MiB")


if __name__ == "__main__":
    main()
