"""Reads that grow with a campaign, and updates of its leads that stay in their page."""

from __future__ import annotations

from migrations.running import run_file

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_file("0010_large_reads.sql")
