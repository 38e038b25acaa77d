"""The engine and its transactions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.schema import Table

from bot.errors import OperatorError
from yamlsource import reason_of

_BUSY_SECONDS = 15
_WRITES = "kreislotse_writes"


class Database:
    """One engine for SQLite or PostgreSQL. Whoever opens it closes it.

    SQLite: write-ahead log, foreign keys on, and writers begin with ``BEGIN IMMEDIATE``, because a transaction that reads
    first and writes later fails at once when another writer came between. Writers of this process queue on a lock, which is
    fairer than SQLite's waiting.
    """

    def __init__(self, url: str) -> None:
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine: AsyncEngine = create_async_engine(url, **({} if self.is_sqlite else {"pool_pre_ping": True}))
        self._writer = asyncio.Lock() if self.is_sqlite else None
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading; what it sees is one moment of the data."""
        async with self.engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: all of it happens, or nothing."""
        if self._writer is None:
            async with self.engine.begin() as connection:
                yield connection
            return
        async with self._writer, self.engine.connect() as connection:
            await connection.execution_options(**{_WRITES: True})
            async with connection.begin():
                yield connection

    async def ping(self) -> bool:
        """Whether the database answers."""
        try:
            async with self.read() as connection:
                await connection.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True

    async def close(self) -> None:
        """Give back all connections."""
        await self.engine.dispose()


def open_database(url: str) -> Database:
    """Open the database; for SQLite make its folder.

    Raises:
        OperatorError: the folder cannot be made.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        folder = Path(parsed.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OperatorError("error.data_dir", path=folder, reason=reason_of(error)) from error
    return Database(url)


def explain(error: DBAPIError, url: str) -> OperatorError:
    """Why the database cannot be used, for the operator; the password of the address is left out."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return OperatorError("error.data_dir", path=parsed.database, reason=str(error.orig))
    code = "error.database_unreachable" if isinstance(error, OperationalError) else "error.database"
    return OperatorError(code, url=parsed.render_as_string(hide_password=True), reason=str(error.orig).split("\n")[0])


def insert(connection: AsyncConnection, table: Table) -> Any:
    """An INSERT that knows ``on_conflict_…``; both dialects spell it alike, but SQLAlchemy keeps it with the dialect."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself, or BEGIN IMMEDIATE comes too late.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
