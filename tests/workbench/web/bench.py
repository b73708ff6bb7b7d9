"""A real workbench on a copy of the content, and what is put into its database."""

from __future__ import annotations

import datetime
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import text as sql

from bot.content.shelf import Shelf
from storage.database import Database
from storage.inbox import Inbox
from storage.intake import Entry, Intake, Why
from storage.people import People
from storage.prepare import prepare
from storage.statistics import Counted, CountedOfTrial, Statistics
from tests.ports import free_port
from workbench.people.passwords import hashed
from workbench.people.roles import Role

PROJECT = Path(__file__).resolve().parents[3]
PASSWORD = "une girafe sous la pluie"
# One hash for all: to make one takes a while on purpose.
KEPT = hashed(PASSWORD, PASSWORD)
START_SECONDS = 60.0
# It ends with the process that runs the tests, even one that is killed (PR_SET_PDEATHSIG).
SERVE = (
    "import ctypes, signal; ctypes.CDLL(None).prctl(1, signal.SIGKILL);"
    "import sys; from pathlib import Path; from assistant.checking import PartChecks;"
    "from assistant.workbench import WHOLE_WAY;"
    "from bot.content.shelf import Shelf; from tests.workbench.drafter import COMMAND;"
    "from workbench.app import models_of, run; from workbench.files.editing import Editing;"
    "from workbench.people.provider import read_provider;"
    "editing = Editing(Path(sys.argv[3]), PartChecks());"
    "models = models_of(editing, Shelf(Path(sys.argv[4])), [*COMMAND, 'forever'], WHOLE_WAY);"
    "run('127.0.0.1', int(sys.argv[1]), sys.argv[2], editing, models, read_provider())"
)
LETTERS = "bcdfghjklm"
_OPINION = sql(
    "INSERT INTO opinions (given_at, channel, intent, value, reason)"
    " VALUES (:given_at, 'web', :intent, :value, :reason)"
)
_TOKEN = re.compile(r'name="jeton" value="([^"]+)"')


class Bench:
    """A workbench process, its database, and its copy of the content."""

    def __init__(self, project: Path, database_url: str) -> None:
        self.project = project
        self.shelf = Shelf(project / "bot" / "models")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = Database(database_url)
        prepare(self.database)
        self.people = People(self.database)
        self.inbox = Inbox(self.database)
        self.intake = Intake(self.database)
        self.statistics = Statistics(self.database)
        self._database_url = database_url
        self._log = project.parent / "workbench.log"

    def start(self, settings: Mapping[str, str] | None = None) -> None:
        """Start it and wait until it answers."""
        environment = {**os.environ, "PYTHONPATH": str(PROJECT), **(settings or {})}
        command = [sys.executable, "-c", SERVE, str(self.port), self._database_url]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, str(self.project), str(self.shelf.folder)],
                env=environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(self._log.read_text(encoding="utf-8"))
            time.sleep(0.1)
        # The first page waits for all examples to be read.
        Visitor(self.url, self.cookie(self.account(Role.reader))).get("/boite")

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> None:
        self._end()
        self.database.close()

    def restart(self) -> None:
        """End it, and start it again."""
        self._end()
        self.start()

    def _end(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(15)

    def account(self, role: Role, name: str = "") -> str:
        """Open an account with the password of the tests; returns its address."""
        email = f"{role.name}.{secrets.token_hex(4)}@exemple.fr"
        self.people.add(name or f"Camille {role.title}", email, role.name, KEPT)
        return email

    def cookie(self, email: str) -> dict[str, str]:
        """What a browser has that signed in, without the way there."""
        person = self.people.by_email(email)
        assert person is not None
        return {"atelier": self.people.open_session(person.id)}

    def visitor(self, role: Role | None) -> Visitor:
        """Somebody with a browser, signed in with a role or not at all."""
        return Visitor(self.url, self.cookie(self.account(role)) if role else {})

    def message(
        self,
        text: str,
        why: Why = "missed",
        ranking: Sequence[tuple[str, float]] = (("consulter_paiements", 0.4),),
        **more: Any,
    ) -> str:
        """Put a message into the inbox, in a conversation of its own; returns its key."""
        key = secrets.token_hex(16)
        with self.database.engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO conversations (key, channel, opened_at, seen_at, turns, remembered)"
                f" VALUES ('{key}', 'web', 0, {time.time()}, 1, 1)"
            )
        known: dict[str, Any] = {
            "conversation": key,
            "turn": 1,
            "day": datetime.date.today().isoformat(),
            "channel": "web",
            "page": None,
            "text": text,
            "alike": text.lower(),
            "ranking": ranking,
            "why": why,
            "reason": None,
            "response": "answer_suggest",
            "around": {"before": [], "after": []},
            "next": None,
        }
        self.intake.add(Entry(**{**known, **more}))
        return key

    def count(
        self, days_ago: int, measure: Any, count: int, name: str = "", page: str = ""
    ) -> None:
        """Put a count into the statistics."""
        day = datetime.date.today() - datetime.timedelta(days=days_ago)
        self.statistics.add({Counted(day.isoformat(), "web", page, measure, name): count})

    def reason(self, days_ago: int, value: str, text: str, intent: str) -> None:
        """Put an opinion with its reason into the database, of a conversation that is over."""
        with self.database.transaction() as transaction:
            transaction.run(
                _OPINION,
                given_at=time.time() - days_ago * 86_400,
                intent=intent,
                value=value,
                reason=text,
            )

    def count_trial(self, trial: str, arm: str, **counts: int) -> None:
        """Put counts of one side of a trial into the statistics."""
        self.statistics.add(
            {CountedOfTrial(trial, arm, measure): count for measure, count in counts.items()}  # type: ignore[arg-type]
        )

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/connexion", timeout=5).ok
        except requests.RequestException:
            return False


class Visitor:
    """A browser without scripts: forms are sent with the token that their page holds."""

    def __init__(self, url: str, cookies: dict[str, str]) -> None:
        self.url = url
        self._session = requests.Session()
        self._session.cookies.update(cookies)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self._session.get(self.url + path, timeout=90, allow_redirects=False, **options)

    def token(self, path: str = "/boite") -> str:
        """The token of the forms of a page."""
        found = _TOKEN.search(self.get(path).text)
        return found[1] if found else ""

    def post(self, path: str, *, token: str | None = None, **fields: Any) -> requests.Response:
        """Send a form, with this page's token unless another one is given."""
        sent = {"jeton": self.token() if token is None else token, **fields}
        return self._session.post(self.url + path, data=sent, timeout=90, allow_redirects=False)

    def send_file(self, path: str, content: str) -> requests.Response:
        """Send a form with a CSV file in it."""
        files = {"fichier": ("contenu.csv", content.encode())}
        sent = {"jeton": self.token()}
        return self._session.post(self.url + path, data=sent, files=files, timeout=30)


def rare() -> str:
    """A word like no other, without a digit that could be a personal number, no letter twice:
    three in a row would be folded."""
    return "".join(secrets.SystemRandom().sample(LETTERS, 10))
