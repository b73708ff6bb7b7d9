"""The addresses of the stores, as an operator gives them: told at start, not at the first use.

Nothing is reached here. What is said of an address is French and holds no part of it but the
name of a driver or of an option: there may be a password in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile

from redis import ConnectionPool
from redis.exceptions import RedisError
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

# Each database with its one driver, and how its address is written.
DRIVERS = {"sqlite": "pysqlite", "postgresql": "psycopg2"}
WRITTEN = {"sqlite": "sqlite:///chemin", "postgresql": "postgresql://machine:5432/nom"}
# The library of PostgreSQL knows the names of options at once, but reads these when it connects.
VALUES = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "channel_binding": ("disable", "prefer", "require"),
    "gssencmode": ("disable", "prefer", "require"),
    "target_session_attrs": (
        *("any", "read-write", "read-only", "primary", "standby", "prefer-standby"),
    ),
}
# Of the limits' library; `unix://`, as others write it, is not among them.
REDIS_SCHEMES = ("redis", "rediss", "redis+unix")
_PORTS = range(1, 65536)
_PORT = "le port est un nombre de 1 à 65535"


def checked_database(value: str) -> str:
    """The address of a database that can be used.

    Raises:
        ValueError: it cannot; says why in French.
    """
    try:
        url = make_url(value)
    except ArgumentError:
        raise ValueError(
            "une adresse de base de données est attendue : sqlite:///… ou postgresql://…"
        ) from None
    except ValueError:
        raise ValueError(f"{_PORT} ; dans un mot de passe, « / » s'écrit %2F") from None
    kind, _, driver = url.drivername.partition("+")
    if kind not in DRIVERS:
        raise ValueError("seules SQLite (sqlite:///…) et PostgreSQL (postgresql://…) vont")
    if driver not in ("", DRIVERS[kind]):
        raise ValueError(f"le pilote « {driver} » ne va pas ; écrivez {WRITTEN[kind]}")
    if kind == "sqlite":
        _sqlite(url)
    else:
        _postgresql(url)
    return value


def checked_redis(value: str) -> str:
    """The address of a Redis that can be used.

    Raises:
        ValueError: it cannot; says why in French.
    """
    scheme, mark, rest = value.partition("://")
    if scheme == "unix":
        raise ValueError("une prise locale s'écrit redis+unix:///chemin")
    if scheme not in REDIS_SCHEMES or not mark:
        raise ValueError("une adresse de Redis est attendue : redis://machine:6379/0")
    usual = "redis+unix:///chemin" if scheme == "redis+unix" else f"{scheme}://machine:6379/0"
    try:
        pool = ConnectionPool.from_url(f"{scheme.removeprefix('redis+')}://{rest}")
        # Made, not connected: it alone reads the options.
        pool.make_connection()
    except (ValueError, TypeError, RedisError):
        raise ValueError(f"cette adresse de Redis ne va pas ; écrivez {usual}") from None
    if not _names_a_redis(scheme, rest, pool.connection_kwargs):
        raise ValueError(f"cette adresse de Redis ne va pas ; écrivez {usual}")
    return value


def _names_a_redis(scheme: str, rest: str, read: Mapping[str, object]) -> bool:
    """If the library read a socket, or a number of database where there is one to read."""
    if scheme == "redis+unix":
        return bool(read.get("path"))
    _, _, database = rest.partition("?")[0].partition("/")
    return not database or "db" in read


def _sqlite(url: URL) -> None:
    if url.host or url.port:
        raise ValueError("le chemin d'une base SQLite suit trois barres : sqlite:///chemin")
    try:
        url.get_dialect()().create_connect_args(url)
    except (ValueError, TypeError, ArgumentError):
        raise ValueError("une option de cette adresse SQLite ne va pas") from None
    _writable(Path(url.database or ""))


def _postgresql(url: URL) -> None:
    # Only here: a file needs no PostgreSQL driver.
    from psycopg2 import ProgrammingError
    from psycopg2.extensions import parse_dsn

    if not url.database:
        raise ValueError("il manque le nom de la base : postgresql://machine/nom")
    if url.port is not None and url.port not in _PORTS:
        raise ValueError(_PORT)
    for name, given in url.query.items():
        try:
            parse_dsn(f"{name}=x")
        except ProgrammingError:
            raise ValueError(f"PostgreSQL n'a pas d'option « {name} »") from None
        if given not in VALUES.get(name, (given,)):
            raise ValueError(f"{name} ; valeurs possibles : {', '.join(VALUES[name])}")


def _writable(database: Path) -> None:
    """Raise unless an SQLite file can be written there; the folder may have to be made."""
    if str(database) in (".", ":memory:"):
        return
    if database.is_dir():
        raise ValueError(f"{database} est un dossier, pas un fichier")
    nearest = next(place for place in (database, *database.absolute().parents) if place.exists())
    try:
        if nearest == database:
            database.open("ab").close()
        else:
            TemporaryFile(dir=nearest).close()
    except OSError as error:
        raise ValueError(f"on ne peut pas écrire dans {nearest} ({error.strerror})") from None
