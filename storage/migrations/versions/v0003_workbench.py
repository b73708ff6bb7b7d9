"""What the workbench reads and writes: inbox, decisions, people, audit, statistics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _inbox()
    _people()
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "statistics",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("channel", sa.String(8), primary_key=True),
        sa.Column("page", sa.String(100), primary_key=True),
        sa.Column("measure", sa.String(16), primary_key=True),
        sa.Column("name", sa.String(120), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("conversation", sa.String(64)),
        sa.Column("turn", sa.Integer),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("page", sa.String(100)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("alike", sa.String(200), nullable=False),
        sa.Column("ranking", sa.Text, nullable=False),
        sa.Column("why", sa.String(12), nullable=False),
        sa.Column("harm", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("response", sa.String(120)),
        sa.Column("around", sa.Text, nullable=False),
        sa.Column("next", sa.String(80)),
        sa.Column("settled_by", sa.String(32)),
        sa.Column("assigned_to", sa.String(32)),
        sa.Column("comment", sa.Text),
    )
    op.create_index("ix_inbox_day", "inbox", ["day"])
    op.create_index("inbox_once", "inbox", ["conversation", "turn"], unique=True)
    op.create_index("inbox_alike", "inbox", ["settled_by", "alike"])
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("intent", sa.String(80)),
        sa.Column("example", sa.Text),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
    )
    op.create_index("ix_decisions_made_at", "decisions", ["made_at"])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("email", sa.String(200), nullable=False, unique=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", sa.String(200)),
        sa.Column("invitation", sa.String(64), unique=True),
        sa.Column("invited_until", sa.Float),
        sa.Column("closed_at", sa.Float),
    )
    person = sa.ForeignKey("people.id", ondelete="CASCADE")
    op.create_table(
        "web_sessions",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(32), person, nullable=False),
        sa.Column("form_token", sa.String(64), nullable=False),
        sa.Column("opened_at", sa.Float, nullable=False),
        sa.Column("seen_at", sa.Float, nullable=False),
    )
    op.create_index("ix_web_sessions_person", "web_sessions", ["person"])
    op.create_table(
        "failed_tries",
        sa.Column("who", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last_at", sa.Float, nullable=False),
    )
