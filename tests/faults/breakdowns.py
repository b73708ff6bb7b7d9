"""What can happen to each store: the rows of `docs/faults.md`, and of the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.faults.proxy import Proxy
from tests.faults.stages import FileStage, ServedStage
from tests.faults.watch import Breakdown

ANSWERED = frozenset({200})
ASKED_TO_WAIT = frozenset({503})
EITHER = ANSWERED | ASKED_TO_WAIT

# A question to a slow PostgreSQL or Redis takes so much longer.
SLOW_SECONDS = 0.05
VERY_SLOW_SECONDS = 0.4


@contextmanager
def _full(stage: FileStage) -> Iterator[None]:
    ballast = stage.disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
    yield
    ballast.unlink()


@contextmanager
def _deleted(stage: FileStage) -> Iterator[None]:
    for path in list(stage.disk.glob("assistant.db*")):
        path.unlink()
    yield


def _beside(*statements: str) -> Callable[[FileStage], AbstractContextManager[object]]:
    return lambda stage: stage.beside(*statements)


def _line(
    store: Callable[[ServedStage], Proxy], do: Callable[[Proxy], None]
) -> Callable[[ServedStage], AbstractContextManager[None]]:
    @contextmanager
    def strike(stage: ServedStage) -> Iterator[None]:
        do(store(stage))
        yield
        store(stage).mend()

    return strike


def _database(
    do: Callable[[Proxy], None],
) -> Callable[[ServedStage], AbstractContextManager[None]]:
    return _line(lambda stage: stage.database, do)


def _redis(do: Callable[[Proxy], None]) -> Callable[[ServedStage], AbstractContextManager[None]]:
    return _line(lambda stage: stage.redis, do)


FILE: dict[str, Breakdown] = {
    "locked": Breakdown("SQLite : fichier verrouillé", _beside("BEGIN EXCLUSIVE"), EITHER, 503),
    "full": Breakdown("SQLite : disque plein", _full, ASKED_TO_WAIT, 503),
    "read": Breakdown(
        "SQLite : fichier lu par un autre",
        _beside("BEGIN", "SELECT count(*) FROM turns"),
        ANSWERED,
        200,
    ),
    "deleted": Breakdown(
        "SQLite : fichier effacé", _deleted, EITHER | {401}, 503, seconds=(0.0, 0.0)
    ),
}
SERVED: dict[str, Breakdown] = {
    "database_slow": Breakdown(
        f"PostgreSQL : lent ({1000 * SLOW_SECONDS:.0f} ms par question)",
        _database(lambda line: line.slow(SLOW_SECONDS)),
        ANSWERED,
        200,
        long_only=True,
    ),
    "database_frozen": Breakdown(
        "PostgreSQL : figé", _database(Proxy.freeze), EITHER, 503, seconds=(3.0, 25.0)
    ),
    "database_cut": Breakdown("PostgreSQL : arrêté", _database(Proxy.refuse), ASKED_TO_WAIT, 503),
    "database_hushed": Breakdown(
        "PostgreSQL : connexions coupées sans un mot", _database(Proxy.hush), EITHER, None
    ),
    "database_restarted": Breakdown(
        "PostgreSQL : redémarré", _database(Proxy.drop), EITHER, None, seconds=(1.0, 1.0)
    ),
    "database_late": Breakdown(
        "PostgreSQL : absent au démarrage",
        _database(Proxy.refuse),
        ASKED_TO_WAIT,
        503,
        from_start=True,
        long_only=True,
    ),
    "redis_slow": Breakdown(
        f"Redis : lent ({1000 * SLOW_SECONDS:.0f} ms par question)",
        _redis(lambda line: line.slow(SLOW_SECONDS)),
        ANSWERED,
        200,
        long_only=True,
    ),
    "redis_very_slow": Breakdown(
        f"Redis : très lent ({1000 * VERY_SLOW_SECONDS:.0f} ms par question)",
        _redis(lambda line: line.slow(VERY_SLOW_SECONDS)),
        ANSWERED,
        200,
        long_only=True,
    ),
    "redis_frozen": Breakdown("Redis : figé", _redis(Proxy.freeze), ANSWERED, 200),
    "redis_away": Breakdown("Redis : arrêté", _redis(Proxy.refuse), ANSWERED, 200),
    "redis_late": Breakdown(
        "Redis : absent au démarrage",
        _redis(Proxy.refuse),
        ANSWERED,
        200,
        from_start=True,
        long_only=True,
    ),
}
