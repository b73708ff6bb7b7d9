"""Stores that are locked, full, slow, frozen or away: what people see, and what is kept.

The short form here; `python -m tests.faults` (`make faults`) for the long one.
"""

from __future__ import annotations

import pytest
import requests

from clients.reference import Assistant
from tests.connectors.live_server import said
from tests.faults.breakdowns import FILE, SERVED
from tests.faults.kills import Forks, kill_again_and_again
from tests.faults.promises import UNAVAILABLE, broken
from tests.faults.stages import FileStage, ServedStage
from tests.faults.watch import Breakdown, watch

KILLS = 20
# Other tests may run beside these.
PATIENCE = 6.0


def short(table: dict[str, Breakdown]) -> list[str]:
    return [name for name, one in table.items() if not one.long_only]


@pytest.mark.parametrize("name", short(FILE))
def test_a_file(file_stage: FileStage, name: str) -> None:
    assert broken(watch(file_stage, FILE[name]), FILE[name], patience=PATIENCE) == []


@pytest.mark.parametrize("name", short(SERVED))
def test_servers(served_stage: ServedStage, name: str) -> None:
    assert broken(watch(served_stage, SERVED[name]), SERVED[name], patience=PATIENCE) == []


def test_all_that_one_may_ask_while_the_database_is_away(served_stage: ServedStage) -> None:
    server = served_stage.server
    client = Assistant(server.url, attempts=1)
    client.open()
    served_stage.database.refuse()
    try:
        answers = [
            server.post("web/sessions"),
            server.post("web/messages", client.session, json=said("bonjour")),
            *(
                requests.request(
                    method,
                    f"{server.url}/webhooks/web/{path}",
                    headers={"Authorization": f"Bearer {client.session}"},
                    timeout=30,
                )
                for method, path in (("GET", "messages"), ("DELETE", "sessions"))
            ),
        ]
    finally:
        served_stage.database.mend()
    for answer in answers:
        assert answer.status_code == 503 and int(answer.headers["Retry-After"]) >= 1
        assert answer.json()["error"]["message"] == UNAVAILABLE
        assert answer.json()["error"]["contact"]["path"]


def test_an_erasure_while_another_process_reads(file_stage: FileStage) -> None:
    """Done at once for the person; its last bytes go when the reader does, and count till then."""
    server = file_stage.server
    client = Assistant(server.url, attempts=1)
    client.open()
    client.say("je voudrais changer mon rib")
    with file_stage.beside("BEGIN", "SELECT count(*) FROM turns"):
        client.erase()
        assert server.metric("assistant_erasures_pending") == 1
    while server.metric("assistant_erasures_pending"):
        assert server.alive
    left = b"".join(path.read_bytes() for path in file_stage.disk.glob("assistant.db*"))
    assert b"changer mon rib" not in left


def test_killed_at_random_moments(url: str, forking: Forks) -> None:
    found = kill_again_and_again(url, KILLS, forking)
    assert (found.lost, found.doubled) == (0, 0)
    assert found.answered > KILLS
