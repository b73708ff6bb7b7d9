"""The messages of a conversation are played one after the other, each once.

The queue is in the database (`storage.claims`), so it holds within a process and between
processes. Whoever is not first waits: called by a turn that ends in this process, else
looking again from time to time, one for all who wait in this process.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from bot.engine.turns import Past
from connectors.alive import Alive, Held
from connectors.contract.errors import ApiError, Unavailable
from connectors.conversation.lines import Lines
from connectors.privacy.halves import Begun
from connectors.runtime import Runtime
from storage.claims import Claim, Claimant
from storage.conversations import Event, Kept, Outcome
from storage.owners import BEAT_SECONDS, DEAD_SECONDS

# The name of what a message leaves open, among a turn's notes.
BEGUN = "begun"
FIRST_WAIT = 0.02
LONGEST_WAIT = 0.25
# From a process's death to the end of its claims, as the others see it.
TAKEOVER_SECONDS = DEAD_SECONDS + 4 * BEAT_SECONDS

log = structlog.get_logger(__name__)


@dataclass
class Claimed:
    """A message's place: its turn to play, or the answer that it got."""

    key: str
    client_msg_id: str
    claim: Claim
    token: str
    past: Past

    @property
    def begun(self) -> Begun:
        """What the message before left open of a number (`privacy.halves`)."""
        # JSON has made texts of the counts.
        return {int(missing): kind for missing, kind in self.claim.notes.get(BEGUN, {}).items()}

    @property
    def is_ours(self) -> bool:
        """If the turn is to be played and kept."""
        return self.claim.state == "run"


class Claims:
    """The turns of one process's conversations."""

    def __init__(self, resources: Runtime) -> None:
        self._resources = resources
        self._alive: Alive = resources.alive
        self._lines = Lines()
        # No message in front can hold the others for longer than this.
        self._patience = resources.settings.turn_timeout_seconds + TAKEOVER_SECONDS

    @asynccontextmanager
    async def turn(self, key: str, client_msg_id: str) -> AsyncIterator[Claimed]:
        """Wait for a message's turn. Leaving with an error gives the claim up.

        Raises:
            ApiError: the conversation is over, or full.
            Unavailable: the database is away, or nothing moves any more.
        """
        claimant = Claimant(self._resources.owners.name, uuid.uuid4().hex)
        with self._resources.owners.playing(claimant.token):
            with self._resources.traces.span("claim"):
                claimed = await self._wait(key, client_msg_id, claimant)
            try:
                yield claimed
            except BaseException:
                if claimed.is_ours:
                    await self._release(claimed)
                raise
            finally:
                self._lines.call(key)

    async def finish(self, claimed: Claimed, outcome: Outcome) -> Kept:
        """Keep a turn and end its claim.

        Raises:
            Unavailable: the database is away; the turn is not kept.
        """
        store = self._resources.store
        return await self._resources.call(
            store.finish, claimed.key, claimed.client_msg_id, claimed.token, outcome
        )

    async def _wait(self, key: str, client_msg_id: str, claimant: Claimant) -> Claimed:
        # Counted in pauses, not by the clock: a process that stood still may look again.
        pause, waited = FIRST_WAIT, 0.0
        with self._lines.of(key, claimant.token) as line:
            while True:
                async with line.asking():
                    held = self._alive.get(key)
                    claim, events = await self._resources.call(
                        self._resources.store.claim,
                        key,
                        client_msg_id,
                        claimant,
                        is_abandoned=self._resources.owners.is_abandoned,
                        at_hand=held.turn if held else None,
                    )
                if claim.state != "wait":
                    past = _past(claim, events, held)
                    return Claimed(key, client_msg_id, claim, claimant.token, past)
                if line.unmoved(claim.first, waited) > self._patience:
                    raise Unavailable("busy")
                line.stand(claimant.token, claim.place)
                await line.wait(claimant.token, pause)
                waited = pause
                pause = min(2 * pause, LONGEST_WAIT)

    async def _release(self, claimed: Claimed) -> None:
        store = self._resources.store
        try:
            await self._resources.call(
                store.release, claimed.key, claimed.client_msg_id, claimed.token
            )
        except ApiError:
            # `Owners.beat` drops it as soon as the database is back.
            log.warning("claim.not_released")


def _past(claim: Claim, events: list[Event], held: Held | None) -> Past:
    if held is not None and claim.remembered == held.turn:
        return Past(tracker=held.tracker)
    return Past(events)
