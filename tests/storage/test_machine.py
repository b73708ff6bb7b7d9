"""Any order of events in a conversation: each message is played once, in order of arrival.

A model of the queue in plain lists goes beside the store. Processes crash with their claims
left behind; conversations are erased, ended and expire in the middle of a turn.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from storage.claims import Claim, Claimant
from storage.conversations import Event, Outcome, Store
from storage.database import Database
from storage.errors import ConversationFull, ConversationOver

PROCESSES = ("here", "there")
MESSAGES = tuple("abcdef")
MOST = 8
FULL = os.environ.get("ASSISTANT_FAULTS") == "full"
# All that is remembered of a sensitive turn.
HARD = "a hard moment"
REPLY = '{"messages":[]}'


@dataclass
class Waiting:
    """A message in the queue, and which request of which process asks for it."""

    message: str
    process: str
    token: str


@dataclass
class Model:
    """What a conversation should be."""

    queue: list[Waiting] = field(default_factory=list)
    played: list[str] = field(default_factory=list)
    remembered: list[str] = field(default_factory=list)
    ended_by: str | None = None
    gone: bool = False


class Conversation(RuleBasedStateMachine):
    """One conversation, two processes, any order."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(self.database, idle_seconds=1800, max_turns=MOST)
        self.key = uuid.uuid4().hex
        self.store.open(self.key, "web", None, REPLY, {})
        self.model = Model()
        self.dead: set[str] = set()
        self.tokens = iter(range(10**9))

    @rule(message=st.sampled_from(MESSAGES), process=st.sampled_from(PROCESSES))
    def arrive(self, message: str, process: str) -> None:
        """A request comes in, or the same one again."""
        model = self.model
        token = f"{next(self.tokens)}"
        if model.gone or (model.ended_by and message != model.ended_by):
            with pytest.raises(ConversationOver):
                self._claim(message, process, token)
            return
        if message in model.played or message == model.ended_by:
            assert self._claim(message, process, token)[0].state == "done"
            return
        self._bury(but=message)
        known = next((one for one in model.queue if one.message == message), None)
        if known is None and len(model.played) + len(model.queue) >= MOST:
            with pytest.raises(ConversationFull):
                self._claim(message, process, token)
            return
        claim, past = self._claim(message, process, token)
        asking = Waiting(message, self._name(process), token)
        if known is None:
            model.queue.append(asking)
        elif self._is_dead(known):
            # What the dead held of this message is taken over, with its place.
            model.queue[model.queue.index(known)] = asking
        first = model.queue[0] is asking
        assert claim.state == ("run" if first else "wait")
        if first:
            assert claim.number == len(model.played) + 1
            assert [event["text"] for event in past] == model.remembered

    @precondition(lambda self: self.model.queue)
    @rule(sensitive=st.booleans())
    def finish(self, sensitive: bool) -> None:
        """The first of the queue is played and kept."""
        first = self._look_first()
        if first is None:
            return
        outcome = Outcome(said=first.message, reply=REPLY, events=[{"text": first.message}])
        if sensitive:
            outcome = Outcome(events=[{"text": HARD}], forgets=True)
        kept = self.store.finish(self.key, first.message, first.token, outcome)
        assert kept == ("gone" if self.model.gone else "kept")
        if kept == "kept":
            self.model.queue.pop(0)
            self.model.played.append(first.message)
            self.model.remembered = [HARD] if sensitive else [*self.model.remembered, first.message]

    @precondition(lambda self: self.model.queue and len(self.model.played) > 1)
    @rule()
    def end(self) -> None:
        """The first of the queue ends the conversation; nothing else of it stays."""
        first = self._look_first()
        if first is None or self.model.gone:
            return
        outcome = Outcome(reply=REPLY, ends=True)
        assert self.store.finish(self.key, first.message, first.token, outcome) == "kept"
        self.model.ended_by = first.message
        self.model.queue.clear()
        self.model.played.clear()
        self.model.remembered.clear()

    @precondition(lambda self: self.model.queue)
    @rule()
    def fail(self) -> None:
        """The first of the queue is given up: nothing of its turn stays."""
        first = self._look_first()
        if first is not None:
            self.store.release(self.key, first.message, first.token)
            self.model.queue.pop(0)

    @precondition(lambda self: self.model.queue)
    @rule(process=st.sampled_from(PROCESSES))
    def crash(self, process: str) -> None:
        """A process dies, with its claims; another one starts in its place."""
        self.dead.add(self._name(process))

    @precondition(lambda self: self.model.queue)
    @rule()
    def late(self) -> None:
        """A process that was taken for dead comes back with its turn: too late."""
        lost = [one for one in self.model.queue if self._is_dead(one)]
        if not lost or self.model.gone or self._look_first() is None:
            return
        outcome = Outcome(said="twice", reply=REPLY, events=[{"text": "twice"}])
        for one in lost:
            assert self.store.finish(self.key, one.message, one.token, outcome) == "lost"

    @precondition(lambda self: self.model.queue and len(self.model.played) > 1)
    @rule()
    def erase(self) -> None:
        """The person erases everything, in the middle of whatever goes on."""
        self.store.erase(self.key)
        self.model = Model(gone=True, queue=self.model.queue)

    @precondition(lambda self: self.model.queue and len(self.model.played) > 1)
    @rule()
    def expire(self) -> None:
        """Nobody wrote for too long: the purge takes it."""
        with self.database.engine.begin() as connection:
            connection.execute(
                text("UPDATE conversations SET seen_at = :then WHERE key = :key"),
                {"then": time.time() - 3600, "key": self.key},
            )
        assert (self.key in self.store.purge(opinion_seconds=1e9)) is not self.model.gone
        self.model = Model(gone=True, queue=self.model.queue)

    @invariant()
    def kept_is_what_was_played(self) -> None:
        """Every turn once, numbered without a gap, and the memory as it should be."""
        with self.database.engine.connect() as connection:
            rows = connection.execute(
                text(
                    "SELECT client_msg_id, number, events FROM turns"
                    " WHERE conversation = :key AND number > 0 ORDER BY number"
                ),
                {"key": self.key},
            ).all()
        model = self.model
        if model.ended_by:
            assert [row[0] for row in rows] == [model.ended_by]
            return
        assert [row[0] for row in rows] == model.played
        assert [row[1] for row in rows] == list(range(1, len(model.played) + 1))
        memory = [event["text"] for row in rows if row[2] for event in json.loads(row[2])]
        assert memory == model.remembered

    def teardown(self) -> None:
        self.store.erase(self.key)

    def _name(self, process: str) -> str:
        """A process's name; the one that takes a dead one's place has another."""
        number = 0
        while f"{process}-{number}" in self.dead:
            number += 1
        return f"{process}-{number}"

    def _is_dead(self, one: Waiting) -> bool:
        return one.process in self.dead

    def _bury(self, but: str | None = None) -> None:
        """As the next to look does in the store: the claims of the dead go, but its own."""
        self.model.queue = [
            one for one in self.model.queue if one.message == but or not self._is_dead(one)
        ]

    def _claim(self, message: str, process: str, token: str) -> tuple[Claim, list[Event]]:
        name = process if "-" in process else self._name(process)
        return self.store.claim(
            self.key,
            message,
            Claimant(name, token),
            is_abandoned=lambda owner, _token: owner in self.dead,
        )

    def _look_first(self) -> Waiting | None:
        """The first living of the queue, which looks and sees that it is its turn."""
        self._bury()
        if not self.model.queue:
            return None
        first = self.model.queue[0]
        if not self.model.gone:
            claim, past = self._claim(first.message, first.process, first.token)
            assert (claim.state, claim.number) == ("run", len(self.model.played) + 1)
            assert [event["text"] for event in past] == self.model.remembered
        return first


def test_any_order_of_events(database: Database) -> None:
    machine = type("Machine", (Conversation,), {"database": database})
    examples = (100 if database.is_file else 30) * (20 if FULL else 1)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
