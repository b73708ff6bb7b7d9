"""The statistics: pictures with a table behind each, as CSV, and a page a month to print."""

from __future__ import annotations

import asyncio
import csv
import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from storage.statistics import By
from workbench.errors import Refused
from workbench.pages import figures, opinions
from workbench.pages.charts import Series, bars
from workbench.pages.doors import Doors, Visit
from workbench.pages.view import amount, month_in_french, today
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

PERIODS = {"7": "7 jours", "30": "30 jours", "90": "90 jours"}
USUAL = "30"
CHANNELS = {"web": "site", "app": "appli"}
OPINIONS = "avis"
TABLES = {"jours": "day", "pages": "page", "supports": "channel", "intentions": "name"}
COLUMNS = (
    *("Conversations", "Messages compris", "Choix proposés", "Messages manqués"),
    *("Avis utiles", "Avis inutiles"),
)


@dataclass(frozen=True)
class Range:
    """Which counts are asked for."""

    first: datetime.date
    last: datetime.date
    channel: str | None = None
    page: str | None = None


def add(doors: Doors, bench: Bench) -> None:
    """The page, its CSV, and the page of a month."""

    async def sums(by: By, asked: Range) -> figures.Sums:
        return figures.sums(
            await bench.database.call(
                bench.statistics.totals,
                by,
                asked.first.isoformat(),
                asked.last.isoformat(),
                asked.channel,
                asked.page,
            )
        )

    async def titles() -> dict[str, str]:
        known = await asyncio.to_thread(bench.editing.intents)
        return {one.id: one.title for one in known}

    async def named_places() -> Mapping[str, str]:
        try:
            return await asyncio.to_thread(bench.editing.destinations)
        except Refused:
            # The files do not hold at the moment; the counts do.
            return {}

    async def opinions_of(asked: Range, named: figures.Sums) -> list[opinions.Judged]:
        # A reason says nothing of the page: narrowed to one, there is none to be shown.
        began, ended = opinions.bounds(asked.first, asked.last)
        given = (
            []
            if asked.page
            else await bench.database.call(bench.opinions.reasons, began, ended, asked.channel)
        )
        return opinions.judged(named, await titles(), given)

    async def drawn(asked: Range) -> dict[str, Any]:
        calendar = figures.days_between(asked.first, asked.last)
        days = figures.by_day(await sums("day", asked), calendar)
        named, intents = await sums("name", asked), await titles()
        places = await named_places()
        channels, hours = await sums("channel", asked), figures.by_hour(named)
        labels = [datetime.date.fromisoformat(day.label).strftime("%d/%m") for day in days]
        return {
            "days": days,
            "whole": figures.whole(channels),
            "opened": bars(
                "Conversations par jour",
                labels,
                [Series("Conversations", "first", [figures.told(day.opened) for day in days])],
            ),
            "understood": bars(
                "Messages par jour : compris, choix proposés, manqués",
                labels,
                [
                    Series("compris", "good", [figures.told(day.understood) for day in days]),
                    Series("choix proposés", "fair", [figures.told(day.suggested) for day in days]),
                    Series("manqués", "bad", [figures.told(day.missed) for day in days]),
                ],
            ),
            "hours": hours,
            "by_hour": bars(
                "Messages non compris, heure par heure",
                [f"{hour} h" for hour in range(24)],
                [Series("manqués", "bad", [figures.told(count) for count in hours])],
            ),
            "intents": figures.by_intent(named, intents),
            "opinions": await opinions_of(asked, named),
            "picked": [(intents.get(name, name), n) for name, n in figures.ranked(named, "picked")],
            "destinations": [
                (places.get(name, name), n) for name, n in figures.ranked(named, "destination")
            ],
            "never": figures.never_asked(named, intents),
            "pages": [
                figures.fared(name, counts)
                for name, counts in (await sums("page", asked)).items()
                if name
            ],
            "channels": [
                figures.fared(CHANNELS.get(name, name), counts) for name, counts in channels.items()
            ],
        }

    @doors.get("/statistiques", needs=Role.reader)
    async def page(visit: Visit) -> HTTPResponse:
        asked = _range(visit)
        return bench.view.page(
            "statistics.html",
            visit,
            asked=asked,
            period=_period(visit),
            periods=PERIODS,
            support=asked.channel or "",
            where=asked.page or "",
            names=CHANNELS,
            known_pages=await bench.database.call(bench.statistics.pages),
            months=_months(today()),
            query=visit.request.query_string,
            **await drawn(asked),
        )

    @doors.get("/statistiques/tableau/<table:str>", needs=Role.reader)
    async def table(visit: Visit, table: str) -> HTTPResponse:
        asked = _range(visit)
        if table == OPINIONS:
            found = await opinions_of(asked, await sums("name", asked))
            told = [(one.title, one.up, one.down, " | ".join(one.reasons)) for one in found]
            return _csv(_name(table, asked), ("Avis utiles", "Avis inutiles", "Raisons"), told)
        if table not in TABLES:
            raise NotFound(table)
        by: Any = TABLES[table]
        counted, names = await sums(by, asked), await titles()
        rows = [figures.fared(names.get(key, key), counts) for key, counts in counted.items()]
        if by == "name":
            rows = [
                figures.fared(title, counted[name])
                for name, title in names.items()
                if name in counted
            ]
        return _csv(_name(table, asked), COLUMNS, [_cells(row) for row in rows])

    @doors.get("/statistiques/mois/<month:str>", needs=Role.reader)
    async def month(visit: Visit, month: str) -> HTTPResponse:
        try:
            first = datetime.datetime.strptime(month, "%Y-%m").date()
        except ValueError:
            raise NotFound(month) from None
        last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
        return bench.view.page(
            "month.html",
            visit,
            month=month_in_french(first),
            names=CHANNELS,
            **await drawn(Range(first, last)),
        )


def _period(visit: Visit) -> str:
    asked = visit.asked("periode")
    return asked if asked in PERIODS else USUAL


def _range(visit: Visit) -> Range:
    last = today()
    return Range(
        last - datetime.timedelta(days=int(_period(visit)) - 1),
        last,
        visit.asked("support") if visit.asked("support") in CHANNELS else None,
        visit.asked("page") or None,
    )


def _months(day: datetime.date) -> list[tuple[str, str]]:
    """The last twelve months, newest first: how each is written in an address, and its name."""
    found = []
    for _ in range(12):
        found.append((f"{day:%Y-%m}", month_in_french(day)))
        day = day.replace(day=1) - datetime.timedelta(days=1)
    return found


def _name(table: str, asked: Range) -> str:
    return f"assistant-{table}-{asked.first}-{asked.last}.csv"


def _cells(row: figures.Fared) -> tuple[str | int, ...]:
    return (row.label, row.opened, row.understood, row.suggested, row.missed, row.up, row.down)


def _csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> HTTPResponse:
    """As a French spreadsheet opens it: semicolons, and a mark that says UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(("", *columns))
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return HTTPResponse(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _plain(cell: str | int) -> str:
    if isinstance(cell, str):
        # Words that begin like a formula would be one in a spreadsheet.
        return f"'{cell}" if cell[:1] and cell[:1] in "=+-@" else cell
    return amount(cell) if cell < 5 else str(cell)
