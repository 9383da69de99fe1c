"""Where the answer of a batched request is waited for, so that a crash does not pay for it twice."""

from __future__ import annotations

from migrations.running import run_file

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run_file("0011_resumable_batches.sql")
