"""The statements of the store, written once and compiled once for a database.

They run on the driver itself: SQLAlchemy's way to it costs more than SQLite's work.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float, bindparam, delete, insert, literal_column, null, or_, select, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement

from storage.database import CLOCKS
from storage.tables import claims, conversations, inbox, opinions, owners, turns

_KEY = bindparam("in_conversation")
_MESSAGE = bindparam("in_message")

_THIS_CONVERSATION = conversations.c.key == _KEY
_THIS_CLAIM = (claims.c.conversation == _KEY, claims.c.client_msg_id == _MESSAGE)
_THIS_OPINION = (
    opinions.c.conversation == _KEY,
    opinions.c.turn == bindparam("in_turn"),
    opinions.c.message == bindparam("in_place"),
)


class _Now(ColumnElement):  # type: ignore[misc]
    """The database's own time: a replica whose clock is wrong must not end what others began."""

    inherit_cache = True
    type = Float()


@compiles(_Now)  # type: ignore[misc]
def _now(_element: _Now, compiler: Any, **_rest: Any) -> str:
    return CLOCKS[compiler.dialect.name]


_NOW = _Now()
# Asked for once, as a query: PostgreSQL reads no index by what may change from row to row.
_LONG_AGO = select(_NOW).scalar_subquery() - bindparam("seconds")


def _new(table: object, *columns: str, **others: object) -> object:
    given = {name: bindparam(f"new_{name}") for name in columns}
    return insert(table).values({**given, **others})


add_conversation = _new(
    conversations,
    *("key", "channel", "app", "turns", "remembered"),
    opened_at=_NOW,
    seen_at=_NOW,
)
# The third column says for how many seconds nobody has written.
conversation = select(
    conversations.c.turns,
    conversations.c.remembered,
    (_NOW - conversations.c.seen_at).label("idle"),
    conversations.c.ended_by,
    conversations.c.opened_at,
).where(_THIS_CONVERSATION)
lock_conversation = conversation.with_for_update()
advance = (
    update(conversations)
    .where(_THIS_CONVERSATION)
    .values(seen_at=_NOW, turns=bindparam("count"), remembered=bindparam("last_remembered"))
)
see = update(conversations).where(_THIS_CONVERSATION).values(seen_at=_NOW)
end_conversation = update(conversations).where(_THIS_CONVERSATION).values(ended_by=_MESSAGE)
drop_conversation = delete(conversations).where(_THIS_CONVERSATION)
idle_conversations = select(conversations.c.key).where(conversations.c.seen_at < _LONG_AGO)

add_turn = _new(
    turns, *("conversation", "client_msg_id", "number", "said", "reply", "notes", "events")
)
turn = select(turns.c.number, turns.c.reply).where(
    turns.c.conversation == _KEY, turns.c.client_msg_id == _MESSAGE
)
turn_notes = select(turns.c.notes).where(
    turns.c.conversation == _KEY, turns.c.number == bindparam("in_number")
)
shown_turns = (
    select(turns.c.client_msg_id, turns.c.said, turns.c.reply)
    .where(
        turns.c.conversation == _KEY,
        or_(turns.c.said.isnot(None), turns.c.number == literal_column("0")),
    )
    .order_by(turns.c.number)
)
events = (
    select(turns.c.events)
    .where(turns.c.conversation == _KEY, turns.c.events.isnot(None))
    .order_by(turns.c.number)
)
drop_events = update(turns).where(turns.c.conversation == _KEY).values(events=null())
drop_other_turns = delete(turns).where(
    turns.c.conversation == _KEY, turns.c.client_msg_id != _MESSAGE
)

queue = (
    select(claims.c.client_msg_id, claims.c.place, claims.c.owner, claims.c.token)
    .where(claims.c.conversation == _KEY)
    .order_by(claims.c.place)
)
add_claim = _new(claims, "conversation", "client_msg_id", "place", "owner", "token")
take_claim = (
    update(claims)
    .where(*_THIS_CLAIM)
    .values(owner=bindparam("new_owner"), token=bindparam("new_token"))
)
drop_claim = delete(claims).where(*_THIS_CLAIM, claims.c.token == bindparam("in_token"))
drop_other_claims = delete(claims).where(
    claims.c.conversation == _KEY, claims.c.client_msg_id != _MESSAGE
)

add_owner = _new(owners, "name", "beat")
beat = (
    update(owners)
    .where(owners.c.name == bindparam("in_name"))
    .values(beat=literal_column("beat + 1"))
)
beats = select(owners.c.name, owners.c.beat)
drop_owner = delete(owners).where(owners.c.name == bindparam("in_name"))
claims_of = select(claims.c.conversation, claims.c.client_msg_id, claims.c.token).where(
    claims.c.owner == bindparam("in_name")
)
drop_claims_of = delete(claims).where(claims.c.owner == bindparam("in_name"))

add_opinion = _new(
    opinions,
    *("conversation", "turn", "message", "given_by"),
    *("channel", "intent", "response", "value"),
    given_at=_NOW,
)
add_reason = update(opinions).where(*_THIS_OPINION).values(reason=bindparam("kept"))
drop_reasons = update(opinions).where(opinions.c.conversation == _KEY).values(reason=null())
opinion_giver = select(opinions.c.given_by).where(*_THIS_OPINION)
drop_opinions = delete(opinions).where(opinions.c.conversation == _KEY)
untie_opinions = (
    update(opinions)
    .where(opinions.c.conversation == _KEY)
    .values(conversation=null(), turn=null(), message=null(), given_by=null())
)
drop_old_opinions = delete(opinions).where(opinions.c.given_at < _LONG_AGO)

# What was kept for editors goes with a conversation that is erased, or in which a hard
# moment came; of one that ended by itself it stays, tied to nobody.
drop_inbox = delete(inbox).where(inbox.c.conversation == _KEY)
untie_inbox = (
    update(inbox).where(inbox.c.conversation == _KEY).values(conversation=null(), turn=null())
)
