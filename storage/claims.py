"""Whose turn it is in a conversation: its messages are played one after the other.

A claim is a place in the conversation's queue, kept in the database, so that the order
holds over all processes. The first of the queue is played; its claim ends in the
transaction that keeps the turn. Claims whose process died are taken over or dropped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from storage import statements
from storage.database import Transaction
from storage.errors import ConversationFull, ConversationOver

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Claim(NamedTuple):
    """What a message finds.

    `run`: the turn `number` is ours to play, after what the turn `remembered` left in the
    bot's memory; `notes` are those of the turn before, and the conversation was `opened_at`.
    `wait`: others come, the first of
    them with the token `first`; ours is the `place` in the queue. `done`: it was played, and
    `reply` is its answer as JSON, or None when the turn was too sensitive to keep.
    """

    state: Literal["run", "wait", "done"]
    number: int
    reply: str | None = None
    remembered: int = 0
    first: str = ""
    place: int = 0
    notes: Mapping[str, Any] = _NOTHING
    opened_at: float = 0.0


class Queued(NamedTuple):
    """A place in the queue."""

    client_msg_id: str
    place: int
    owner: str
    token: str


class Claimant(NamedTuple):
    """Who asks: one request, of one process."""

    owner: str
    token: str


def claim(
    transaction: Transaction,
    key: str,
    client_msg_id: str,
    claimant: Claimant,
    *,
    is_abandoned: Callable[[str, str], bool],
    longest_idle: float,
    most: int,
) -> Claim:
    """Take a place in the queue of a conversation, or see what became of it.

    Args:
        is_abandoned: if nobody plays any more the claim of this owner and this token.
        longest_idle: a conversation in which nobody wrote for so many seconds is over.
        most: the turns that a conversation may have.

    Raises:
        ConversationOver: it is gone, expired or ended.
        ConversationFull: there is no turn left.
    """
    found = transaction.first(statements.lock_conversation, in_conversation=key)
    if found is None or found[2] > longest_idle:
        raise ConversationOver
    turns, remembered, _, ended_by, opened_at = found
    played = transaction.first(statements.turn, in_conversation=key, in_message=client_msg_id)
    if played is not None:
        return Claim("done", *played)
    if ended_by is not None:
        raise ConversationOver
    queue = _living(transaction, key, client_msg_id, claimant, is_abandoned)
    mine = next((one for one in queue if one.client_msg_id == client_msg_id), None)
    if mine is None:
        if turns + len(queue) >= most:
            raise ConversationFull
        mine = _join(transaction, key, client_msg_id, claimant, queue)
        transaction.run(statements.see, in_conversation=key)
        queue.append(mine)
    if mine.token == claimant.token and queue[0] is mine:
        noted = transaction.first(statements.turn_notes, in_conversation=key, in_number=turns)
        return Claim(
            "run",
            turns + 1,
            remembered=remembered,
            notes=read_notes(noted),
            opened_at=opened_at,
        )
    return Claim("wait", turns + 1, first=queue[0].token, place=mine.place)


def read_notes(found: tuple[Any, ...] | None) -> dict[str, Any]:
    """The notes of a turn, from the row that `statements.turn_notes` finds."""
    return json.loads(found[0]) if found and found[0] else {}


def _living(
    transaction: Transaction,
    key: str,
    client_msg_id: str,
    claimant: Claimant,
    is_abandoned: Callable[[str, str], bool],
) -> list[Queued]:
    """The queue without the claims of the dead; what they held of ours becomes ours."""
    living = []
    for row in transaction.all(statements.queue, in_conversation=key):
        queued = Queued(*row)
        ours = queued.token == claimant.token
        if ours or not is_abandoned(queued.owner, queued.token):
            living.append(queued)
            continue
        this: dict[str, Any] = {"in_conversation": key, "in_message": queued.client_msg_id}
        if queued.client_msg_id == client_msg_id:
            transaction.run(
                statements.take_claim, **this, new_owner=claimant.owner, new_token=claimant.token
            )
            living.append(queued._replace(owner=claimant.owner, token=claimant.token))
        else:
            transaction.run(statements.drop_claim, **this, in_token=queued.token)
    return living


def _join(
    transaction: Transaction,
    key: str,
    client_msg_id: str,
    claimant: Claimant,
    queue: list[Queued],
) -> Queued:
    last = queue[-1].place if queue else 0
    mine = Queued(client_msg_id, last + 1, claimant.owner, claimant.token)
    transaction.run(
        statements.add_claim,
        new_conversation=key,
        new_client_msg_id=client_msg_id,
        new_place=mine.place,
        new_owner=mine.owner,
        new_token=mine.token,
    )
    return mine
