"""Bring a database from any earlier state of the schema to the present one."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def head() -> str:
    """The newest revision, read from the file names: asking Alembic would cost its import."""
    return max(path.name for path in (FOLDER / "versions").glob("[0-9]*.py"))[:4]


def sql_file(name: str) -> str:
    """The text of an SQL file of this folder."""
    return (FOLDER / name).read_text(encoding="utf-8")
