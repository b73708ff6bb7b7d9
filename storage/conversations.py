"""What is kept of a conversation, for as long as it lasts, by the clock of the database.

Every method is one short transaction, and raises `storage.errors.Away` when the database
cannot be used.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from storage import statements
from storage.claims import Claim, Claimant, claim, read_notes
from storage.database import Database, Transaction
from storage.engine import BUSY_SECONDS
from storage.errors import ConversationOver, OpinionGiven
from storage.intake import may_be_taken

OPENING = "opening"

Event = dict[str, Any]


class PastTurn(NamedTuple):
    """A played turn, as the transcript keeps it."""

    client_msg_id: str
    said: str | None
    reply: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What is kept of a turn; of a sensitive one `events` alone.

    Args:
        said: the person's side, redacted; empty when they said nothing, None when the
            transcript shows no such turn.
        reply: the answer as JSON.
        notes: what later requests about this turn need: its choices, its answers.
        events: what the turn adds to the bot's memory; None when it does not touch it.
        forgets: the bot's memory of all that was before goes, and what editors saw of it;
            `events` begin a new one.
        ends: the conversation is over with this turn.
    """

    said: str | None = None
    reply: str | None = None
    notes: dict[str, Any] | None = None
    events: list[Event] | None = None
    forgets: bool = False
    ends: bool = False


Kept = Literal["kept", "lost", "gone"]


