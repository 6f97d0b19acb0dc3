"""Read by Alembic; the connection is given by `upgrade` and is in a transaction already."""

from alembic import context

from stasis_app.adapters.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
