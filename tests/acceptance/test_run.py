"""The finished program as a process."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

PROGRAM = [str(Path(sys.executable).parent / "kreislotse"), "run"]
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path, port: int, *more: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*PROGRAM, "--port", str(port), *more], cwd=folder, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until_ready(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if "Bereit" in line:
            return line
    raise AssertionError("it never became ready")


def ended(folder: Path, *arguments: str) -> tuple[int, str]:
    result = subprocess.run(
        [*PROGRAM, *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=30
    )
    assert "Traceback" not in result.stderr
    return result.returncode, result.stderr


def test_it_answers_and_ends_cleanly_on_sigterm(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as process:
        assert f"http://127.0.0.1:{port}" in wait_until_ready(process)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as http:
            assert http.get("/readyz").json()["status"] == "ready"
            assert "Januar 2022" in http.post("/", data={"q": "Seit wann seid ihr auf Instagram?"}).text
            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
            assert time.monotonic() - begun < 8
    assert (tmp_path / "var" / "kreislotse.db").is_file()


def test_a_kill_and_a_new_start_leave_a_sound_database(tmp_path: Path) -> None:
    for _ in range(2):
        port = free_port()
        with running(tmp_path, port) as process:
            wait_until_ready(process)
            process.kill()
    with closing(sqlite3.connect(tmp_path / "var" / "kreislotse.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, message = ended(tmp_path, "--port", str(port))
    assert status == 1
    assert f"Auf 127.0.0.1:{port} läuft schon etwas anderes" in message


def test_a_data_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("eine Datei, kein Ordner")
    status, message = ended(tmp_path, "--port", str(free_port()))
    assert status == 1
    assert "nicht benutzbar" in message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_data_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir(mode=0o555)
    status, message = ended(tmp_path, "--port", str(free_port()))
    assert status == 1
    assert "nicht benutzbar" in message


def test_a_database_of_a_newer_version_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    with closing(sqlite3.connect(tmp_path / "var" / "kreislotse.db")) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
        connection.commit()
    status, message = ended(tmp_path, "--port", str(free_port()))
    assert status == 1
    assert "neueren Fassung" in message


def test_rules_with_mistakes_keep_it_from_starting(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("status: template\nnotice: x\nrules: []\n", "utf-8")
    (tmp_path / "config.yaml").write_text("moderation: {netiquette: rules.yaml}\n", "utf-8")
    status, message = ended(tmp_path, "--port", str(free_port()))
    assert status == 2
    assert "rules.yaml:3" in message
