"""Alembic's entry. The connection comes from `assistant.storage.migration.upgrade`."""

from __future__ import annotations

from alembic import context

from assistant.storage.migration import VERSION_TABLE
from assistant.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    version_table=VERSION_TABLE,
)
context.run_migrations()
