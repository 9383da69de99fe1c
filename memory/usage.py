"""Keep what each model call was allowed to cost and did cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import JsonValue

from memory.postgres import ClientTransaction, SystemTransaction
from memory.queries import Queries
from memory.records.ids import ClientId
from memory.records.row import Row

SQL = Queries("usage")


@dataclass(frozen=True, kw_only=True, slots=True)
class Tokens:
    """What a call used; `input` includes what came from and went to the cache."""

    input: int
    cache_read: int
    cache_write: int
    output: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Spent(Row):
    """AUD since a moment: settled costs, and what is still held."""

    platform_aud: Decimal
    client_aud: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Used(Row):
    """What all calls since a moment cost, the tokens of those that are settled, and how many are not."""

    cost_aud: Decimal
    input_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    output_tokens: int
    answered: int
    unanswered: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier(Row):
    """A batched call that was reserved before; `pending`, where known, is how its answer is waited for."""

    id: UUID
    reserved_aud: Decimal
    created_at: datetime
    pending: JsonValue


async def hold_day(tx: ClientTransaction) -> Decimal | None:
    """The client's own daily limit; keeps seeders waiting until this transaction ends."""
    await tx.fetchval(SQL["hold_day"])
    return await tx.fetchval(SQL["own_limit"])


async def add(
    tx: ClientTransaction,
    *,
    agent: str,
    model: str,
    reserved_aud: Decimal,
    at: datetime,
    request_key: str | None = None,
) -> UUID:
    """Record a reservation; a batched call's has the id of its request."""
    return await tx.fetchval(SQL["add"], agent, model, reserved_aud, at, request_key)


async def earlier(tx: ClientTransaction, request_key: str, since: datetime) -> Earlier | None:
    """The call that asked the same by batch since then."""
    row = await tx.fetchrow(SQL["earlier"], request_key, since)
    return None if row is None else Earlier.from_row(row)


async def keep_pending(tx: ClientTransaction, usage_id: UUID, pending: JsonValue) -> None:
    """Note how the answer of a batched call is waited for."""
    await tx.execute(SQL["keep_pending"], usage_id, pending)


async def settle(
    tx: ClientTransaction, usage_id: UUID, *, cost_aud: Decimal, tokens: Tokens, at: datetime
) -> bool:
    """Record what a call cost; False where that was recorded before."""
    settled = await tx.execute(
        SQL["settle"],
        usage_id,
        cost_aud,
        tokens.input,
        tokens.cache_read,
        tokens.cache_write,
        tokens.output,
        at,
    )
    return settled > 0


async def release(tx: ClientTransaction, usage_id: UUID, *, at: datetime) -> bool:
    """Record that a call did not happen; False where what became of it was recorded before."""
    return await tx.execute(SQL["release"], usage_id, at) > 0


async def spent_since(tx: SystemTransaction, client_id: ClientId, since: datetime) -> Spent:
    """What the platform and one client spent; waits for open reservations and holds new ones off."""
    await tx.fetchval(SQL["close_day"])
    row = await tx.fetchrow(SQL["spent_since"], client_id, since)
    assert row is not None
    return Spent.from_row(row)


async def used_since(tx: SystemTransaction, since: datetime) -> Used:
    """What the whole platform's model calls cost and used since a moment."""
    row = await tx.fetchrow(SQL["used_since"], since)
    assert row is not None
    return Used.from_row(row)