class Store:
    """Conversations, their turns, and opinions, in SQLite or PostgreSQL."""

    def __init__(self, database: Database, *, idle_seconds: int, max_turns: int) -> None:
        self._database = database
        self._idle = idle_seconds
        self._max_turns = max_turns

    def open(
        self, key: str, channel: str, app: str | None, reply: str, notes: dict[str, Any]
    ) -> None:
        """Begin a conversation, with the opening reply, as JSON, as its turn 0."""
        with self._database.transaction() as transaction:
            transaction.run(
                statements.add_conversation,
                new_key=key,
                new_channel=channel,
                new_app=app,
                new_turns=0,
                new_remembered=0,
            )
            _add_turn(transaction, key, OPENING, 0, Outcome(reply=reply, notes=notes))

    def claim(
        self,
        key: str,
        client_msg_id: str,
        claimant: Claimant,
        *,
        is_abandoned: Callable[[str, str], bool],
        at_hand: int | None = None,
    ) -> tuple[Claim, list[Event]]:
        """Take a turn, or learn that others come first, or that it is done.

        Args:
            is_abandoned: if nobody plays any more the claim of this owner and this token.
            at_hand: the turn after which the caller still has the bot's memory.

        Returns:
            The claim; and when the turn may run and the caller's memory is not the newest,
            the events that make it.

        Raises:
            ConversationOver: it is gone, expired or ended.
            ConversationFull: there is no turn left.
        """
        with self._database.transaction() as transaction:
            found = claim(
                transaction,
                key,
                client_msg_id,
                claimant,
                is_abandoned=is_abandoned,
                longest_idle=self._idle,
                most=self._max_turns,
            )
            if found.state != "run" or found.remembered in (0, at_hand):
                return found, []
            rows = transaction.all(statements.events, in_conversation=key)
        return found, [event for (events,) in rows for event in json.loads(events)]

    def finish(self, key: str, client_msg_id: str, token: str, outcome: Outcome) -> Kept:
        """Keep a turn and end its claim, at once or not at all.

        Returns:
            `lost` when somebody else has the claim now, `gone` when the conversation was
            erased meanwhile: nothing is kept then.
        """
        with self._database.transaction() as transaction:
            found = transaction.first(statements.lock_conversation, in_conversation=key)
            if found is None:
                return "gone"
            this = {"in_conversation": key, "in_message": client_msg_id}
            if not transaction.run(statements.drop_claim, **this, in_token=token):
                return "lost"
            turns, remembered = found[0], found[1]
            number = turns + 1
            if outcome.forgets:
                for statement in (
                    statements.drop_events,
                    statements.drop_inbox,
                    statements.drop_reasons,
                ):
                    transaction.run(statement, in_conversation=key)
            _add_turn(transaction, key, client_msg_id, number, outcome)
            transaction.run(
                statements.advance,
                in_conversation=key,
                count=number,
                last_remembered=_remembered(outcome, remembered, number),
            )
            if outcome.ends:
                for statement in (
                    statements.end_conversation,
                    statements.drop_other_turns,
                    statements.drop_other_claims,
                ):
                    transaction.run(statement, **this)
        return "kept"

    def release(self, key: str, client_msg_id: str, token: str) -> None:
        """Give up a claim after a failure, so that the same message may be tried again."""
        with self._database.transaction() as transaction:
            transaction.run(
                statements.drop_claim,
                in_conversation=key,
                in_message=client_msg_id,
                in_token=token,
            )

    def notes(self, key: str, number: int) -> dict[str, Any]:
        """What was noted beside the reply of a turn: its choices, its answers."""
        with self._database.transaction() as transaction:
            return read_notes(
                transaction.first(statements.turn_notes, in_conversation=key, in_number=number)
            )

    def history(self, key: str) -> list[PastTurn]:
        """The opening and the turns that the person may see again, in order.

        Raises:
            ConversationOver: it is gone, expired or ended.
        """
        with self._database.transaction() as transaction:
            if self._living(transaction, key)[3] is not None:
                raise ConversationOver
            rows = transaction.all(statements.shown_turns, in_conversation=key)
        return [PastTurn(name, said, json.loads(reply)) for name, said, reply in rows]

    def give_opinion(
        self, key: str, turn: int, message: int, client_msg_id: str, **values: Any
    ) -> None:
        """Keep an opinion; the same request may come again, another one may not.

        Raises:
            ConversationOver: it is gone or expired.
            OpinionGiven: by another request.
        """
        with self._database.transaction() as transaction:
            self._living(transaction, key)
            giver = transaction.first(
                statements.opinion_giver, in_conversation=key, in_turn=turn, in_place=message
            )
            if giver is not None and giver[0] != client_msg_id:
                raise OpinionGiven
            if giver is None:
                transaction.run(
                    statements.add_opinion,
                    new_conversation=key,
                    new_turn=turn,
                    new_message=message,
                    new_given_by=client_msg_id,
                    **{f"new_{name}": value for name, value in values.items()},
                )

    def add_reason(self, key: str, turn: int, message: int, reason: str) -> None:
        """Keep why an opinion was given, if it is still there and no hard moment came."""
        with self._database.transaction() as transaction:
            if not may_be_taken(transaction, key):
                return
            transaction.run(
                statements.add_reason,
                in_conversation=key,
                in_turn=turn,
                in_place=message,
                kept=reason,
            )

    def erase(self, key: str) -> None:
        """Forget a conversation, its turns, its opinions, and what editors saw of it."""
        with self._database.transaction() as transaction:
            for statement in (
                statements.drop_conversation,
                statements.drop_opinions,
                statements.drop_inbox,
            ):
                transaction.run(statement, in_conversation=key)

    def purge(self, *, opinion_seconds: float) -> list[str]:
        """Delete what is past its time; opinions stay longer, tied to nobody.

        Returns:
            The keys of the conversations that went.
        """
        with self._database.transaction() as transaction:
            idle = transaction.all(statements.idle_conversations, seconds=self._idle)
            for (key,) in idle:
                for statement in (
                    statements.untie_opinions,
                    statements.untie_inbox,
                    statements.drop_conversation,
                ):
                    transaction.run(statement, in_conversation=key)
            transaction.run(statements.drop_old_opinions, seconds=opinion_seconds)
        return [key for (key,) in idle]

    def scrub(self) -> bool:
        """Empty SQLite's write-ahead log, where the bytes of what was erased still are.

        Returns:
            If that is done; not while another process reads or writes.
        """
        if not self._database.is_file:
            return True
        with closing(self._database.engine.raw_connection()) as connection:
            # Not waited for: other conversations would wait with it.
            connection.execute("PRAGMA busy_timeout=0").close()
            try:
                busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}").close()
        return not busy

    def _living(self, transaction: Transaction, key: str) -> tuple[Any, ...]:
        found = transaction.first(statements.conversation, in_conversation=key)
        if found is None or found[2] > self._idle:
            raise ConversationOver
        return found


def _remembered(outcome: Outcome, before: int, number: int) -> int:
    """The last turn that the bot's memory knows; 0 when it knows none."""
    if outcome.events is not None:
        return number
    return 0 if outcome.forgets else before


def _add_turn(
    transaction: Transaction, key: str, client_msg_id: str, number: int, outcome: Outcome
) -> None:
    transaction.run(
        statements.add_turn,
        new_conversation=key,
        new_client_msg_id=client_msg_id,
        new_number=number,
        new_said=outcome.said,
        new_reply=outcome.reply,
        new_notes=to_json(outcome.notes) if outcome.notes else None,
        new_events=to_json(outcome.events) if outcome.events else None,
    )


def to_json(value: Any) -> str:
    """JSON without spaces, accents as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
