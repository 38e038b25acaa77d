"""``kreislotse cases``: what an admin sees and finds in the folder."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import program
from bot.storage.database import Database
from moderation.engine import Moderator
from tests.bot.storage.desk import Desk
from tests.conftest import Clock

Call = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, sqlite_template: Path, moderator: Moderator, clock: Clock) -> Path:
    """A data folder with one case."""
    path = tmp_path / "kreislotse.db"
    shutil.copy(sqlite_template, path)

    async def fill() -> None:
        database = Database(f"sqlite+aiosqlite:///{path}")
        await Desk(database, moderator, clock).take(text="Du Vollidiot!")
        await database.close()

    asyncio.run(fill())
    (tmp_path / "config.yaml").write_text(f"data_dir: {tmp_path}\n", "utf-8")
    return tmp_path


@pytest.fixture
def call(folder: Path) -> Call:
    def run(*arguments: str, config: bool = True) -> Result:
        more = ["--config", str(folder / "config.yaml")] if config else []
        return CliRunner().invoke(program, ["cases", *arguments, *more])

    return run


def test_a_whole_log_is_said_to_be_whole_with_its_head(call: Call) -> None:
    result = call("verify")
    assert result.exit_code == 0
    assert "1 Ereignisse: Das Protokoll ist unversehrt" in result.stdout
    assert re.search(r"Letzter Stand: 1:[0-9a-f]{64}", result.stdout)


def test_a_changed_log_fails_and_names_the_event(call: Call, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "kreislotse.db")) as connection:
        connection.execute("DROP TRIGGER case_events_unchanged")
        connection.execute("UPDATE case_events SET body = replace(body, 'medium', 'low')")
        connection.commit()
    result = call("verify")
    assert result.exit_code == 1
    assert "Ereignis 1: verändert." in result.stderr
    assert "nicht unversehrt (1 Fehler)" in result.stdout


def test_a_noted_head_is_compared(call: Call) -> None:
    match = re.search(r"1:[0-9a-f]{64}", call("verify").stdout)
    assert match is not None
    assert call("verify", "--expect", match[0]).exit_code == 0
    assert call("verify", "--expect", "1:" + "0" * 64).exit_code == 1
    assert call("verify", "--expect", "2:" + "0" * 64).exit_code == 1
    assert call("verify", "--expect", "eins").exit_code == 2


def test_a_package_is_two_files_that_only_their_owner_may_read(call: Call, folder: Path) -> None:
    target = folder / "beweise"
    result = call("export", "1", "-o", str(target))
    assert result.exit_code == 0, result.output
    assert result.stdout.split() == [str(target / "fall-1.json"), str(target / "fall-1.html")]
    assert "Strafantrag spätestens am" in result.stderr
    assert json.loads((target / "fall-1.json").read_text("utf-8"))["comment"]["text"] == "Du Vollidiot!"
    assert "<mark>Vollidiot</mark>" in (target / "fall-1.html").read_text("utf-8")
    assert {path.stat().st_mode & 0o777 for path in target.iterdir()} == {0o600}


def test_a_package_is_verified_without_configuration_or_database(call: Call, folder: Path) -> None:
    call("export", "1", "-o", str(folder))
    package = folder / "fall-1.json"
    assert call("verify", str(package), config=False).exit_code == 0
    package.write_text(package.read_text("utf-8").replace("Vollidiot", "Schlaukopf"), "utf-8")
    result = call("verify", str(package), config=False)
    assert result.exit_code == 1
    assert "passen nicht zur Prüfsumme" in result.stderr
    assert call("verify", str(folder / "config.yaml"), config=False).exit_code == 1
    assert call("verify", str(folder / "keine.json"), config=False).exit_code == 1


def test_nothing_is_overwritten_and_nothing_is_logged_then(call: Call, folder: Path) -> None:
    call("export", "1", "-o", str(folder))
    before = call("verify").stdout
    result = call("export", "1", "-o", str(folder))
    assert result.exit_code == 1
    assert "wird nicht überschrieben" in result.stderr
    assert call("verify").stdout == before


def test_a_hold_needs_a_reason_and_a_case(call: Call, folder: Path) -> None:
    assert call("hold", "1").exit_code == 2
    assert call("hold", "1", "--reason", "  ").exit_code == 2
    assert call("hold", "99", "--reason", "Anzeige").exit_code == 1
    assert call("export", "99", "-o", str(folder)).exit_code == 1
    held = call("hold", "1", "--reason", "Anzeige")
    assert (held.exit_code, held.stdout) == (0, "Fall 1 wird aufbewahrt, bis er freigegeben wird.\n")
    assert call("release", "1").exit_code == 0
    assert call("release", "1").exit_code == 1
