"""Whole files: in order, resumable, on several cores, every row answered."""

from __future__ import annotations

import csv
import json
import tracemalloc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.commands.bulk import CHUNK, BadBulk, judge_file
from bot.commands.jsonl import Answer, BadLine


def build() -> Answer:
    """A judge that any process can build: flags what holds an exclamation mark."""

    def judge(row: Mapping[str, Any]) -> Mapping[str, Any]:
        if "text" not in row:
            raise BadLine("Es fehlt das Feld „text“.")
        flagged = "!" in row["text"]
        findings = [{"rule": "shouting", "reason": "Laut"}] if flagged else []
        return {"flagged": flagged, "score": 0.5, "severity": "low" if flagged else "none", "findings": findings}

    return judge


def write_jsonl(file: Path, count: int) -> Path:
    file.write_text(
        "".join(json.dumps({"id": f"c{n}", "text": f"Nr. {n}" + "!" * (n % 2)}) + "\n" for n in range(count))
    )
    return file


def identities(file: Path) -> list[str]:
    return [json.loads(line)["id"] for line in file.read_text().splitlines()]


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_row_is_answered_in_order(tmp_path: Path, jobs: int) -> None:
    count = 3 * CHUNK + 7
    result = judge_file(write_jsonl(tmp_path / "in.jsonl", count), tmp_path / "out.jsonl", build, jobs)
    assert (result.judged, result.resumed, result.all_good) == (count, 0, True)
    assert identities(tmp_path / "out.jsonl") == [f"c{n}" for n in range(count)]


def test_an_interrupted_run_is_gone_on_from_and_half_a_line_is_done_again(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 50)
    judge_file(source, tmp_path / "whole.jsonl", build, 1)
    whole = (tmp_path / "whole.jsonl").read_bytes()
    (tmp_path / "out.jsonl.part").write_bytes(whole[: len(whole) // 2])
    result = judge_file(source, tmp_path / "out.jsonl", build, 1)
    assert result.resumed == whole[: len(whole) // 2].count(b"\n") > 0
    assert result.judged + result.resumed == 50
    assert (tmp_path / "out.jsonl").read_bytes() == whole
    assert not (tmp_path / "out.jsonl.part").exists()


def test_a_bad_row_is_answered_in_its_place_and_told(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(
        b'{"id": "a", "text": "x"}\n{kaputt\n\n{"id": "c"}\n{"id": "d", "text": "y!"}\n'
    )
    result = judge_file(tmp_path / "in.jsonl", tmp_path / "out.jsonl", build, 1)
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [("error" in row, row["id"]) for row in rows] == [(False, "a"), (True, None), (True, "c"), (False, "d")]
    assert not result.all_good


def test_a_spreadsheet_comes_and_goes(tmp_path: Path) -> None:
    text = '\ufeffid;text;author\r\n=1+1;"Hal\nlo!";\r\n2;ruhig;x\r\n'
    (tmp_path / "in.csv").write_text(text, "utf-8", newline="")
    judge_file(tmp_path / "in.csv", tmp_path / "out.csv", build, 1)
    with (tmp_path / "out.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["id"], row["flagged"], row["rules"]) for row in rows] == [
        ("'=1+1", "True", "shouting"),
        ("2", "False", ""),
    ]


def test_a_spreadsheet_without_numbers_counts_its_rows(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\nja\nnein\n")
    judge_file(tmp_path / "in.csv", tmp_path / "out.jsonl", build, 1)
    assert identities(tmp_path / "out.jsonl") == ["1", "2"]


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("in.txt", "out.jsonl", "bulk.kind"),
        ("in.jsonl", "out.xls", "bulk.kind"),
        ("fehlt.jsonl", "out.jsonl", "bulk.io"),
        ("in.jsonl", "in.jsonl", "bulk.exists"),
        ("in.csv", "out.jsonl", "bulk.no_text_column"),
    ],
)
def test_files_that_cannot_be_used_are_explained(tmp_path: Path, source: str, target: str, code: str) -> None:
    write_jsonl(tmp_path / "in.jsonl", 3)
    (tmp_path / "in.csv").write_text("id;kommentar\n1;x\n")
    with pytest.raises(BadBulk) as caught:
        judge_file(tmp_path / source, tmp_path / target, build, 1)
    assert caught.value.code == code


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        source = write_jsonl(tmp_path / f"{count}.jsonl", count)
        tracemalloc.start()
        judge_file(source, tmp_path / f"{count}.out.jsonl", build, 1)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(CHUNK)
    assert peak(20 * CHUNK) < 1.5 * peak(2 * CHUNK)
