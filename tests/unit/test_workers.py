"""A worker ends with its parent, in whatever moment that goes; a server when it is told."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest

from assistant.workers import Worker
from tests.ports import free_port

LONGEST_SECONDS = 30.0


def run_until_stopped(loop: asyncio.AbstractEventLoop) -> bool:
    """Run a loop; if something else than the end of patience stopped it."""
    over = loop.call_later(LONGEST_SECONDS, loop.stop)
    loop.run_forever()
    in_time = not over.cancelled() and loop.time() < over.when()
    over.cancel()
    return in_time


def test_the_loop_ends_with_the_parent_even_if_sanic_has_stopped_once() -> None:
    loop = asyncio.new_event_loop()
    orphaned, alive = os.pipe()
    stops: list[str] = []
    watching = loop.create_task(Worker(1, orphaned).end_with_parent(lambda: stops.append("stop")))
    loop.call_later(0.05, os.close, alive)
    assert run_until_stopped(loop)
    # As when the first came while the server was starting: the loop runs again, and ends again.
    assert run_until_stopped(loop)
    assert stops == ["stop", "stop"]
    watching.cancel()
    loop.run_until_complete(asyncio.wait([watching]))
    os.close(orphaned)
    loop.close()


def test_it_goes_on_while_the_parent_lives() -> None:
    loop = asyncio.new_event_loop()
    orphaned, alive = os.pipe()
    stops: list[str] = []
    watching = loop.create_task(Worker(1, orphaned).end_with_parent(lambda: stops.append("stop")))
    loop.run_until_complete(asyncio.sleep(0.2))
    assert not stops and not watching.done()
    watching.cancel()
    loop.run_until_complete(asyncio.wait([watching]))
    os.close(alive)
    os.close(orphaned)
    loop.close()


STARTING = """
import asyncio, os, signal, sys
from sanic import Sanic
from assistant.stopping import Stops
stops = Stops()
stops.listen()
app = Sanic("starting")
app.add_route(lambda _request: None, "/")
def interrupt():
    try:
        os.kill(os.getpid(), signal.SIGINT)
        sum(range(10**5))
    except:
        # As some of what is imported does.
        pass
if sys.argv[2] == "imports":
    interrupt()
@app.before_server_start
async def with_threads(_app, _loop):
    await asyncio.to_thread(lambda: None)
@app.after_server_start
async def interrupted(_app, _loop):
    if sys.argv[2] == "starts":
        interrupt()
stops.end_if_asked(app)
app.run(host="127.0.0.1", port=int(sys.argv[1]), workers=1, motd=False)
"""


@pytest.mark.parametrize("when", ["imports", "starts"])
def test_a_stop_that_comes_while_the_server_starts_ends_it(when: str) -> None:
    command = [sys.executable, "-c", STARTING, str(free_port()), when]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
