"""Keep what reviewers decided as cases for the evals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import ClientId, LeadId, UserId
from memory.records.row import Row

SQL = Queries("eval_cases")

CaseKind = Literal["reply", "draft"]
Half = Literal["development", "test"]


@dataclass(frozen=True, kw_only=True, slots=True)
class EvalCase(Row):
    """One case; `content` is a row of the evals' own format, `half` is where it was put for good."""

    id: UUID
    client_id: ClientId
    kind: CaseKind
    half: Half
    source_id: UUID
    lead_id: LeadId
    content: dict[str, Any]
    kept_by: UserId | None
    kept_at: datetime


async def keep_case(
    tx: ClientTransaction,
    *,
    case_id: UUID,
    kind: CaseKind,
    half: Half,
    source_id: UUID,
    lead_id: LeadId,
    content: Mapping[str, Any],
    by: UserId | None,
    at: datetime,
) -> EvalCase:
    """The case as it stands; the id and the half of one that was kept before stay."""
    values = (case_id, kind, half, source_id, lead_id, dict(content), by, at)
    row = await tx.fetchrow(SQL["keep_case"], *values)
    assert row is not None
    return EvalCase.from_row(row)


async def cases(tx: ClientTransaction, half: Half | None) -> list[EvalCase]:
    """The oldest first."""
    return [EvalCase.from_row(row) for row in await tx.fetch(SQL["cases"], half)]
