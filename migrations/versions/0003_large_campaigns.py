"""Indexes that keep a campaign of 100,000 leads as quick as a small one."""

from __future__ import annotations

from migrations.running import run_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run_file("0003_large_campaigns.sql")
