"""A database as the rest of the room uses it: whole transactions, run off the event loop.

SQLite is written by one thread with one connection, so that the event loop never waits for
another process's lock and no two of our own threads wait for each other. PostgreSQL has a
few threads, each with a connection.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from storage.engine import CONNECTIONS, open_engine
from storage.errors import Away

# What has waited for so much work of others is refused: somebody holds the database.
QUEUE_SECONDS = 2.0
# More of a job that ends well is no work: the process stood still meanwhile.
LONGEST_SECONDS = 1.0

# The time of the database's own machine, in seconds since 1970: those of servers may differ.
CLOCKS = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "cast(extract(epoch from clock_timestamp()) as double precision)",
}

T = TypeVar("T")


class Transaction:
    """Statements that are kept together or not at all."""

    def __init__(self, connection: Any, compiled: Callable[[Any], str]) -> None:
        self._cursor = connection.cursor()
        self._compiled = compiled

    def run(self, statement: Any, **values: Any) -> int:
        """Run a statement of `storage.statements`; how many rows it changed."""
        self._cursor.execute(self._compiled(statement), values)
        return int(self._cursor.rowcount)

    def all(self, statement: Any, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        self._cursor.execute(self._compiled(statement), values)
        return list(self._cursor.fetchall())

    def first(self, statement: Any, **values: Any) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        self._cursor.execute(self._compiled(statement), values)
        row: tuple[Any, ...] | None = self._cursor.fetchone()
        return row


class Work:
    """How long a database's threads have worked.

    A job's patience is counted in the work of others, not by the clock: a process that stood
    still, or was busy elsewhere, must not refuse everybody when it goes on.
    """

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._lock = Lock()
        # In seconds of one thread.
        self.done = 0.0

    def do(self, before: float, job: Callable[[], T]) -> T:
        """Do a job that came when `before` was done.

        Raises:
            Away: it has waited too long.
        """
        if self.done - before > QUEUE_SECONDS:
            raise Away("queue")
        started = monotonic()
        try:
            result = job()
        except Away:
            self._count(monotonic() - started)
            raise
        self._count(min(monotonic() - started, LONGEST_SECONDS))
        return result

    def _count(self, seconds: float) -> None:
        with self._lock:
            self.done += seconds / self._threads


class Database:
    """One database: its engine, and the threads that wait for it."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = open_engine(url)
        self.is_file = self.engine.dialect.name == "sqlite"
        threads = 1 if self.is_file else CONNECTIONS
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="storage")
        self._work = Work(threads)
        self._errors: tuple[type[Exception], ...] = (
            SQLAlchemyError,
            sqlite3.Error if self.is_file else self.engine.dialect.dbapi.Error,
        )
        self._sql: dict[int, str] = {}

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin in this very thread; kept when the block ends well.

        Raises:
            Away: the database cannot be used.
        """
        # Takes the write lock at once, so that two processes wait for each other instead of
        # failing half way.
        with self._begun("BEGIN IMMEDIATE") as connection:
            yield Transaction(connection, self._compiled)
            self._commit(connection)

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """Read in this very thread, all as it was at one moment; writers are not held up.

        Raises:
            Away: the database cannot be used.
        """
        with self._begun("BEGIN") as connection:
            yield Transaction(connection, self._compiled)
            self._roll_back(connection)

    @contextmanager
    def _begun(self, statement: str) -> Iterator[Any]:
        """A connection on which a file's transaction was begun; rolled back after an error."""
        try:
            connection = self.engine.raw_connection()
        except self._errors as error:
            raise Away(type(error).__name__) from error
        try:
            if self.is_file:
                connection.execute(statement)
            yield connection
        except BaseException as error:
            self._roll_back(connection)
            if isinstance(error, self._errors):
                self._let_go(connection, error)
                raise Away(type(error).__name__) from error
            raise
        finally:
            connection.close()

    async def call(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run something of the store in a thread of the database; the event loop goes on.

        Raises:
            Away: the database cannot be used, or is held by somebody else for too long.
        """
        job = partial(self._work.do, self._work.done, partial(work, *args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(self._threads, job)

    def close(self) -> None:
        """Let what is under way end, then give the connections back."""
        self._threads.shutdown(wait=True)
        self.engine.dispose()

    def _commit(self, connection: Any) -> None:
        if self.is_file:
            connection.execute("COMMIT")
        else:
            connection.commit()

    def _roll_back(self, connection: Any) -> None:
        try:
            if self.is_file:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            else:
                connection.rollback()
        except self._errors:
            connection.invalidate()

    def _let_go(self, connection: Any, error: Exception) -> None:
        """Open a file anew after an error of its own: one that was read-only stays so."""
        if self.is_file and "locked" not in str(error):
            connection.invalidate()

    def _compiled(self, statement: Any) -> str:
        # By identity: the statements are module constants, which never go.
        sql = self._sql.get(id(statement))
        if sql is None:
            sql = self._sql[id(statement)] = str(statement.compile(dialect=self.engine.dialect))
        return sql
