"""What an operator asks: alive, ready, how it goes."""

from __future__ import annotations

from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.engine.agent import AssistantAgent
from connectors.http.transport import answer
from connectors.metrics import all_counts
from connectors.runtime import Runtime, runtime


def blueprint(resources: Runtime | None = None) -> Blueprint:
    """`/healthz`, `/readyz` and `/metrics`, for the server's own address.

    They say nothing about a person, but a reverse proxy should keep them inside.
    """
    shared = resources or runtime()
    routes = Blueprint("connectors_ops")

    @routes.get("/healthz")
    async def healthz(_request: Request) -> HTTPResponse:
        """200 as long as the process answers."""
        return answer({"status": "ok"})

    @routes.get("/readyz")
    async def readyz(request: Request) -> HTTPResponse:
        """200 when messages can be answered, else 503 with what is missing.

        It names the archive that is served and, when another one should be, why it is not;
        the same of the draft of a trial; and says if Redis is there.
        """
        agent = getattr(request.app.ctx, "agent", None)
        checks = await _checks(shared, agent)
        ready = all(checks.values())
        told = {"ready": ready, "checks": checks, **await _limits(shared), **_archive(agent)}
        return answer(told, 200 if ready else 503)

    @routes.get("/metrics")
    async def metrics(_request: Request) -> HTTPResponse:
        """Prometheus' text format; of several workers, whichever answers tells of all."""
        found = generate_latest(all_counts())
        return HTTPResponse(found, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return routes


async def _checks(shared: Runtime, agent: Any) -> dict[str, bool]:
    return {"model": bool(agent and agent.is_ready()), "store": await shared.is_ready()}


async def _limits(shared: Runtime) -> dict[str, Any]:
    """If Redis is there. Not needed to be ready: without it each process counts alone."""
    limiter = shared.limiter
    return {"redis": await shared.in_thread(limiter.reach)} if limiter.is_shared else {}


def _archive(agent: Any) -> dict[str, Any]:
    """Which archive is served, and why not the one that should be; the same of a draft."""
    if not isinstance(agent, AssistantAgent):
        return {}
    told = {
        "archive": agent.served,
        "refused": agent.refusal,
        "trial": agent.draft and agent.draft.content.name,
        "trial_refused": agent.failed and agent.failed.why,
    }
    return {name: value for name, value in told.items() if value}
