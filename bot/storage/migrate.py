"""Brings the database to the present layout when the program starts."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.errors import OperatorError
from bot.storage.database import Database, explain

HEAD = "0005"
"""The newest revision. A test makes sure that it is the last file in ``migrations/versions``."""

_FOLDER = Path(__file__).parent / "migrations"
# Any number will do, as long as no other program uses it in this database.
_LOCK = 7_161_202


async def migrate(database: Database, url: str) -> None:
    """Upgrade to :data:`HEAD`; several processes may start at once.

    Raises:
        OperatorError: the database cannot be used, or was made by a newer version of the program.
    """
    try:
        async with database.write() as connection:
            if not database.is_sqlite:
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            await connection.run_sync(_upgrade)
    except DBAPIError as error:
        raise explain(error, url) from error


def _upgrade(connection: Connection) -> None:
    current = _revision(connection)
    if current == HEAD:
        return
    # Alembic costs a tenth of a second and twelve megabytes; most starts do without.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    script = ScriptDirectory(str(_FOLDER))
    if current is not None:
        try:
            script.get_revision(current)
        except CommandError as error:
            raise OperatorError("error.database_newer", revision=current) from error
    environment = EnvironmentContext(Config(), script, fn=lambda revision, _: script._upgrade_revs(HEAD, revision))  # noqa: SLF001
    with environment:
        environment.configure(connection, render_as_batch=True)
        environment.run_migrations()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
