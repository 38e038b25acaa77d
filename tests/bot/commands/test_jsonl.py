"""The command line, as other programs use it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = [str(Path(sys.executable).parent / "kreislotse")]


def kreislotse(
    *arguments: str, stdin: bytes = b"", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **environment}
    return subprocess.run(
        [*PROGRAM, *arguments], input=stdin, capture_output=True, cwd=cwd, env=env, check=False, timeout=60
    )


def rows(result: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.decode("utf-8").splitlines()]


def test_questions_line_by_line_bad_lines_in_their_place(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "q1", "question": "Seit wann seid ihr auf Instagram?"}).encode(),
        b"{kaputt",
        b'{"id": "q3", "question": "\xff\xfe"}',
        b"[1, 2]",
        b'{"id": "q5"}',
        b'{"id": "q6", "question": 7}',
        b'{"id": "q7", "question": "x", "dialogue": "y"}',
        b"",
        json.dumps({"id": "q9", "question": "und per Telefon?", "dialogue": ["Datenschutzbeauftragter?"]}).encode(),
        b'{"id": "q10", "question": "\\ud800"}',
        json.dumps({"id": "q11", "question": "x" * 10_000}).encode(),
        json.dumps({"id": 12, "question": "", "lang": None}).encode(),
    ]
    result = kreislotse("ask", "--jsonl", stdin=b"\n".join(lines), cwd=tmp_path)
    found = rows(result)
    assert result.returncode == 1
    assert [row.get("id") for row in found] == ["q1", None, None, None, "q5", "q6", "q7", "q9", "q10", "q11", 12]
    assert ["error" in row for row in found] == [False, True, True, True, True, True, True, False, False, False, False]
    assert found[0]["kind"] == "answer"
    assert "1077" in str(found[7]["answer"])
    assert b"Traceback" not in result.stderr


def test_good_lines_end_with_status_zero(tmp_path: Path) -> None:
    stdin = b'\xef\xbb\xbf{"id": "1", "question": "Hallo"}\n'
    result = kreislotse("ask", "--jsonl", stdin=stdin, cwd=tmp_path)
    assert (result.returncode, rows(result)[0]["kind"]) == (0, "smalltalk")


def test_comments_line_by_line(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "c1", "text": "So a Seggl!", "author": "a", "created_at": "2026-11-24T10:00:00+01:00"}),
        json.dumps({"id": "c2", "text": "Schöner Radweg!"}),
        '{"id": "c3"}',
        '{"id": "c4", "text": "x", "created_at": "gestern"}',
    ]
    result = kreislotse("moderate", "--jsonl", stdin="\n".join(lines).encode(), cwd=tmp_path)
    first, second, third, fourth = rows(result)
    assert result.returncode == 1
    assert (first["flagged"], first["severity"]) == (True, "medium")
    finding = first["findings"][0]  # type: ignore[index]
    assert set(finding) == {"rule", "start", "end", "reason", "score", "text"}
    assert (finding["rule"], finding["text"]) == ("insult", "Seggl")
    assert (second["flagged"], second["severity"], second["findings"]) == (False, "none", [])
    assert set(second) == {"id", "flagged", "score", "severity", "findings", "criticism"}
    assert "error" in third
    assert "error" in fourth


def test_a_single_question_and_a_single_comment(tmp_path: Path) -> None:
    assert "Januar 2022" in kreislotse("ask", "Seit wann seid ihr auf Instagram?", cwd=tmp_path).stdout.decode()
    body = json.loads(kreislotse("ask", "--json", "Seit", "wann", "seid ihr auf Instagram?", cwd=tmp_path).stdout)
    assert body["entry"] == "instagram-since"
    assert "Beleidigung" in kreislotse("moderate", "Du Vollidiot", cwd=tmp_path).stdout.decode()
    assert json.loads(kreislotse("moderate", "--json", stdin=b"Hallo", cwd=tmp_path).stdout)["flagged"] is False


def test_a_dialogue_in_the_terminal(tmp_path: Path) -> None:
    stdin = b"Wie erreiche ich den Datenschutzbeauftragten?\nund per Telefon?\n\n"
    result = kreislotse("ask", stdin=stdin, cwd=tmp_path)
    assert result.returncode == 0
    assert "202-1077" in result.stdout.decode()


@pytest.mark.parametrize(
    "command", [["knowledge", "check"], ["knowledge", "test"], ["netiquette", "check"], ["netiquette", "test"]]
)
def test_the_shipped_files_pass_their_own_checks(tmp_path: Path, command: list[str]) -> None:
    result = kreislotse(*command, cwd=tmp_path)
    # "knowledge test" names the sample questions it gets wrong, as long as they are few.
    assert result.returncode == 0, result.stderr.decode()
    assert result.stdout


def test_a_configuration_with_mistakes_names_them_all_and_ends_with_two(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("wbe: 1\nweb: {port: x}\n", "utf-8")
    result = kreislotse("config", "check", cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr.decode().count("config.yaml:") == 2
    assert kreislotse("config", "check", "--config", "keine.yaml", cwd=tmp_path).returncode == 2
    assert kreislotse("config", "check", cwd=tmp_path, KREISLOTSE_CONFIG="keine.yaml").returncode == 2


def test_wrong_use_ends_with_two(tmp_path: Path) -> None:
    assert kreislotse("gibtsnicht", cwd=tmp_path).returncode == 2
    assert kreislotse("run", "--port", "99999", cwd=tmp_path).returncode == 2


def test_content_with_mistakes_is_told_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "config.yaml").write_text("knowledge: {path: content}\n", "utf-8")
    result = kreislotse("knowledge", "check", cwd=tmp_path)
    assert result.returncode == 1
    assert "content/authority.yaml: Die Datei lässt sich nicht lesen" in result.stderr.decode()
    assert kreislotse("ask", "Hallo", cwd=tmp_path).returncode == 2


def test_an_answer_explains_itself_beside_the_data(tmp_path: Path) -> None:
    result = kreislotse("ask", "--json", "--explain", "Wer macht die Fotos für Instagram?", cwd=tmp_path)
    assert rows(result)[0]["entry"] == "instagram-pictures"
    explained = result.stderr.decode()
    assert "Ergebnis: Antwort instagram-pictures" in explained
    assert "Klassifikator" in explained


def test_questions_in_other_languages_are_answered_in_them(tmp_path: Path) -> None:
    lines = [
        {"id": "1", "question": "Since when have you been on Instagram?"},
        {"id": "2", "question": "Seit wann seid ihr auf Instagram?", "lang": "tr"},
        {"id": "3", "question": "Seit wann seid ihr auf Instagram?", "lang": "xx"},
    ]
    result = kreislotse("ask", "--jsonl", stdin="\n".join(map(json.dumps, lines)).encode(), cwd=tmp_path)
    assert [(row["entry"], row["lang"]) for row in rows(result)] == [
        ("instagram-since", "en"),
        ("instagram-since", "tr"),
        ("instagram-since", "de"),
    ]


def test_the_error_sheet_counts_and_draws(tmp_path: Path) -> None:
    questions = tmp_path / "fragen.jsonl"
    good = {"question": "Wie lautet eure Homepage?", "expect": "answer", "entries": ["website"], "style": ["plain"]}
    questions.write_text(json.dumps(good) + "\n{kaputt\n", "utf-8")
    result = kreislotse("knowledge", "evaluate", str(questions), "--plot", str(tmp_path / "kurve.svg"), cwd=tmp_path)
    assert result.returncode == 1
    assert "fragen.jsonl:2:" in result.stderr.decode()
    assert "Stil plain" in result.stdout.decode()
    assert (tmp_path / "kurve.svg").read_text("utf-8").startswith("<svg")
    assert kreislotse("knowledge", "evaluate", "gibt-es-nicht.jsonl", cwd=tmp_path).returncode == 1
