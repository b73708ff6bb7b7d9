"""The tables of version 0.1.0, which made them itself: those that are there stay."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    there = set(sa.inspect(op.get_bind()).get_table_names())
    if "connector_sessions" not in there:
        op.create_table(
            "connector_sessions",
            sa.Column("key", sa.String(64), primary_key=True),
            sa.Column("channel", sa.String(8), nullable=False),
            sa.Column("app", sa.String(130)),
            sa.Column("opened_at", sa.Float, nullable=False),
            sa.Column("seen_at", sa.Float, nullable=False),
            sa.Column("ended_by", sa.String(36)),
            sa.Column("turns", sa.Integer, nullable=False),
        )
    if "connector_turns" not in there:
        op.create_table(
            "connector_turns",
            sa.Column("session", sa.String(64), primary_key=True),
            sa.Column("client_msg_id", sa.String(36), primary_key=True),
            sa.Column("number", sa.Integer, nullable=False),
            sa.Column("owner", sa.String(32)),
            sa.Column("claimed_at", sa.Float, nullable=False),
            sa.Column("said", sa.Text),
            sa.Column("reply", sa.Text),
            sa.Column("notes", sa.Text),
        )
    if "connector_feedback" not in there:
        op.create_table(
            "connector_feedback",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("session", sa.String(64)),
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
    if "conversation_events" not in there:
        op.create_table(
            "conversation_events",
            sa.Column("sender_id", sa.String(255), primary_key=True),
            sa.Column("position", sa.Integer, primary_key=True),
            sa.Column("timestamp", sa.Float, nullable=False),
            sa.Column("data", sa.Text, nullable=False),
        )
