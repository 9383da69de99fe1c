"""The whole schema of the business."""

from __future__ import annotations

from migrations.running import run_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_file("0001_schema.sql")
