"""Cases that reviewers keep for the evals."""

from __future__ import annotations

from migrations.running import run_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_file("0007_eval_cases.sql")
