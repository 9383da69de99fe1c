"""Connect Alembic to the database that `migrations.running` names."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from migrations import sql_file

if context.is_offline_mode():
    context.configure(dialect_name="postgresql", literal_binds=True)
    with context.begin_transaction():
        context.get_context().impl.static_output(sql_file("roles.sql"))
        context.run_migrations()
else:
    url = context.config.attributes["url"].replace("postgresql://", "postgresql+psycopg://", 1)
    with create_engine(url, poolclass=NullPool).connect() as connection:
        connection.execute(text(sql_file("roles.sql")))
        connection.commit()
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
