"""The spreadsheet: everything out, and back in after a look at what would change."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from workbench.errors import Changed, Refused
from workbench.files.disk import write_whole
from workbench.pages.content import done_of
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import FRESH, Form, refused_form
from workbench.pages.links import to
from workbench.pages.view import today
from workbench.people.roles import Role
from workbench.spreadsheet.export import table, workbook
from workbench.spreadsheet.plan import Plan, apply, planned
from workbench.spreadsheet.reading import read
from workbench.spreadsheet.sheets import COLUMNS

if TYPE_CHECKING:
    from workbench.app import Bench

# A file that was looked at waits so long for « apply ».
KEPT_SECONDS = 3600.0
SHOWN = 200
_NAME = re.compile(r"[0-9a-f]{64}")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add(doors: Doors, bench: Bench) -> None:
    """The page, the files that it gives, and the import in two steps."""

    async def page(visit: Visit, form: Form = FRESH, **words: Any) -> HTTPResponse:
        known = {"plan": None, "name": "", "shown": SHOWN, **words}
        return bench.view.page(
            "sheets.html",
            visit,
            form.status,
            form=form,
            sheets=list(COLUMNS),
            done=done_of(visit),
            **known,
        )

    @doors.get("/tableur", needs=Role.reader)
    async def shown(visit: Visit) -> HTTPResponse:
        return await page(visit)

    @doors.get("/tableur/contenu.xlsx", needs=Role.reader)
    async def whole(_visit: Visit) -> HTTPResponse:
        made = await asyncio.to_thread(workbook, bench.editing)
        return _file(made, f"assistant-{today()}.xlsx", _XLSX)

    @doors.get("/tableur/csv/<sheet:str>", needs=Role.reader)
    async def one(_visit: Visit, sheet: str) -> HTTPResponse:
        names = {_plain(name): name for name in COLUMNS}
        if sheet not in names:
            raise NotFound(sheet)
        made = await asyncio.to_thread(table, bench.editing, names[sheet])
        return _file(made, f"assistant-{sheet}-{today()}.csv", "text/csv; charset=utf-8")

    @doors.post("/tableur/essai", needs=Role.editor)
    async def look(visit: Visit) -> HTTPResponse:
        sent = (visit.request.files or {}).get("fichier")
        try:
            if not sent or not sent.body:
                raise Refused("Choisissez un fichier .xlsx ou .csv.")
            name, plan = await asyncio.to_thread(_look, bench, sent.body)
        except (Refused, Changed) as error:
            return await page(visit, refused_form(visit, "fichier", error))
        return await page(visit, plan=plan, name=name)

    @doors.post("/tableur/import", needs=Role.editor)
    async def bring(visit: Visit) -> HTTPResponse:
        name, remove = visit.field("nom"), bool(visit.field("retirer"))
        try:
            await asyncio.to_thread(_apply, bench, name, visit, remove)
        except (Refused, Changed) as error:
            return await page(visit, refused_form(visit, "fichier", error))
        await bench.note(visit.me.person.name, "tableur importé")
        return to("/tableur", fait="import")


def _look(bench: Bench, content: bytes) -> tuple[str, Plan]:
    """What a file would change; it is kept for the second step."""
    plan = planned(bench.editing, read(content))
    folder = _folder(bench)
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.stat().st_mtime < time.time() - KEPT_SECONDS:
            path.unlink(missing_ok=True)
    name = hashlib.sha256(content).hexdigest()
    write_whole(folder / name, content)
    return name, plan


def _apply(bench: Bench, name: str, visit: Visit, remove: bool) -> None:
    path = _folder(bench) / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise Refused("Ce fichier n'est plus là : envoyez-le de nouveau.")
    apply(bench.editing, read(path.read_bytes()), visit.field("version"), visit.author, remove)
    path.unlink(missing_ok=True)


def _folder(bench: Bench) -> Path:
    return bench.editing.workspace.room / "imports"


def _plain(sheet: str) -> str:
    """A sheet's name as an address has it."""
    return sheet.lower().replace("é", "e")


def _file(content: bytes, name: str, kind: str) -> HTTPResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HTTPResponse(content, content_type=kind, headers=headers)
