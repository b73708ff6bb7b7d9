"""Alembic's entry: runs the steps on the connection that `storage.prepare` has locked."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=False)
# Begun and ended by `storage.prepare`, which holds the lock: all steps are kept, or none.
context.run_migrations()
