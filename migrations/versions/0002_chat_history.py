"""The chat's own history."""

from __future__ import annotations

from migrations.running import run_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_file("0002_chat_history.sql")
