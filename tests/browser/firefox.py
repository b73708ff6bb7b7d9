"""Debian's Firefox, driven by what it speaks itself (WebDriver BiDi): Playwright needs its own."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.client import WebSocketClientProtocol, connect

NAMES = ("firefox-esr", "firefox")
START_SECONDS = 60
PATIENCE_SECONDS = 20
ENTER = "\ue007"
ESCAPE = "\ue00c"
LISTENS = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
DEEPEST = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node?.localName ?? "";
}"""


def find() -> str | None:
    """The Firefox of this machine."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Tab:
    """One page of Firefox."""

    def __init__(self, socket: WebSocketClientProtocol) -> None:
        self._socket = socket
        self._asked = 0
        self._context = ""

    async def open(self) -> None:
        """Begin a session, and give a page of its own the keyboard."""
        await self._ask("session.new", capabilities={})
        made = await self._ask("browsingContext.create", type="window")
        self._context = made["context"]
        await self._ask("browsingContext.activate", context=self._context)

    async def go(self, address: str) -> None:
        """Load a page and wait for it."""
        await self._ask(
            "browsingContext.navigate", context=self._context, url=address, wait="complete"
        )

    async def size(self, width: int, height: int) -> None:
        """Change the size of the page's window."""
        viewport = {"width": width, "height": height}
        await self._ask("browsingContext.setViewport", context=self._context, viewport=viewport)

    async def run(self, function: str) -> Any:
        """Call a JavaScript function in the page; it returns a string, a number or a boolean."""
        found = await self._ask(
            "script.callFunction",
            functionDeclaration=function,
            target={"context": self._context},
            awaitPromise=True,
        )
        assert found["type"] == "success", found
        return found["result"].get("value")

    async def until(self, function: str) -> None:
        """Wait until a JavaScript function returns true."""
        for _ in range(PATIENCE_SECONDS * 10):
            if await self.run(function):
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"it never came true: {function}")

    async def press(self, keys: str) -> None:
        """Press keys one after the other, where the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        await self._ask("input.performActions", context=self._context, actions=[keyboard])

    async def focused(self) -> str:
        """The name of the element that has the focus, however deep."""
        return str(await self.run(DEEPEST))

    async def _ask(self, method: str, **params: Any) -> Any:
        self._asked += 1
        message = {"id": self._asked, "method": method, "params": params}
        await self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(await asyncio.wait_for(self._socket.recv(), START_SECONDS))
            if answer.get("id") == self._asked:
                assert answer["type"] == "success", answer
                return answer["result"]


@asynccontextmanager
async def firefox(executable: str, profile: Path) -> AsyncIterator[Tab]:
    """Start Firefox with a new profile; it ends with the block."""
    process = await asyncio.create_subprocess_exec(
        executable,
        *("--headless", "--no-remote", "--remote-debugging-port=0", "--profile", str(profile)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "HOME": str(profile)},
        start_new_session=True,
    )
    try:
        address = await asyncio.wait_for(_address(process), START_SECONDS)
        async with connect(f"{address}/session", max_size=None) as socket:
            tab = Tab(socket)
            await tab.open()
            yield tab
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr
    while line := await process.stderr.readline():
        if found := LISTENS.search(line):
            return found[1].decode()
    raise AssertionError("Firefox ended before it listened")
