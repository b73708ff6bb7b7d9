"""The statements of the store, written once and compiled once for a database.

They run on the driver itself: SQLAlchemy's way to it costs more than SQLite's work.
"""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, literal_column, null, or_, select, update

from storage.tables import claims, conversations, inbox, opinions, owners, turns

_KEY = bindparam("in_conversation")
_MESSAGE = bindparam("in_message")
_BEFORE = bindparam("before")

_THIS_CONVERSATION = conversations.c.key == _KEY
_THIS_CLAIM = (claims.c.conversation == _KEY, claims.c.client_msg_id == _MESSAGE)
_THIS_OPINION = (
    opinions.c.conversation == _KEY,
    opinions.c.turn == bindparam("in_turn"),
    opinions.c.message == bindparam("in_place"),
)


def _new(table: object, *columns: str) -> object:
    return insert(table).values({name: bindparam(f"new_{name}") for name in columns})


add_conversation = _new(
    conversations, *("key", "channel", "app", "opened_at", "seen_at", "turns", "remembered")
)
conversation = select(
    conversations.c.turns,
    conversations.c.remembered,
    conversations.c.seen_at,
    conversations.c.ended_by,
    conversations.c.opened_at,
).where(_THIS_CONVERSATION)
lock_conversation = conversation.with_for_update()
advance = (
    update(conversations)
    .where(_THIS_CONVERSATION)
    .values(
        seen_at=bindparam("seen"), turns=bindparam("count"), remembered=bindparam("last_remembered")
    )
)
see = update(conversations).where(_THIS_CONVERSATION).values(seen_at=bindparam("seen"))
end_conversation = update(conversations).where(_THIS_CONVERSATION).values(ended_by=_MESSAGE)
drop_conversation = delete(conversations).where(_THIS_CONVERSATION)
idle_conversations = select(conversations.c.key).where(conversations.c.seen_at < _BEFORE)

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
    *("conversation", "turn", "message", "given_by", "given_at"),
    *("channel", "intent", "response", "value"),
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
drop_old_opinions = delete(opinions).where(opinions.c.given_at < _BEFORE)

# What was kept for editors goes with a conversation that is erased, or in which a hard
# moment came; of one that ended by itself it stays, tied to nobody.
drop_inbox = delete(inbox).where(inbox.c.conversation == _KEY)
untie_inbox = (
    update(inbox).where(inbox.c.conversation == _KEY).values(conversation=null(), turn=null())
)
