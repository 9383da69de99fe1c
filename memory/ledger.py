"""Keep every change of a client's credits, for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import LeadId
from memory.records.row import Row
from memory.records.tenants import LedgerEntry

SQL = Queries("ledger")

Reason = Literal["opening", "reset", "enrichment", "refund", "upgrade", "downgrade"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Month(Row):
    """The present month of credits."""

    began_with: int
    """The balance after the opening or the reset."""
    moved: int
    """What upgrades have added since, less what downgrades took."""


async def month(tx: ClientTransaction) -> Month | None:
    """The present month; None before the account was opened."""
    row = await tx.fetchrow(SQL["month"])
    return Month.from_row(row) if row else None


async def add_entry(
    tx: ClientTransaction,
    *,
    delta: int,
    balance_after: int,
    reason: Reason,
    dedupe_key: str,
    lead_id: LeadId | None,
    at: datetime,
) -> None:
    """Book one change; Conflict when the key was booked before."""
    await tx.execute(SQL["add_entry"], delta, balance_after, reason, dedupe_key, lead_id, at)


async def entry_by_key(tx: ClientTransaction, dedupe_key: str) -> LedgerEntry | None:
    """The change booked under the key; None where there is none."""
    row = await tx.fetchrow(SQL["entry_by_key"], dedupe_key)
    return LedgerEntry.from_row(row) if row else None


async def entries(tx: ClientTransaction, limit: int) -> list[LedgerEntry]:
    """The latest changes, the newest first."""
    return [LedgerEntry.from_row(row) for row in await tx.fetch(SQL["entries"], limit)]


async def spent_between(tx: ClientTransaction, start: datetime, end: datetime) -> int:
    """Credits that enrichment used from `start` until before `end`."""
    return await tx.fetchval(SQL["spent_between"], start, end)
