"""Every breakdown at full length: writes `docs/faults.md`, and fails if a promise is not kept.

`python -m tests.faults`, about half an hour. The same scenarios as the tests of this folder.
"""

from __future__ import annotations

import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.conftest import POSTGRES
from tests.connectors.live_server import Server
from tests.faults import other_clock, replicas
from tests.faults.breakdowns import FILE, SERVED
from tests.faults.conftest import REDIS
from tests.faults.kills import Forks, forks, kill_again_and_again
from tests.faults.promises import broken
from tests.faults.stages import SETTINGS, FileStage, ServedStage
from tests.faults.table import Page
from tests.faults.watch import Breakdown, Stage, watch
from tests.ports import free_port

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
KILLS, PAIRS, CROWD, REPLICAS = 300, 500, 200, 4
CLOCKS_APART = 60


@contextmanager
def new_database() -> Iterator[str]:
    """An empty PostgreSQL database, for a while."""
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    name = f"faults_{uuid.uuid4().hex}"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(POSTGRES).set(database=name).render_as_string(False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def stores(page: Page, stage: Stage, table: dict[str, Breakdown]) -> None:
    """Each breakdown of a stage, one after the other."""
    for breakdown in table.values():
        observed = watch(stage, breakdown, full=True)
        page.store(breakdown, observed, broken(observed, breakdown))


def processes(page: Page, folder: Path, url: str) -> None:
    """Several servers on PostgreSQL and Redis."""
    settings = {**SETTINGS, "database_url": url, "redis_url": REDIS}
    servers = [Server(free_port(), folder, **settings) for _ in range(REPLICAS)]
    late = Server(
        free_port(),
        folder,
        command=(sys.executable, other_clock.__file__, str(CLOCKS_APART)),
        **settings,
    )
    try:
        with ThreadPoolExecutor() as pool:
            list(pool.map(Server.start, [*servers, late]))
        trials: dict[str, Callable[[], replicas.Told]] = {
            f"{PAIRS} paires de messages simultanés d'une conversation, deux processus": (
                lambda: replicas.pairs(servers[0], servers[1], url, PAIRS)
            ),
            f"{CROWD} messages simultanés d'une conversation, {REPLICAS} processus": (
                lambda: replicas.crowd(servers, url, CROWD)
            ),
            f"horloges décalées de {CLOCKS_APART} s, deux processus en alternance": (
                lambda: replicas.clocks_apart([servers[0], late], url)
            ),
            f"un processus sur {REPLICAS} tué en pleine conversation": (
                lambda: replicas.killed(servers, url)
            ),
            f"redémarrage de {REPLICAS} processus, l'un après l'autre": (
                lambda: replicas.restarted_one_by_one(servers, url)
            ),
        }
        for title, trial in trials.items():
            page.trial(title, trial())
    finally:
        for server in (*servers, late):
            server.stop()


def kills(page: Page, folder: Path, url: str, forking: Forks) -> None:
    """Processes without a model, killed at random moments."""
    for name, where in (("SQLite", f"sqlite:///{folder}/kills.db"), ("PostgreSQL", url)):
        page.kills(name, kill_again_and_again(where, KILLS, forking))


def main() -> int:
    page = Page(DOCUMENT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        places = [folder / part for part in ("file", "served", "processes", "kills")]
        for place in places:
            place.mkdir()
        for make, table in (
            (lambda: nullcontext(FileStage(places[0])), FILE),
            (lambda: _served(places[1]), SERVED),
        ):
            with make() as stage, closing(stage):
                stage.server.start()
                stores(page, stage, table)
        with new_database() as url:
            processes(page, places[2], url)
        with new_database() as url, forks() as forking:
            kills(page, places[3], url, forking)
    for wrong in page.wrong:
        print(wrong)
    return bool(page.wrong)


@contextmanager
def _served(folder: Path) -> Iterator[ServedStage]:
    with new_database() as url:
        yield ServedStage(folder, url, REDIS)


if __name__ == "__main__":
    sys.exit(main())
