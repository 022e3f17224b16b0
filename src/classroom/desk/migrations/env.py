"""What alembic runs: migrations on the connection that the gradebook has opened."""

from __future__ import annotations

from alembic import context

from classroom.desk.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
