"""Brings a database to today's tables, from nothing or from any version before.

Several processes may start at once: one migrates, under a lock, and the others wait for it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database
from storage.engine import BUSY_SECONDS
from storage.errors import Away

# The last step; a test holds it against `storage/migrations/versions`.
HEAD = "0006"
STEPS = Path(__file__).parent / "migrations"
# PostgreSQL's lock for this work: any number that nobody else takes.
LOCK = 4_077_010_932
# A filled database takes longer than a statement of a turn may.
MIGRATION_SECONDS = 60

_VERSION = sa.text("SELECT version_num FROM alembic_version")


def prepare(database: Database) -> None:
    """Create the tables, or bring them forward.

    Tables of a later version are left as they are: a step only adds, so that both versions
    go on side by side while servers are replaced, and this one may come back.

    Raises:
        Away: the database cannot be reached or used.
    """
    lock = _lock_file if database.is_file else _lock_server
    try:
        with _patience(database), database.engine.connect() as connection:
            if _is_prepared(connection):
                return
            with connection.begin():
                lock(connection)
                _migrate(connection)
            if database.is_file:
                _wait_for_others(connection, BUSY_SECONDS)
    except SQLAlchemyError as error:
        raise Away(type(error).__name__) from error


def _patience(database: Database) -> AbstractContextManager[None]:
    if database.is_file:
        return nullcontext()
    from storage.postgres import patient

    return patient(MIGRATION_SECONDS + 1)


def _lock_file(connection: Connection) -> None:
    _wait_for_others(connection, MIGRATION_SECONDS)
    connection.exec_driver_sql("BEGIN EXCLUSIVE")


def _wait_for_others(connection: Connection, seconds: float) -> None:
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(seconds * 1000)}")


def _lock_server(connection: Connection) -> None:
    for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        connection.exec_driver_sql(f"SET LOCAL {limit} = '{MIGRATION_SECONDS}s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")


def _migrate(connection: Connection) -> None:
    if _is_prepared(connection):
        return
    # Imported only when there is something to do: it takes a second.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _is_prepared(connection: Connection) -> bool:
    return (version_of(connection) or "") >= HEAD


def version_of(connection: Connection) -> str | None:
    """The last step of a database, or None when no step was made; they sort as text."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(_VERSION).scalar()
    return found
