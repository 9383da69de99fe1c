"""LinkedIn seats that several clients share, and the day of the month on which credits begin anew."""

from __future__ import annotations

from migrations.running import run_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run_file("0004_seats_and_anchors.sql")
