"""Archives for servers that share no disk, and which server serves what.

From here on a step only adds, so that the version before goes on beside this one while
servers are replaced; what nobody uses any more goes two versions later.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "archives",
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("used_at", sa.Float, nullable=False),
        sa.Column("used_by", sa.String(100), nullable=False),
    )
    archive = sa.ForeignKey("archives.name", ondelete="CASCADE")
    op.create_table(
        "archive_pieces",
        sa.Column("archive", sa.String(200), archive, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    shelf = op.create_table(
        "shelf",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("changed_by", sa.String(100), nullable=False),
    )
    # They are there from the start, so that two who change one at once wait for each other.
    empty = [
        {"name": name, "value": "", "sha256": "", "changed_by": ""}
        for name in ("live", "validated")
    ]
    op.bulk_insert(shelf, empty)
    op.create_table(
        "replicas",
        sa.Column("process", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("archive", sa.String(200)),
        sa.Column("refused", sa.Text),
        sa.Column("started_at", sa.Float, nullable=False),
        sa.Column("seen_at", sa.Float, nullable=False),
    )
