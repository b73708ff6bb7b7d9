"""Tells the others that share the database that this process answers, and what it serves."""

from __future__ import annotations

import asyncio
import socket
from importlib.metadata import PackageNotFoundError, version

import structlog
from prometheus_client import Gauge

from bot.engine.agent import AssistantAgent
from connectors import metrics
from connectors.contract.errors import Unavailable
from connectors.runtime import Runtime
from storage.replicas import SAY_SECONDS, Replicas

log = structlog.get_logger(__name__)


class Replica:
    """This process among those that answer for one assistant."""

    def __init__(self, resources: Runtime, agent: AssistantAgent, port: int) -> None:
        self.name = f"{socket.gethostname()}:{port}"
        self._resources = resources
        self._agent = agent
        self._replicas = Replicas(resources.database)
        self._version = _version()
        self._counted: dict[Gauge, str | None] = {metrics.ARCHIVE: None, metrics.TRIAL: None}

    async def tell(self) -> None:
        """Say it again and again; a database that is away hears it later."""
        while True:
            draft, failed = self._agent.draft, self._agent.failed
            self._count(metrics.ARCHIVE, self._agent.served)
            self._count(metrics.TRIAL, draft.content.name if draft is not None else None)
            try:
                await self._resources.call(
                    self._replicas.see,
                    self._resources.owners.name,
                    self.name,
                    self._version,
                    self._agent.served,
                    self._agent.refusal,
                    draft.trial.id if draft is not None else None,
                    failed.why if failed is not None else None,
                )
            except Unavailable:
                pass
            except Exception as error:
                log.error("replica.not_told", error=type(error).__name__)
            await asyncio.sleep(SAY_SECONDS)

    def _count(self, gauge: Gauge, served: str | None) -> None:
        """Let `/metrics` name the archive that is served now, also while the database is away."""
        before = self._counted[gauge]
        if served == before:
            return
        if before is not None:
            gauge.labels(before).set(0)
        if served is not None:
            gauge.labels(served).set(1)
        self._counted[gauge] = served

    async def leave(self) -> None:
        """Be forgotten at once; who cannot say so is forgotten after a while."""
        try:
            await self._resources.call(self._replicas.leave, self._resources.owners.name)
        except Unavailable:
            log.warning("replica.not_left")


def _version() -> str:
    try:
        return version("assistant-mon-compte")
    except PackageNotFoundError:
        return "?"
