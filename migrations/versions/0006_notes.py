"""Notes that are corrected, told apart by subject, and found by their words."""

from __future__ import annotations

from migrations.running import run_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run_file("0006_notes.sql")
