"""The messages that editors settled as an intent, to measure drafts with.

The version before knows nothing of them: what it undoes is still in the inbox, and what it
settles is kept by the purge of this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "settled",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("decision", sa.String(32), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("page", sa.String(100)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("intent", sa.String(80), nullable=False),
    )
    op.create_index("ix_settled_day", "settled", ["day"])
    op.create_index("ix_settled_decision", "settled", ["decision"])
