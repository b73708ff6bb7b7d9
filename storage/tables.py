"""The tables, as they are after the last migration."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

metadata = MetaData()

# `turns`: how many were played; `remembered`: the last of them that the bot's memory knows.
conversations = Table(
    "conversations",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("channel", String(8), nullable=False),
    Column("app", String(130)),
    Column("opened_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False, index=True),
    Column("ended_by", String(36)),
    Column("turns", Integer, nullable=False),
    Column("remembered", Integer, nullable=False),
)

# `said`, `reply` and `events` hold redacted text only. Of a sensitive turn there are only
# `events`, without a word of it: that there was a hard moment.
# `events`: what the turn adds to Rasa's tracker, a JSON list.
turns = Table(
    "turns",
    metadata,
    Column("conversation", ForeignKey(conversations.c.key, ondelete="CASCADE"), nullable=False),
    Column("client_msg_id", String(36), nullable=False),
    Column("number", Integer, nullable=False),
    Column("said", Text),
    Column("reply", Text),
    Column("notes", Text),
    Column("events", Text),
    PrimaryKeyConstraint("conversation", "client_msg_id"),
    Index("turns_number", "conversation", "number", unique=True),
)

# The messages of a conversation that are being played or wait for it, in order of arrival.
claims = Table(
    "claims",
    metadata,
    Column("conversation", ForeignKey(conversations.c.key, ondelete="CASCADE"), nullable=False),
    Column("client_msg_id", String(36), nullable=False),
    Column("place", Integer, nullable=False),
    Column("owner", String(32), nullable=False),
    Column("token", String(32), nullable=False),
    PrimaryKeyConstraint("conversation", "client_msg_id"),
)

# The living processes: each counts up while it lives, so that no clock has to agree.
owners = Table(
    "owners",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("beat", Integer, nullable=False),
)

# An opinion outlives its conversation without any tie to it: `conversation` is then empty.
opinions = Table(
    "opinions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(64)),
    Column("turn", Integer),
    Column("message", Integer),
    Column("given_by", String(36)),
    Column("given_at", Float, nullable=False),
    Column("channel", String(8), nullable=False),
    Column("intent", String(80), nullable=False),
    Column("response", String(120)),
    Column("value", String(4), nullable=False),
    Column("reason", Text),
    Index("opinions_once", "conversation", "turn", "message", unique=True),
)
