"""People who are erased: what was asked, and what keeps their words away afterwards."""

from __future__ import annotations

from migrations.running import run_file

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run_file("0013_erasure.sql")
