"""Keep with a draft the other ways in which its writer put it."""

from __future__ import annotations

from migrations.running import run_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run_file("0005_draft_variants.sql")
