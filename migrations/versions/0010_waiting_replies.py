"""Replies that a person has looked at, and the list of those that still wait for one."""

from __future__ import annotations

from migrations.running import run_file

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_file("0010_waiting_replies.sql")
