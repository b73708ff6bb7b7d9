"""A draft answers a share of the conversations for a while, and how that went.

What is counted has a table of its own: the version before adds to `statistics` by its five
columns, and could not any more if a sixth were part of its key.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "trial_counts",
        sa.Column("trial", sa.String(32), primary_key=True),
        sa.Column("arm", sa.String(8), primary_key=True),
        sa.Column("measure", sa.String(16), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.add_column("replicas", sa.Column("trial", sa.String(32)))
    op.add_column("replicas", sa.Column("trial_refused", sa.Text))
    # Like the others, there from the start.
    row = {"name": "trial", "value": "", "sha256": "", "changed_by": ""}
    op.bulk_insert(sa.table("shelf", *map(sa.column, row)), [row])
