"""`assistant serve --workers 2`: one address, several processes, and no message lost."""

from __future__ import annotations

import json
import os
import signal
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from sqlalchemy import create_engine, text

from tests.connectors.live_server import Server, eventually, said
from tests.faults.people import SAID, Person
from tests.faults.replicas import told
from tests.faults.stages import SETTINGS
from tests.ports import free_port

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
def url(make_database: Callable[[], str]) -> str:
    return make_database()


@pytest.fixture
def server(tmp_path: Path, url: str) -> Iterator[Server]:
    server = Server(free_port(), tmp_path, options=("--workers", "2"), database_url=url, **SETTINGS)
    server.start()
    yield server
    server.stop()


def events(server: Server) -> list[dict[str, Any]]:
    lines = server.log.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def workers(server: Server) -> set[int]:
    return {child.pid for child in psutil.Process(server.pid).children()}


def who_answered(server: Server) -> set[int]:
    return {event["worker"] for event in events(server) if event["event"] == "turn"}


def test_both_answer_and_one_that_is_killed_is_replaced(server: Server, url: str) -> None:
    people = [Person((server,)) for _ in range(4)]
    for person in people:
        person.open()
    over = threading.Event()
    with ThreadPoolExecutor(len(people)) as pool:
        talks = [pool.submit(person.talk, over) for person in people]
        try:
            eventually(lambda: who_answered(server) == {1, 2})
            before = workers(server)
            killed = min(before)
            os.kill(killed, signal.SIGKILL)
            eventually(lambda: len(workers(server) - {killed}) == 2)
            died = [event for event in events(server) if event["event"] == "worker.died"]
            assert [event["code"] for event in died] == [-signal.SIGKILL]
            count = len(events(server))
            eventually(
                lambda: (
                    {one["worker"] for one in events(server)[count:] if one["event"] == "turn"}
                    == {1, 2}
                )
            )
        finally:
            over.set()
        for talk in talks:
            talk.result(90)
    found = told(people, url)
    assert found.is_right and found.refused == 0, found
    # Whichever of them is asked tells of all, the one that died too.
    assert server.metric("assistant_messages_total", outcome="answered") >= found.answered
    assert server.metric("assistant_sessions_total") == len(people)


def test_a_message_under_way_is_answered_before_the_end(server: Server, url: str) -> None:
    person = Person((server,))
    person.open()
    engine = create_engine(url)
    children = [psutil.Process(pid) for pid in workers(server)]
    with ThreadPoolExecutor(1) as pool, engine.connect() as other:
        with other.begin():
            other.execute(text("SELECT key FROM conversations FOR UPDATE"))
            sent = pool.submit(person.send, str(uuid.uuid4()))
            eventually(lambda: waiting(engine))
            psutil.Process(server.pid).send_signal(signal.SIGTERM)
            eventually(lambda: not listens(server))
        assert sent.result(90) == 200
    engine.dispose()
    eventually(lambda: not any(child.is_running() for child in children))
    assert told([person], url).is_right
    server.stop()


def waiting(engine: Any) -> bool:
    with engine.connect() as connection:
        return bool(connection.execute(text(WAITING)).scalar())


def listens(server: Server) -> bool:
    try:
        return requests.get(f"{server.url}/healthz", timeout=0.2).status_code == 200
    except requests.RequestException:
        return False


def test_no_worker_outlives_its_parent(server: Server) -> None:
    children = [psutil.Process(pid) for pid in workers(server)]
    server.stop(signal.SIGKILL)
    eventually(lambda: not any(child.is_running() for child in children))


def test_a_worker_that_still_loads_ends_with_its_parent_too(server: Server) -> None:
    server.stop()
    server.launch()
    parent = psutil.Process(server.pid)
    eventually(lambda: len(parent.children()) == 2)
    children = parent.children()
    server.stop(signal.SIGKILL)
    eventually(lambda: not any(child.is_running() for child in children))


def test_a_signal_of_the_terminal_ends_all_once(server: Server) -> None:
    """Ctrl-C goes to the whole group: workers hear it twice."""
    children = [psutil.Process(pid) for pid in workers(server)]
    for one in (*children, psutil.Process(server.pid)):
        one.send_signal(signal.SIGINT)
    eventually(lambda: not server.alive)
    assert not any(child.is_running() for child in children)
    assert not [event for event in events(server) if event["event"] in ("worker.died", "uncaught")]


def test_a_passing_key_is_that_of_all_workers(server: Server) -> None:
    server.stop()
    del server._environment["ASSISTANT_SECRET_KEY"]
    before = len(events(server))
    server.start()
    token = server.post("web/sessions").json()["session"]
    seen: set[int] = set()
    while len({one["worker"] for one in events(server)[before:] if one["event"] == "turn"}) < 2:
        seen.add(server.post("web/messages", token, json=said(SAID)).status_code)
    assert seen == {200}
