"""The stores: reached, written, up to date, on time; and who uses them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from assistant.doctor.findings import Finding, NothingToExamine, Setup, note, right, wrong
from connectors.limits.limiter import Limiter
from storage.database import CLOCKS, Database
from storage.errors import Away
from storage.prepare import HEAD, version_of
from storage.replicas import Replicas, instances

# Credentials of the app tolerate 30 seconds; conversations are deleted by the clock.
CLOCK_SECONDS = 5.0
_PROBE = text("CREATE TABLE assistant_doctor (probe INTEGER)")


class _Undone(Exception):
    """Ends a transaction that must leave nothing."""


def database(setup: Setup) -> Iterator[Finding]:
    try:
        kind = setup.database.engine.dialect.name
    except NothingToExamine:
        yield note("Base de données : elle n'existe pas encore.", "la première instance la crée")
        return
    try:
        with suppress(_Undone), setup.database.transaction() as transaction:
            transaction.run(_PROBE)
            raise _Undone
    except Away as error:
        todo = "vérifiez ASSISTANT_DATABASE_URL, le serveur, ses droits et la place qui reste"
        yield wrong(f"Base de données ({kind}) : elle ne s'écrit pas ({error}).", todo)
    else:
        yield right(f"Base de données ({kind}) : elle se lit et s'écrit.")


def tables(setup: Setup) -> Iterator[Finding]:
    found = _version(setup.database)
    if found is None:
        yield note("Tables : il n'y en a pas encore.", "la première instance les crée")
    elif found < HEAD:
        yield note(
            f"Tables : version {found}, mises à jour en {HEAD} au prochain démarrage.",
            "avant : assistant backup FICHIER",
        )
    elif found > HEAD:
        yield note(f"Tables : version {found}, d'un programme plus récent que celui-ci ({HEAD}).")
    else:
        yield right(f"Tables : à jour ({HEAD}).")


def clock(setup: Setup) -> Iterator[Finding]:
    now = text(f"SELECT {CLOCKS[setup.database.engine.dialect.name]}")
    with setup.database.snapshot() as transaction:
        [[there]] = transaction.all(now)
    apart = abs(float(there) - time.time())
    if apart > CLOCK_SECONDS:
        said = f"Horloges : {apart:.0f} secondes entre cette machine et la base."
        yield wrong(said, "mettez les deux à l'heure (NTP)")
    else:
        yield right("Horloges : cette machine et la base sont d'accord.")


def redis(setup: Setup) -> Iterator[Finding]:
    url = setup.settings.redis_url
    if url is None:
        yield note("Redis : pas utilisé ; chaque instance compte seule les requêtes.")
    elif Limiter(url, setup.settings.secret_key.get_secret_value()).reach():
        yield right("Redis : il répond.")
    else:
        said = "Redis : il ne répond pas ; chaque instance compte seule les requêtes."
        yield wrong(said, "vérifiez ASSISTANT_REDIS_URL et le serveur")


def replicas(setup: Setup) -> Iterator[Finding]:
    if (_version(setup.database) or "") < "0004":
        return
    found = instances(Replicas(setup.database).seen())
    if not found:
        yield note("Instances : aucune ne répond en ce moment.")
        return
    live = setup.live.name
    behind = [one for one in found if one.archive != live]
    for one in behind:
        why = f" : {one.refused}" if one.refused else ""
        said = f"Instance {one.name} : elle sert {one.archive or 'plusieurs modèles'}{why}."
        yield wrong(said, f"le modèle en service est {live} ; attendez, ou lisez son journal")
    if not behind:
        yield right(f"Instances : {len(found)}, toutes avec {live}.")


def backups(setup: Setup) -> Iterator[Finding]:
    missing = [name for name in ("pg_dump", "pg_restore") if shutil.which(name) is None]
    if missing and not setup.database.is_file:
        said = f"Sauvegarde : {' et '.join(missing)} manque sur cette machine."
        yield note(said, "installez le paquet postgresql-client là où vous sauvegardez")


def _version(database: Database) -> str | None:
    try:
        with database.engine.connect() as connection:
            return version_of(connection)
    except SQLAlchemyError as error:
        raise Away(type(error).__name__) from error
