"""A training at a planned time: asked for, called off, and begun when its time has come."""

from __future__ import annotations

import asyncio
import datetime
import re
from typing import TYPE_CHECKING

import structlog
from sanic.response import HTTPResponse

from workbench.errors import Refused
from workbench.models.planned import Plan
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import refused_form
from workbench.pages.links import to
from workbench.pages.models import models_page
from workbench.pages.settled import measuring
from workbench.pages.view import PLACE, moment_in_french
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

LOOK_SECONDS = 5.0
_HOUR = re.compile(r"([01]?\d|2[0-3])(?:[:h]([0-5]\d))?")

log = structlog.get_logger(__name__)


def add(doors: Doors, bench: Bench) -> None:
    """What the forms of the plan do."""

    @doors.post("/modeles/prevision", needs=Role.editor)
    async def plan(visit: Visit) -> HTTPResponse:
        hour = _HOUR.fullmatch(visit.field("heure").replace(" ", ""))
        if hour is None:
            error = Refused("Donnez une heure, comme 22:00.")
            return await models_page(bench, visit, refused_form(visit, "heure", error))
        at = next_time(datetime.time(int(hour[1]), int(hour[2] or 0)), datetime.datetime.now(PLACE))
        await asyncio.to_thread(bench.models.planned.set, Plan(at, visit.author))
        told = moment_in_french(at.timestamp())
        await bench.note(visit.me.person.name, "entraînement prévu", told)
        return to("/modeles")

    @doors.post("/modeles/prevision/annulation", needs=Role.editor)
    async def cancel(visit: Visit) -> HTTPResponse:
        await asyncio.to_thread(bench.models.planned.cancel)
        await bench.note(visit.me.person.name, "entraînement prévu annulé")
        return to("/modeles")


def next_time(hour: datetime.time, now: datetime.datetime) -> datetime.datetime:
    """The next time that it is this hour, in Paris.

    Args:
        now: with its time zone.
    """
    day = now.astimezone(PLACE).date()
    for coming in (day, day + datetime.timedelta(days=1)):
        at: datetime.datetime = PLACE.localize(datetime.datetime.combine(coming, hour))
        if at > now:
            break
    return at


async def keep_the_plan(bench: Bench) -> None:
    """Begin the planned training when its time has come; never ends by itself."""
    while True:
        try:
            await _begin(bench)
        except Exception as error:
            log.error("planned.failed", error=type(error).__name__)
        await asyncio.sleep(LOOK_SECONDS)


async def _begin(bench: Bench) -> None:
    models = bench.models
    plan = await asyncio.to_thread(models.planned.due, datetime.datetime.now(PLACE))
    if plan is None:
        return
    try:
        await asyncio.to_thread(models.training.start, plan.author, await measuring(bench))
    except Refused:
        return  # One is under way: this one comes after it.
    await asyncio.to_thread(models.planned.cancel)
    await bench.note(plan.author.name, "entraînement prévu commencé")
