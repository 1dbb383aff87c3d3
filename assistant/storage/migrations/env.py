"""Alembic's entry. The connection comes from `assistant.storage.migration.upgrade`."""

from __future__ import annotations

from alembic import context

from assistant.storage.schema import metadata

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    # Two doors that start together migrate one after the other.
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(230100)")
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    version_table="schema_version",
)
context.run_migrations()
