"""Run Alembic over one database."""

from __future__ import annotations

from alembic import command, op
from alembic.config import Config
from psycopg import Connection, sql

from migrations import FOLDER, sql_file


def upgrade(url: str) -> None:
    """Migrate to the newest revision, as the database's owner."""
    command.upgrade(_config(url), "head")


def current(url: str) -> None:
    """Print the revision that the database has."""
    command.current(_config(url), verbose=True)


def print_sql() -> None:
    """Print what `upgrade` would run on an empty database."""
    command.upgrade(_config("postgresql://"), "head", sql=True)


def run_file(name: str) -> None:
    """Run a plain SQL file of `versions/` inside the migration's transaction."""
    text = sql_file(f"versions/{name}")
    context = op.get_context()
    if context.as_sql:
        context.impl.static_output(text)
        return
    driver = op.get_bind().connection.driver_connection
    assert isinstance(driver, Connection)
    driver.execute(sql.SQL(text))  # pyright: ignore[reportArgumentType] - the file is ours and constant


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["url"] = url
    return config
