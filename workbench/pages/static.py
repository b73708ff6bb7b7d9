"""Style, script and htmx, as they are in the folder; no other file can be asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from workbench.pages.doors import Doors, Visit

if TYPE_CHECKING:
    from workbench.app import Bench

FOLDER = Path(__file__).resolve().parents[1] / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def add(doors: Doors, bench: Bench) -> None:
    """The files that pages load."""
    files = {
        path.name: (path.read_bytes(), TYPES[path.suffix])
        for path in FOLDER.iterdir()
        if path.suffix in TYPES
    }

    @doors.get("/static/<name:str>", needs=None)
    async def file(_visit: Visit, name: str) -> HTTPResponse:
        if name not in files:
            raise NotFound(name)
        body, kind = files[name]
        return HTTPResponse(body, content_type=kind, headers={"Cache-Control": "no-cache"})
