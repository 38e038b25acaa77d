"""Fixtures for all tests. Real parts everywhere: the shipped content, SQLite and PostgreSQL; only the network is faked."""

from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

from bot import notices
from bot.answering import Answering
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.tables import metadata
from bot.texts import Texts, german
from knowledge.engine import Engine
from knowledge.loading import load_content, read_learned
from knowledge.models import Content
from knowledge.multilingual import MultilingualEngine
from moderation.engine import Moderator
from moderation.netiquette import Netiquette, load_netiquette

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql+psycopg://root@127.0.0.1:5432/test")


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def today(self) -> date:
        return self.time.date()

    def forward(self, **duration: float) -> None:
        self.time += timedelta(**duration)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def texts() -> Texts:
    return german()


@pytest.fixture(scope="session")
def netiquette() -> Netiquette:
    return load_netiquette()


@pytest.fixture(scope="session")
def moderator(netiquette: Netiquette) -> Moderator:
    return Moderator(netiquette)


@pytest.fixture(scope="session")
def content(netiquette: Netiquette) -> Content:
    return load_content(facts=notices.netiquette_facts(netiquette))


@pytest.fixture(scope="session")
def multilingual(content: Content) -> MultilingualEngine:
    return MultilingualEngine(content, read_learned)


@pytest.fixture(scope="session")
def engine(multilingual: MultilingualEngine) -> Engine:
    """The German engine."""
    return multilingual.engine("de")


@pytest.fixture(scope="session")
def answering(multilingual: MultilingualEngine, texts: Texts) -> Answering:
    return Answering(multilingual, texts, lambda: date(2026, 11, 24))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy; migrating anew for every test would take most of the time."""
    path = tmp_path_factory.mktemp("template") / "kreislotse.db"

    async def make() -> None:
        url = f"sqlite+aiosqlite:///{path}"
        database = Database(url)
        await migrate(database, url)
        async with database.engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        await database.close()

    asyncio.run(make())
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str | None]:
    """A migrated schema of its own in the test database; None where no server is reachable."""
    schema = f"kreislotse_{uuid.uuid4().hex[:12]}"

    async def command(sql: str) -> None:
        engine = create_async_engine(POSTGRES)
        try:
            async with engine.begin() as connection:
                await connection.execute(text(sql))
        finally:
            await engine.dispose()

    async def make(url: str) -> None:
        await command(f"CREATE SCHEMA {schema}")
        database = Database(url)
        await migrate(database, url)
        await database.close()

    url = f"{POSTGRES}?options=-csearch_path%3D{schema}"
    try:
        asyncio.run(make(url))
    except OperationalError:
        yield None
        return
    yield url
    asyncio.run(command(f"DROP SCHEMA {schema} CASCADE"))


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path, postgres_url: str | None
) -> AsyncIterator[Database]:
    """An empty, migrated database; every test that uses it runs on both."""
    if request.param == "sqlite":
        path = tmp_path / "kreislotse.db"
        shutil.copy(sqlite_template, path)
        opened = Database(f"sqlite+aiosqlite:///{path}")
    else:
        if postgres_url is None:
            pytest.skip("PostgreSQL is not reachable")
        opened = Database(postgres_url)
        async with opened.write() as connection:
            names = ", ".join(table.name for table in metadata.sorted_tables)
            # The log refuses to be emptied, as it should; only its owner can say otherwise.
            await connection.execute(text("ALTER TABLE case_events DISABLE TRIGGER USER"))
            await connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
            await connection.execute(text("ALTER TABLE case_events ENABLE TRIGGER USER"))
    try:
        yield opened
    finally:
        await opened.close()
