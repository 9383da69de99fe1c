"""Campaigns that the CMO proposes to modify."""

from __future__ import annotations

from migrations.running import run_file

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run_file("0009_modify_campaign.sql")
