"""A database put into a file while it is used, and brought back from it whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database
from storage.errors import Away, StorageError
from storage.migrations.versions.v0002_one_turn import OLD
from storage.replicas import Replicas
from storage.tables import metadata

# What a file begins with: which program made it.
_SQLITE, _POSTGRESQL = b"SQLite format 3\0", b"PGDMP"
# The tables of ours, of any version: others may share the database.
_OURS = {*metadata.tables, *OLD, "alembic_version"}
# Rows that are there before anybody has said a word.
_NOT_COUNTED = {"alembic_version", "owners", "replicas", "shelf"}
# Where tables wait until those of the file are there.
_ASIDE = "assistant_before_restore"
_BUSY_MILLISECONDS = 5000
_BARE = ("--no-owner", "--no-privileges")
_DUMP = ("--format=custom", *_BARE)
_RESTORE = (*_BARE, "--single-transaction", "--exit-on-error")


class BackupRefused(StorageError):
    """It cannot be done; nothing was changed. The message says why, in French."""


class NotEmpty(BackupRefused):
    """There is something in the database that would be lost."""


def back_up(url: str, file: Path) -> None:
    """Put a database into a new file; it may be used meanwhile.

    Raises:
        BackupRefused: the file is there, a program is missing, or the database has no tables.
        Away: the database cannot be used.
    """
    if file.exists():
        raise BackupRefused(f"{file} existe déjà, choisissez un autre nom.")
    with _opened(url) as database:
        with _connected(database) as connection:
            names = _ours(connection)
        if not names:
            raise BackupRefused("la base ne contient rien de l'assistant.")
        unfinished = file.with_name(f".{file.name}.unfinished")
        unfinished.unlink(missing_ok=True)
        try:
            # Who reads it reads accounts and messages.
            unfinished.touch(mode=0o600)
            if database.is_file:
                _copy(database.engine.url.database, unfinished)
                # One file, without those that a server keeps beside its own.
                with closing(sqlite3.connect(unfinished)) as made:
                    made.execute("PRAGMA journal_mode=DELETE")
            else:
                tables = (f"--table=public.{name}" for name in names)
                _run("pg_dump", database.engine.url, *_DUMP, *tables, f"--file={unfinished}")
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)


def restore(url: str, file: Path, force: bool = False) -> None:
    """Bring a database back as it was; servers should be stopped.

    Tables of an older version are brought to today's by whoever starts next.

    Args:
        force: what the database holds is thrown away.

    Raises:
        NotEmpty: there is something in the database, and no force.
        BackupRefused: the file is no backup of this kind of database, or a program is missing.
        Away: the database cannot be used.
    """
    with _opened(url) as database:
        _raise_if_other_kind(file, database.is_file)
        if database.is_file:
            _raise_if_no_backup(file)
        _raise_if_used(database)
        with _connected(database) as connection:
            if not force and not _is_empty(connection):
                raise NotEmpty("la base contient déjà des données. Pour les remplacer : --force")
        if database.is_file:
            _copy(file, database.engine.url.database)
        else:
            _restore_server(database, file)


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _connected(database: Database) -> Iterator[Connection]:
    try:
        with database.engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise Away(type(error).__name__) from error


def _raise_if_other_kind(file: Path, is_file: bool) -> None:
    try:
        with file.open("rb") as opened:
            begins = opened.read(len(_SQLITE))
    except OSError as error:
        raise BackupRefused(f"{file} : {error.strerror}") from None
    if not begins.startswith(_SQLITE if is_file else _POSTGRESQL):
        kind = "SQLite" if is_file else "PostgreSQL"
        raise BackupRefused(f"{file} n'est pas une sauvegarde d'une base {kind}.")


def _raise_if_no_backup(file: Path) -> None:
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    try:
        address = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as opened:
            sound = opened.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            names = {name for (name,) in opened.execute(query)}
    except sqlite3.Error:
        sound, names = False, set()
    if not sound:
        raise BackupRefused(f"{file} est abîmé.")
    if not _OURS & names:
        raise BackupRefused(f"{file} ne contient rien de l'assistant.")


def _raise_if_used(database: Database) -> None:
    with _connected(database) as connection:
        knows = sa.inspect(connection).has_table("replicas")
    used = {one.name for one in Replicas(database).seen()} if knows else set()
    if used:
        named = ", ".join(sorted(used))
        raise BackupRefused(f"des instances utilisent la base, arrêtez-les d'abord : {named}.")


def _ours(connection: Connection, schema: str | None = None) -> list[str]:
    return sorted(_OURS & set(sa.inspect(connection).get_table_names(schema)))


def _is_empty(connection: Connection) -> bool:
    return not any(
        connection.execute(sa.text(f"SELECT 1 FROM {name} LIMIT 1")).first()
        for name in _ours(connection)
        if name not in _NOT_COUNTED
    )


def _copy(source: Any, target: Any) -> None:
    """SQLite's own copy: one moment of the source, kept in the target whole or not at all."""
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
            written.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
            read.backup(written)
    except sqlite3.Error as error:
        raise Away(type(error).__name__) from error


def _restore_server(database: Database, file: Path) -> None:
    """Put the tables aside, restore in one transaction, then drop or bring back what was aside."""
    _settle(database)
    with _connected(database) as connection:
        connection.execute(sa.text(f"CREATE SCHEMA {_ASIDE}"))
        _move(connection, "public", _ASIDE)
    try:
        _run("pg_restore", database.engine.url, *_RESTORE, str(file))
    finally:
        _settle(database)


def _settle(database: Database) -> None:
    """End a restore, also one that was killed: its tables are all there, or none is."""
    with _connected(database) as connection:
        if _ASIDE not in sa.inspect(connection).get_schema_names():
            return
        if not _ours(connection, "public"):
            _move(connection, _ASIDE, "public")
        connection.execute(sa.text(f"DROP SCHEMA {_ASIDE} CASCADE"))


def _move(connection: Connection, there: str, here: str) -> None:
    for name in _ours(connection, there):
        connection.execute(sa.text(f"ALTER TABLE {there}.{name} SET SCHEMA {here}"))


def _run(program: str, url: URL, *arguments: str) -> None:
    """Run a program of PostgreSQL on a database; the password is not on its command line."""
    found = shutil.which(program)
    if found is None:
        raise BackupRefused(
            f"le programme {program} n'est pas installé sur cette machine"
            " (paquet postgresql-client)."
        )
    done = subprocess.run(
        [found, f"--dbname={_address(url)}", *arguments],
        env={**os.environ, **_password(url)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["?"])[0]
        raise BackupRefused(f"{program} a échoué : {last}")


def _address(url: URL) -> str:
    bare = url.difference_update_query(["options"])
    without = URL.create(
        "postgresql", bare.username, None, bare.host, bare.port, bare.database, bare.query
    )
    return str(without.render_as_string(hide_password=False))


def _password(url: URL) -> Mapping[str, str]:
    return {"PGPASSWORD": str(url.password)} if url.password else {}
