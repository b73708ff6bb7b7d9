"""A running server with a draft on half of the new conversations: both answer, nobody changes."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from live_server import Server, eventually, key_of

from bot.content.shelf import Shelf
from bot.content.trial import Trial
from clients.reference import Assistant
from tests.ports import free_port
from tests.rewritten import rewritten
from tests.workbench.conftest import copy_content

LIVE_SAYS, DRAFT_SAYS = "Avec plaisir. Si vous", "De rien. Si vous"
SETTINGS = {
    "rate_conversation": "", "rate_address": "", "rate_openings": "",
    "conversation_max_turns": "100000",
}  # fmt: skip
PEOPLE = 24


class Place:
    """Two servers on one folder of archives and one database."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.home = copy_content(folder / "projet", 5)
        self.shelf = Shelf(self.home / "bot" / "models")
        self.shelf.folder.mkdir(parents=True)
        shutil.copy(model, self.shelf.folder / "live.tar.gz")
        self.shelf.use("live")
        self.draft = rewritten(model, folder / "draft.tar.gz", LIVE_SAYS, DRAFT_SAYS)
        self.servers = [
            Server(free_port(), folder, home=self.home, options=options, **SETTINGS)
            for options in ((), ("--workers", "2"))
        ]
        for number, server in enumerate(self.servers):
            server.log = folder / f"server-{number}.log"

    def begin(self, name: str) -> Trial:
        """Try the draft on half of those who come from now on, on both servers."""
        trial = Trial(name, "draft.tar.gz", "live.tar.gz", 50, time.time(), 4e9, "Camille")
        self.shelf.begin_trial(self.draft, trial)
        eventually(lambda: self.processes() == {(name, None)})
        return trial

    def processes(self) -> set[tuple[Any, ...]]:
        """Which trial each process serves, every worker too, and why not."""
        return set(self.servers[0].rows("SELECT trial, trial_refused FROM replicas"))

    def told(self, what: str) -> set[str | None]:
        """What the servers say to who asks if they are ready."""
        return {
            requests.get(f"{server.url}/readyz", timeout=10).json().get(what)
            for server in self.servers
        }


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Place]:
    made = Place(tmp_path_factory.mktemp("trial"), model)
    try:
        for server in made.servers:
            server.start()
        yield made
    finally:
        for server in made.servers:
            server.stop()


@pytest.fixture(autouse=True)
def ended(place: Place) -> Iterator[None]:
    yield
    place.shelf.end_trial()
    eventually(lambda: place.processes() == {(None, None)})


def thanked(client: Assistant) -> str:
    """Which side answered."""
    text = client.say("merci beaucoup")["messages"][0]["text"]
    return "trial" if DRAFT_SAYS in text else "live" if LIVE_SAYS in text else text


def elsewhere(client: Assistant, server: Server) -> Assistant:
    """The same conversation, through another server."""
    other = Assistant(server.url, "web", attempts=1)
    other.session = client.session
    return other


def test_both_answer_and_a_conversation_never_changes_sides(place: Place) -> None:
    first, second = place.servers
    before = first.assistant()
    assert thanked(before) == "live"
    trial = place.begin("half")
    people = [server.assistant() for server in place.servers for _ in range(PEOPLE // 2)]
    sides = [trial.arm(key_of(one), time.time()) for one in people]
    assert {"live", "trial"} == set(sides)
    for server in (first, second, second, first):
        assert [thanked(elsewhere(one, server)) for one in people] == sides
    # One that was opened before the trial is not taken into it.
    assert thanked(before) == thanked(elsewhere(before, second)) == "live"
    # Nor is a process that starts anew another side.
    first.stop(signal.SIGKILL)
    first.start()
    assert [thanked(elsewhere(one, first)) for one in people] == sides
    place.shelf.end_trial()
    eventually(lambda: place.processes() == {(None, None)})
    assert {thanked(one) for one in people} == {"live"}


def counted(place: Place, trial: Trial) -> dict[tuple[str, str], int]:
    rows = place.servers[0].rows(
        "SELECT arm, measure, count FROM trial_counts WHERE trial = ?", trial.id
    )
    return {(arm, measure): count for arm, measure, count in rows}


def test_each_side_is_counted(place: Place) -> None:
    server = place.servers[0]
    before = server.assistant()
    trial = place.begin("counts")
    people = [server.assistant() for _ in range(PEOPLE)]
    sides = [str(trial.arm(key_of(one), time.time())) for one in people]
    for one in people:
        one.say("je veux voir mes dettes")
        answer: dict[str, Any] = one.say("pas ça")
        one.choose(answer["messages"][-1]["choices"][0]["id"])
    before.say("je veux voir mes dettes")
    hard = server.assistant()
    hard.say("mon mari me frappe j'ai peur")
    sides.append(str(trial.arm(key_of(hard), time.time())))
    expected = {
        **{(arm, "opened"): sides.count(arm) for arm in ("live", "trial")},
        **{(arm, "spoke"): sides[:-1].count(arm) for arm in ("live", "trial")},
        **{(arm, "not_that"): sides[:-1].count(arm) for arm in ("live", "trial")},
        **{(arm, "picked"): sides[:-1].count(arm) for arm in ("live", "trial")},
    }
    eventually(lambda: expected.items() <= counted(place, trial).items())
    assert not [measure for _, measure in counted(place, trial) if measure == "hard"]
    for arm in ("live", "trial"):
        assert server.metric("assistant_trial_counts_total", arm=arm, measure="spoke") > 0
    assert server.metric("assistant_trial", archive="draft.tar.gz") == 1
    assert server.metric("assistant_archive", archive="draft.tar.gz") == 0


def test_a_draft_whose_file_is_taken_away_sends_all_to_the_live_archive(place: Place) -> None:
    trial = place.begin("killed")
    people = [place.servers[0].assistant() for _ in range(PEOPLE)]
    assert "trial" in {thanked(one) for one in people}
    found = place.shelf.trial()
    assert found is not None and found[0] == trial
    found[1].unlink()
    eventually(lambda: {trial for trial, _ in place.processes()} == {None})
    assert place.told("ready") == {True} and place.told("refused") == {None}
    assert all("draft.tar.gz" in str(why) for why in place.told("trial_refused"))
    for server in place.servers:
        assert {thanked(elsewhere(one, server)) for one in people} == {"live"}
    # A server that starts now answers all the same.
    place.servers[0].stop(signal.SIGKILL)
    place.servers[0].start()
    assert {thanked(elsewhere(one, place.servers[0])) for one in people} == {"live"}


def test_a_draft_that_is_no_archive_never_stops_serving(place: Place) -> None:
    trial = Trial("torn", "torn.tar.gz", "live.tar.gz", 50, time.time(), 4e9, "Camille")
    torn = place.draft.with_name("torn.tar.gz")
    torn.write_bytes(place.draft.read_bytes()[:-999])
    place.shelf.begin_trial(torn, trial)
    eventually(lambda: all("torn.tar.gz" in str(why) for _, why in place.processes()))
    assert place.told("ready") == {True} and place.told("trial") == {None}
    assert thanked(place.servers[0].assistant()) == "live"
    place.servers[0].stop()
    place.servers[0].start()
    assert thanked(place.servers[0].assistant()) == "live"
