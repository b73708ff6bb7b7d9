"""The statements of the store, built once: building one costs more than running it."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, or_, select, text, update
from sqlalchemy.sql.elements import TextClause

from storage.tables import feedback, sessions, turns

_KEY = bindparam("in_session")
_MESSAGE = bindparam("in_message")
_OWNER = bindparam("in_owner")
_BEFORE = bindparam("before")
_GONE = bindparam("gone", expanding=True)

_THIS_TURN = (turns.c.session == _KEY, turns.c.client_msg_id == _MESSAGE)
_OWN_TURN = (*_THIS_TURN, turns.c.owner == _OWNER)
_THIS_OPINION = (
    feedback.c.session == _KEY,
    feedback.c.turn == bindparam("in_turn"),
    feedback.c.message == bindparam("in_place"),
)

add_session = insert(sessions)
session = select(sessions).where(sessions.c.key == _KEY)
lock_session = session.with_for_update()
touch_session = (
    update(sessions)
    .where(sessions.c.key == _KEY)
    .values(seen_at=bindparam("seen"), turns=bindparam("count"))
)
end_session = update(sessions).where(sessions.c.key == _KEY).values(ended_by=_MESSAGE)
drop_session = delete(sessions).where(sessions.c.key == _KEY)
idle_sessions = select(sessions.c.key).where(sessions.c.seen_at < _BEFORE)
drop_sessions = delete(sessions).where(sessions.c.key.in_(_GONE))

_NEXT_TURN = """
INSERT INTO connector_turns (session, client_msg_id, number, owner, claimed_at)
SELECT key, :in_message, turns + 1, :in_owner, :claimed
FROM connector_sessions
WHERE key = :in_session AND seen_at >= :earliest AND ended_by IS NULL AND turns < :most
{lock}
ON CONFLICT (session, client_msg_id) DO NOTHING
RETURNING number
"""


def next_turn(dialect: str) -> TextClause:
    """Add the next turn of a living session, unless that message has one already."""
    # SQLite has no such lock and needs none: whoever writes is alone.
    return text(_NEXT_TURN.format(lock="" if dialect == "sqlite" else "FOR UPDATE"))


add_turn = insert(turns)
turn = select(turns).where(*_THIS_TURN)
take_turn = update(turns).where(*_THIS_TURN).values(owner=_OWNER, claimed_at=bindparam("claimed"))
finish_turn = (
    update(turns)
    .where(*_OWN_TURN)
    .values(
        owner=None,
        said=bindparam("heard"),
        reply=bindparam("answered"),
        notes=bindparam("noted"),
    )
)
release_turn = delete(turns).where(*_OWN_TURN)
turn_notes = select(turns.c.notes).where(
    turns.c.session == _KEY, turns.c.number == bindparam("in_number")
)
shown_turns = (
    select(turns)
    .where(turns.c.session == _KEY, or_(turns.c.said.isnot(None), turns.c.number == 0))
    .order_by(turns.c.number)
)
drop_turns = delete(turns).where(turns.c.session == _KEY)
drop_other_turns = delete(turns).where(turns.c.session == _KEY, turns.c.client_msg_id != _MESSAGE)
drop_turns_of = delete(turns).where(turns.c.session.in_(_GONE))

add_opinion = insert(feedback)
add_reason = update(feedback).where(*_THIS_OPINION).values(reason=bindparam("kept"))
opinion_giver = select(feedback.c.given_by).where(*_THIS_OPINION)
drop_opinions = delete(feedback).where(feedback.c.session == _KEY)
untie_opinions = (
    update(feedback)
    .where(feedback.c.session.in_(_GONE))
    .values(session=None, turn=None, message=None, given_by=None)
)
drop_old_opinions = delete(feedback).where(feedback.c.given_at < _BEFORE)
