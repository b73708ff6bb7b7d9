"""`assistant doctor` says in French what is wrong with a set-up, and nothing when nothing is."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from live_server import PREFIX, PRODUCT, PROJECT, Server
from sqlalchemy import text

from assistant.doctor import archives, machine, service, settings, stores
from assistant.doctor.examination import examine
from assistant.doctor.findings import Check, Finding, Setup
from assistant.shared import SharedShelf
from bot.content.shelf import Shelf
from bot.content.signing import new_pair
from bot.content.validated import VALIDATED
from storage.archives import Archives
from storage.database import CLOCKS, Database
from storage.prepare import prepare
from storage.replicas import Replicas
from tests.ports import free_port

KEY = "k" * 40
PUBLIC = new_pair().public


@pytest.fixture
def shelf(tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A folder of archives of the test's own, with a live one."""
    made = Shelf(tmp_path / "models")
    made.folder.mkdir()
    shutil.copy(model, made.folder / "a.tar.gz")
    made.use("a")
    monkeypatch.setattr("assistant.doctor.findings.Shelf", lambda: made)
    monkeypatch.setattr(machine, "MODELS", made.folder)
    return made


@pytest.fixture
def url(tmp_path: Path) -> str:
    made = f"sqlite:///{tmp_path / 'assistant.db'}"
    database = Database(made)
    prepare(database)
    database.close()
    return made


