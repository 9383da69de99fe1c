"""Autopilot that is earned by channel and tier."""

from __future__ import annotations

from migrations.running import run_file

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run_file("0008_autopilot.sql")
