"""Migrations: the tables they make are the tables the code knows."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.errors import OperatorError
from bot.storage.database import Database, open_database
from bot.storage.migrate import HEAD, migrate
from bot.storage.tables import metadata


async def test_migrations_and_tables_agree(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": not database.is_sqlite})
        found: list[object] = compare_metadata(context, metadata)
        # PostgreSQL shows comments of columns, which the migration leaves out on purpose.
        return [change for change in found if "modify_comment" not in str(change)]

    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


def test_the_newest_revision_is_the_last_file() -> None:
    folder = Path(migrate.__code__.co_filename).parent / "migrations" / "versions"
    assert max(path.name for path in folder.glob("0*.py")).startswith(HEAD)


async def test_starting_twice_changes_nothing(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "k.db"
    shutil.copy(sqlite_template, path)
    before = _layout(path)
    url = f"sqlite+aiosqlite:///{path}"
    database = Database(url)
    await migrate(database, url)
    await database.close()
    assert before
    assert _layout(path) == before


def _layout(path: Path) -> list[tuple[str, ...]]:
    """Every table and index as SQLite describes it, and the revision."""
    with closing(sqlite3.connect(path)) as connection:
        layout = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        return [*layout, *connection.execute("SELECT version_num FROM alembic_version").fetchall()]


async def test_a_database_of_a_newer_version_is_refused(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "k.db"
    shutil.copy(sqlite_template, path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    url = f"sqlite+aiosqlite:///{path}"
    database = Database(url)
    with pytest.raises(OperatorError) as caught:
        await migrate(database, url)
    await database.close()
    assert (caught.value.code, caught.value.facts["revision"]) == ("error.database_newer", "9999")


async def test_a_database_that_cannot_be_opened_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OperatorError) as caught:
        open_database(f"sqlite+aiosqlite:///{tmp_path}/file/kreislotse.db")
    assert caught.value.code == "error.data_dir"
    url = "postgresql+psycopg://user:geheim@127.0.0.1:1/none"
    database = open_database(url)
    with pytest.raises(OperatorError) as refused:
        await migrate(database, url)
    await database.close()
    assert refused.value.code == "error.database_unreachable"
    assert "geheim" not in str(refused.value)


async def test_actions_survive_the_move_to_the_table_that_can_undo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/k.db"
    database = Database(url)
    monkeypatch.setattr("bot.storage.migrate.HEAD", "0003")
    await migrate(database, url)
    async with database.write() as connection:
        for statement in _A_DECIDED_CASE.split(";"):
            await connection.execute(text(statement))
    monkeypatch.undo()
    await migrate(database, url)
    async with database.write() as connection:
        rows = (await connection.execute(text("SELECT * FROM actions"))).mappings().all()
        # The version before goes on writing rows like this until it is stopped.
        await connection.execute(text("INSERT INTO actions (decision_id, kind, state) VALUES (1, 'ban', 'wanted')"))
    await database.close()
    wanted = {"id": 7, "decision_id": 1, "kind": "delete", "state": "impossible", "error": "x", "finished_at": None}
    assert [dict(row) for row in rows] == [{**wanted, "objection_id": None}]


_A_DECIDED_CASE = """
INSERT INTO comments (id, source, place, external_id, digest, author_name, place_name, text, written_at, received_at)
    VALUES (1, 'telegram', '-1', '7', 'd', 'Eva', 'Gruppe', 'x', '2026-01-01', '2026-01-01');
INSERT INTO cases (id, comment_id, source, place, external_id, state, revision, severity, score, unchecked, opened_at)
    VALUES (1, 1, 'telegram', '-1', '7', 'decided', 1, 2, 0.9, '', '2026-01-01');
INSERT INTO decisions (id, case_id, comment_id, measure, reason, person_id, person_name, decided_at)
    VALUES (1, 1, 1, 'delete', '-', 11, 'Rita', '2026-01-01');
INSERT INTO actions (id, decision_id, kind, state, error) VALUES (7, 1, 'delete', 'impossible', 'x')
"""
