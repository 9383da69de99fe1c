"""Keep what the do-not-call registers said of each number, and what they were asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, NewType
from uuid import UUID

from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.row import Row

SQL = Queries("washes")
BatchId = NewType("BatchId", UUID)


class Register(StrEnum):
    """The lists of numbers whose holders want no calls."""

    AU_DNCR = "AU-DNCR"
    US_DNC = "US-DNC"
    UK_TPS = "UK-TPS"
    UK_CTPS = "UK-CTPS"


class WashResult(StrEnum):
    """What a register says of a number."""

    LISTED = "listed"
    CLEAR = "clear"
    INVALID = "invalid"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wash(Row):
    register: Register
    phone: str
    result: WashResult
    source: str
    washed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class WashBatch(Row):
    id: BatchId
    register: Register
    numbers: tuple[str, ...]
    asked_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class WashCounts(Row):
    """How a register's answers stand for the leads' numbers."""

    numbers: int
    due: int
    """Without an answer that still holds."""
    clear: int
    listed: int
    invalid: int
    oldest: datetime | None
    """When the oldest answer that still holds was given."""
    open_questions: int


async def wash_counts(
    tx: ClientTransaction, register: Register, *, prefix: str, washed_before: datetime
) -> WashCounts:
    """The counts of the numbers that begin with `prefix`."""
    row = await tx.fetchrow(SQL["wash_counts"], register, prefix, washed_before)
    assert row is not None
    return WashCounts.from_row(row)


async def due_numbers(
    tx: ClientTransaction,
    register: Register,
    *,
    prefix: str,
    washed_before: datetime,
    answered_before: datetime,
    limit: int,
) -> list[str]:
    """Numbers that are to be called or texted, begin with `prefix` and have no fresh answer.

    One that an answer left out is due again once it was asked for before `answered_before`.
    """
    rows = await tx.fetch(SQL["due_numbers"], register, prefix, washed_before, answered_before, limit)
    return [row["phone"] for row in rows]


async def stale_numbers(
    tx: ClientTransaction, register: Register, *, prefix: str, washed_before: datetime
) -> list[str]:
    """Every lead's number that begins with `prefix` and has no fresh answer."""
    rows = await tx.fetch(SQL["stale_numbers"], register, prefix, washed_before)
    return [row["phone"] for row in rows]


async def add_batch(
    tx: ClientTransaction, register: Register, numbers: Sequence[str], at: datetime
) -> BatchId:
    """The id by which the register will know the question."""
    return BatchId(await tx.fetchval(SQL["add_batch"], register, list(numbers), at))


async def open_batches(tx: ClientTransaction, asked_before: datetime) -> list[WashBatch]:
    """Questions that still wait for an answer, the oldest first."""
    return [WashBatch.from_row(row) for row in await tx.fetch(SQL["open_batches"], asked_before)]


async def finish_batch(
    tx: ClientTransaction,
    batch_id: BatchId,
    status: Literal["answered", "failed"],
    *,
    detail: str | None,
    at: datetime,
) -> bool:
    """Whether the question was still open."""
    return await tx.execute(SQL["finish_batch"], batch_id, status, detail, at) > 0


async def add_washes(
    tx: ClientTransaction,
    register: Register,
    results: Mapping[str, WashResult],
    *,
    source: Literal["soap", "csv"],
    batch_id: BatchId | None,
    at: datetime,
) -> None:
    """Keep the register's answers and note them with the leads."""
    packed = [{"phone": phone, "result": result} for phone, result in results.items()]
    await tx.execute(SQL["add_washes"], register, source, batch_id, at, packed)
    mark = str(batch_id) if batch_id else at.isoformat()
    await tx.execute(SQL["note_washed"], register, at, mark, packed)


async def latest_washes(tx: ClientTransaction, phone: str) -> dict[Register, Wash]:
    """The newest answer of each register about a number."""
    washes = [Wash.from_row(row) for row in await tx.fetch(SQL["latest_washes"], phone)]
    return {wash.register: wash for wash in washes}
