"""Replies that a person has looked at, and the list of those that still wait for one."""

from __future__ import annotations

from migrations.running import run_file

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run_file("0012_waiting_replies.sql")
