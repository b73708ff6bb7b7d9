"""During a release the version before writes into today's tables: a step only adds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, text
from sqlalchemy.engine import Connection

from storage.database import Database
from storage.prepare import HEAD, STEPS, prepare

# The first step after which servers of two versions may run side by side.
FIRST = "0003"
VALUES: dict[type, Any] = {str: "x", int: 1, float: 1.0, bytes: b"x"}


def steps() -> Iterator[tuple[str, str]]:
    """Each step since then, with the one before."""
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    for step in ScriptDirectory.from_config(config).walk_revisions(FIRST, HEAD):
        if step.revision != FIRST:
            yield step.down_revision, step.revision


def to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def tables(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    return found


@pytest.mark.parametrize(("before", "after"), list(steps()))
def test_what_the_version_before_writes_is_taken(
    open_database: Callable[[], Database], before: str, after: str
) -> None:
    database = open_database()
    with database.engine.begin() as connection:
        to(connection, before)
        former = tables(connection)
    with database.engine.begin() as connection:
        to(connection, after)
    with database.engine.begin() as connection:
        assert set(former.tables) <= set(tables(connection).tables)
        # What a step put there itself would stand in the way of the rows that follow.
        for table in reversed(former.sorted_tables):
            if table.name != "alembic_version":
                connection.execute(table.delete())
        # In this order each row finds the one that it belongs to.
        for table in former.sorted_tables:
            if table.name == "alembic_version":
                continue
            row = {column.name: VALUES[column.type.python_type] for column in table.columns}
            connection.execute(table.insert(), row)
            assert row.items() <= dict(connection.execute(table.select()).mappings().one()).items()
            connection.execute(table.update().values(row))
        for table in reversed(former.sorted_tables):
            if table.name != "alembic_version":
                connection.execute(table.delete())


def test_tables_of_a_later_version_are_left_as_they_are(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE replicas ADD COLUMN later INTEGER"))
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    prepare(database)
    with database.engine.connect() as connection:
        assert (
            connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
        )
