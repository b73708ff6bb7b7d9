"""A turn is one row with all that it left, and its claim is a row apart.

Conversations, turns and opinions get their one name. What Rasa's tracker held goes to the
last turn of its conversation. A claim that was under way is dropped: the message that it
was for may be sent again.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# What a later turn needs of the past; the rest only said how the answer came about.
NEEDED = ("user", "slot")
OLD = ("conversation_events", "connector_feedback", "connector_turns", "connector_sessions")


def upgrade() -> None:
    _create()
    bind = op.get_bind()
    bind.execute(
        sa.text(
            "INSERT INTO conversations"
            " (key, channel, app, opened_at, seen_at, ended_by, turns, remembered)"
            " SELECT key, channel, app, opened_at, seen_at, ended_by, turns, 0"
            " FROM connector_sessions"
        )
    )
    bind.execute(
        sa.text(
            "INSERT INTO turns (conversation, client_msg_id, number, said, reply, notes)"
            " SELECT session, client_msg_id, number, said, reply, notes"
            " FROM connector_turns WHERE owner IS NULL"
        )
    )
    bind.execute(
        sa.text(
            "INSERT INTO opinions (conversation, turn, message, given_by, given_at,"
            " channel, intent, response, value, reason)"
            " SELECT session, turn, message, given_by, given_at,"
            " channel, intent, response, value, reason FROM connector_feedback"
        )
    )
    _move_events(bind)
    for table in OLD:
        op.drop_table(table)


def _create() -> None:
    op.create_table(
        "conversations",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("app", sa.String(130)),
        sa.Column("opened_at", sa.Float, nullable=False),
        sa.Column("seen_at", sa.Float, nullable=False),
        sa.Column("ended_by", sa.String(36)),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("remembered", sa.Integer, nullable=False),
    )
    op.create_index("ix_conversations_seen_at", "conversations", ["seen_at"])
    op.create_table(
        "turns",
        _conversation(),
        sa.Column("client_msg_id", sa.String(36), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("said", sa.Text),
        sa.Column("reply", sa.Text),
        sa.Column("notes", sa.Text),
        sa.Column("events", sa.Text),
    )
    op.create_index("turns_number", "turns", ["conversation", "number"], unique=True)
    op.create_table(
        "claims",
        _conversation(),
        sa.Column("client_msg_id", sa.String(36), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(32), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
    )
    op.create_table(
        "owners",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("beat", sa.Integer, nullable=False),
    )
    op.create_table(
        "opinions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("conversation", sa.String(64)),
        sa.Column("turn", sa.Integer),
        sa.Column("message", sa.Integer),
        sa.Column("given_by", sa.String(36)),
        sa.Column("given_at", sa.Float, nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("intent", sa.String(80), nullable=False),
        sa.Column("response", sa.String(120)),
        sa.Column("value", sa.String(4), nullable=False),
        sa.Column("reason", sa.Text),
    )
    op.create_index("opinions_once", "opinions", ["conversation", "turn", "message"], unique=True)


def _conversation() -> sa.Column[str]:
    owner = sa.ForeignKey("conversations.key", ondelete="CASCADE")
    return sa.Column("conversation", sa.String(64), owner, primary_key=True)


def _move_events(bind: sa.engine.Connection) -> None:
    last = sa.text(
        "SELECT conversation, max(number) FROM turns"
        " WHERE conversation IN (SELECT sender_id FROM conversation_events)"
        " GROUP BY conversation"
    )
    old = sa.text("SELECT data FROM conversation_events WHERE sender_id = :key ORDER BY position")
    for key, number in bind.execute(last).all():
        events = [json.loads(data) for (data,) in bind.execute(old, {"key": key})]
        needed = [event for event in events if event.get("event") in NEEDED]
        here = {"key": key, "number": number, "events": json.dumps(needed, ensure_ascii=False)}
        bind.execute(
            sa.text(
                "UPDATE turns SET events = :events WHERE conversation = :key AND number = :number"
            ),
            here,
        )
        # The count may be ahead of the last turn: then a claim was under way.
        bind.execute(
            sa.text("UPDATE conversations SET remembered = :number WHERE key = :key"), here
        )