@pytest.fixture
def look(url: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Finding]]:
    """What some checks find, with these settings beside those of a good set-up."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)

    def find(*checks: Check, at: str | None = None, **variables: str) -> list[Finding]:
        good = {"SECRET_KEY": KEY, "ARCHIVE_PUBLIC_KEY": PUBLIC, "DATABASE_URL": url}
        for name, value in {**good, **variables}.items():
            monkeypatch.setenv(PREFIX + name, value)
        setup = Setup(at)
        found = list(examine(setup, checks))
        setup.close()
        return found

    return find


Look = Callable[..., list[Finding]]


def marks(found: list[Finding]) -> str:
    return "".join(one.mark for one in found)


class Case(NamedTuple):
    check: Check
    variables: dict[str, str]
    marks: str
    said: str


SETTINGS = [
    Case(settings.values, {}, "✓", "utilisables"),
    Case(settings.values, {"RATE_ADDRESS": "beaucoup", "COLOUR": "red"}, "✗✗", "RATE_ADDRESS"),
    Case(settings.secrets, {}, "✓✓–", "40 octets"),
    Case(settings.secrets, {"APP_JWT_KEY": KEY}, "✓✓", "40 octets"),
    Case(settings.secrets, {"ARCHIVE_PUBLIC_KEY": ""}, "✓✗–", "PUBLIC_KEY manque"),
    Case(settings.demonstration, {}, "", ""),
    Case(settings.demonstration, {"DEMO": "true"}, "✗", "démonstration"),
    Case(settings.proxies, {}, "–", "Aucun mandataire"),
    Case(settings.proxies, {"TRUSTED_PROXIES": "10.0.0.0/8"}, "✓", "10.0.0.0/8"),
    # What needs settings says nothing while they are refused: another check does.
    Case(stores.database, {"REDIS_URL": "http://x"}, "", ""),
    Case(stores.redis, {}, "–", "pas utilisé"),
    Case(stores.redis, {"REDIS_URL": "redis://127.0.0.1:1/0"}, "✗", "ne répond pas"),
    Case(stores.database, {}, "✓", "(sqlite)"),
    Case(stores.tables, {}, "✓", "à jour"),
    Case(stores.clock, {}, "✓", "d'accord"),
    Case(stores.replicas, {}, "–", "aucune"),
    Case(stores.backups, {}, "", ""),
    Case(machine.folders, {}, "✓✓✓", "archives"),
    Case(machine.disk, {}, "✓", "Go libres"),
    Case(archives.live, {}, "✓", "a.tar.gz"),
    Case(archives.verified, {}, "✗", "signature"),
    Case(archives.verified, {"ARCHIVE_PUBLIC_KEY": ""}, "✓–", "faute de clé"),
    Case(archives.links, {"ARCHIVE_PUBLIC_KEY": ""}, "–", "jamais été ouverts"),
    Case(archives.validated, {}, "✓", ": 0."),
]


@pytest.mark.parametrize("case", SETTINGS, ids=lambda case: f"{case.check.__name__}{case.marks}")
def test_each_check_says_what_it_finds(look: Look, case: Case) -> None:
    found = look(case.check, **case.variables)
    assert marks(found) == case.marks, found
    assert case.said in " ".join(one.said for one in found)
    assert all(one.todo for one in found if one.mark == "✗")


def test_a_database_that_is_away_is_said_once_as_wrong(look: Look) -> None:
    away = "postgresql://postgres@127.0.0.1:1/nowhere"
    found = look(stores.database, stores.tables, stores.clock, DATABASE_URL=away)
    assert marks(found) == "✗–"


def test_a_database_of_postgresql(look: Look, make_database: Callable[[], str]) -> None:
    url = make_database()
    checks = (stores.database, stores.tables, stores.clock, stores.backups, stores.replicas)
    assert marks(look(*checks, DATABASE_URL=url)) == "✓–✓"
    database = Database(url)
    with database.engine.connect() as connection:
        # Whoever looks leaves nothing.
        assert not connection.execute(
            text("SELECT * FROM pg_tables WHERE schemaname = 'public'")
        ).all()
    prepare(database)
    database.close()
    assert marks(look(*checks, DATABASE_URL=url)) == "✓✓✓–"


def test_who_looks_makes_no_database(look: Look, tmp_path: Path) -> None:
    absent = tmp_path / "absent" / "assistant.db"
    found = look(stores.database, stores.tables, DATABASE_URL=f"sqlite:///{absent}")
    assert marks(found) == "–" and not absent.parent.exists()


def test_a_database_that_only_reads_is_wrong(look: Look, url: str, tmp_path: Path) -> None:
    (tmp_path / "assistant.db").write_bytes(b"certainly no database" * 100)
    assert marks(look(stores.database)) == "✗"


@pytest.mark.parametrize(("version", "mark"), [("0003", "–"), ("9999", "–")])
def test_tables_of_another_version(look: Look, url: str, version: str, mark: str) -> None:
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{version}'"))
    database.close()
    [found] = look(stores.tables)
    assert found.mark == mark and version in found.said


def test_clocks_that_are_apart(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CLOCKS, "sqlite", f"({CLOCKS['sqlite']} - 60)")
    [found] = look(stores.clock)
    assert found.mark == "✗" and "60 secondes" in found.said and "NTP" in found.todo


def test_an_instance_that_serves_something_else(look: Look, url: str) -> None:
    database = Database(url)
    replicas = Replicas(database)
    replicas.see("p1", "hote-1:5005", "0.1.0", "a.tar.gz", None)
    assert marks(look(stores.replicas)) == "✓"
    replicas.see("p2", "hote-2:5005", "0.1.0", "b.tar.gz", "signature")
    database.close()
    [found] = look(stores.replicas)
    assert found.mark == "✗" and "hote-2:5005" in found.said and "signature" in found.said


def test_archives_that_are_not_there_or_damaged(look: Look, shelf: Shelf) -> None:
    whole = (shelf.folder / "a.tar.gz").read_bytes()
    (shelf.folder / "a.tar.gz").write_bytes(whole[:-2000])
    every = (archives.live, archives.verified, archives.canaries, archives.links)
    # One fault is said once, whoever meets it.
    assert marks(look(*every, ARCHIVE_PUBLIC_KEY="")) == "✓✗"
    (shelf.folder / "a.tar.gz").unlink()
    assert marks(look(archives.live)) == "✗"
    (shelf.folder / "live.json").unlink()
    assert marks(look(*every)) == "✗"
    (shelf.folder / VALIDATED).write_text("{")
    (shelf.folder / "a.tar.gz").write_bytes(whole)
    assert marks(look(archives.validated)) == "✗"


def test_archives_of_the_database_are_examined_and_this_folder_is_left_alone(
    look: Look, url: str, shelf: Shelf, tmp_path: Path
) -> None:
    shared = {"ARCHIVES": "database", "ARCHIVE_PUBLIC_KEY": ""}
    assert marks(look(archives.live, **shared)) == "✗"
    database = Database(url)
    SharedShelf(Archives(database), shelf.folder).use("a")
    (shelf.folder / "live.json").unlink()
    every = (archives.live, archives.verified, archives.validated)
    assert marks(look(*every, **shared)) == "✓✓–✓"
    assert not (shelf.folder / "live.json").exists()
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM archive_pieces WHERE number = 2"))
    database.close()
    found = look(archives.live, **shared)
    assert marks(found) == "✗✗" and "n'est pas arrivé entier" in found[0].said


def test_a_full_disk(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "FREE_BYTES", 1 << 60)
    assert marks(look(machine.disk)) == "✗"


def test_a_folder_that_is_not_written(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    # Not even root writes there.
    monkeypatch.setattr(machine, "MODELS", Path("/proc/1"))
    found = look(machine.folders)
    assert marks(found).count("✗") == 1


def test_a_check_that_fails_is_said_and_the_others_go_on(look: Look) -> None:
    def broken(setup: Setup) -> list[Finding]:
        raise ZeroDivisionError

    assert marks(look(broken, settings.values)) == "✗✓"


# -- the command, and a service


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> object:
    made = Server(free_port(), tmp_path_factory.mktemp("served"))
    made.start()
    yield made
    made.stop()


SERVICE = (service.alive, service.ready, service.conversation)


def test_a_running_service_is_tried_and_leaves_nothing(look: Look, server: Server) -> None:
    assert marks(look(*SERVICE, at=server.url)) == "✓✓✓✓"
    assert server.rows("SELECT count(*) FROM turns WHERE said IS NOT NULL") == [(0,)]
    assert look(*SERVICE) == []


def test_a_service_that_is_not_there(look: Look) -> None:
    found = look(*SERVICE, at="http://127.0.0.1:1")
    assert marks(found) == "✗" and "ConnectionError" in found[0].said


def run(folder: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    environment = {name: value for name, value in os.environ.items() if PREFIX not in name}
    done = subprocess.run(
        [PRODUCT, "doctor", *arguments],
        env={
            **environment,
            "PYTHONPATH": PROJECT,
            **{PREFIX + name: value for name, value in variables.items()},
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_the_command_ends_with_what_is_left_to_do(url: str, server: Server, tmp_path: Path) -> None:
    code, said = run(tmp_path, "--url", server.url, DATABASE_URL=url)
    assert code == 1 and "2 choses à corriger." in said
    assert "✗ ASSISTANT_SECRET_KEY manque" in said and "    → python3 -c" in said
    assert "✓ Archive : les" in said and "✓ Effacement" in said
    code, said = run(tmp_path, DATABASE_URL=url, SECRET_KEY=KEY, COLOUR="red")
    assert code == 1 and "ASSISTANT_COLOUR : ce réglage n'existe pas." in said
