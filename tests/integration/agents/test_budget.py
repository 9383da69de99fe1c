"""The AI budget holds, however many calls ask at once and whatever Redis forgets."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from agents import content
from agents.budget import Budget, Reservation
from errors import BudgetSpent, InvalidInput
from evals.anthropic_stub import AnthropicStub, calls
from memory.enums import Author
from memory.records.ids import ClientId
from memory.redis import open_redis
from memory.store import Memory, Storage
from memory.usage import Tokens
from tests.fixtures.anthropic_stub import anthropic_stub
from tests.fixtures.claude import WRITTEN, deps_of, some_models
from tests.fixtures.material import draft_material
from tests.fixtures.tenants import make_client

__all__ = ["anthropic_stub"]

TOKENS = Tokens(input=10, cache_read=0, cache_write=0, output=5)


def clock() -> datetime:
    return datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def a_budget(memory: Memory, *, platform: str = "100", client: str = "10") -> Budget:
    return Budget(
        memory=memory, clock=clock, platform_limit_aud=Decimal(platform), client_limit_aud=Decimal(client)
    )


async def reserve(budget: Budget, client_id: ClientId, aud: str) -> Reservation | None:
    try:
        return await budget.reserve(
            client_id, agent="reply", model="claude-haiku-5-5", upper_aud=Decimal(aud)
        )
    except BudgetSpent:
        return None


async def forget(database: Storage) -> None:
    async with open_redis(database.redis) as redis:
        await redis.flushall()


async def booked(memory: Memory) -> Decimal:
    async with memory.postgres.system_transaction() as tx:
        return await tx.fetchval(
            "select coalesce(sum(coalesce(cost_aud, reserved_aud)), 0) from ai_usage"
            " where status <> 'released'"
        )


async def test_a_hundred_concurrent_calls_never_overstep_the_client_limit(memory: Memory) -> None:
    client_id = await make_client(memory)
    budget = a_budget(memory)
    outcomes = await asyncio.gather(*(reserve(budget, client_id, "0.3") for _ in range(100)))
    assert sum(outcome is not None for outcome in outcomes) == 33
    assert await booked(memory) == Decimal("9.9")


@pytest.mark.usefixtures("model_requests_allowed")
async def test_a_hundred_drafts_at_once_never_cost_more_than_the_client_may_spend(
    memory: Memory, anthropic_stub: AnthropicStub
) -> None:
    """Through the real client: Claude writes as many as are paid for, the offline engine the rest."""
    client_id = await make_client(memory)
    models = some_models(memory, anthropic_stub, limit="0.5")
    anthropic_stub.plays(calls("written", WRITTEN))
    drafts = await asyncio.gather(
        *(content.write(models, deps_of(client_id), draft_material()) for _ in range(100))
    )
    await models.close()
    by_claude = sum(draft.author is Author.CLAUDE for draft in drafts)
    assert 0 < by_claude == len(anthropic_stub.requests) < 100
    assert sum(draft.author is Author.OFFLINE for draft in drafts) == 100 - by_claude
    assert 0 < await booked(memory) <= Decimal("0.5")


async def test_the_platform_limit_holds_over_clients(memory: Memory) -> None:
    budget = a_budget(memory, platform="1", client="10")
    clients = [await make_client(memory) for _ in range(3)]
    outcomes = [await reserve(budget, client_id, "0.4") for client_id in clients]
    assert [outcome is not None for outcome in outcomes] == [True, True, False]


async def test_a_limit_of_the_client_s_own_row_wins(memory: Memory) -> None:
    client_id = await make_client(memory, ai_daily_limit_aud=Decimal("0.5"))
    assert await reserve(a_budget(memory), client_id, "0.6") is None
    assert await reserve(a_budget(memory), client_id, "0.4") is not None


async def test_settling_frees_what_was_held_too_much(memory: Memory) -> None:
    client_id, budget = await make_client(memory), a_budget(memory, client="1")
    first = await reserve(budget, client_id, "0.9")
    assert first is not None
    assert await reserve(budget, client_id, "0.9") is None
    await budget.settle(first, cost_aud=Decimal("0.05"), tokens=TOKENS)
    assert await reserve(budget, client_id, "0.9") is not None


async def test_a_released_call_costs_nothing(memory: Memory) -> None:
    client_id, budget = await make_client(memory), a_budget(memory, client="1")
    held = await reserve(budget, client_id, "1")
    assert held is not None
    await budget.release(held)
    assert await booked(memory) == 0
    assert await reserve(budget, client_id, "1") is not None


async def test_what_no_row_bears_out_is_given_back(memory: Memory) -> None:
    """A client that is not there takes nothing from the platform's day."""
    client_id, budget = await make_client(memory), a_budget(memory, platform="1")
    assert await reserve(budget, client_id, "0.1") is not None
    with pytest.raises(InvalidInput):
        await reserve(budget, ClientId(uuid4()), "0.8")
    assert await reserve(budget, client_id, "0.8") is not None


async def test_one_call_is_settled_once_whoever_settles_it(memory: Memory) -> None:
    """Two runs that wait for one batch free what was held no more than once."""
    client_id, budget = await make_client(memory), a_budget(memory, client="1")
    asked = {"agent": "content", "model": "claude-sonnet-5-5", "request_key": "k"}
    first = await budget.reserve(client_id, **asked, upper_aud=Decimal("0.5"))
    again = await budget.reserve(client_id, **asked, upper_aud=Decimal("0.5"))
    assert (again.id, again.is_earlier) == (first.id, True)
    for held in (first, again):
        await budget.settle(held, cost_aud=Decimal("0.2"), tokens=TOKENS)
    await budget.release(again)
    assert await booked(memory) == Decimal("0.2")
    assert await reserve(budget, client_id, "0.9") is None
    assert await reserve(budget, client_id, "0.8") is not None


@pytest.mark.parametrize("settled", [True, False])
async def test_what_redis_forgot_is_rebuilt_from_the_rows(
    memory: Memory, database: Storage, settled: bool
) -> None:
    client_id, budget = await make_client(memory), a_budget(memory, client="1")
    held = await reserve(budget, client_id, "0.7")
    assert held is not None
    if settled:
        await budget.settle(held, cost_aud=Decimal("0.7"), tokens=TOKENS)
    await forget(database)
    assert await reserve(budget, client_id, "0.4") is None
    assert await reserve(budget, client_id, "0.3") is not None


async def test_losing_redis_amid_a_rush_oversteps_nothing(memory: Memory, database: Storage) -> None:
    client_id, budget = await make_client(memory), a_budget(memory, client="5")

    async def forgets() -> None:
        for _ in range(5):
            await asyncio.sleep(0.02)
            await forget(database)

    await asyncio.gather(forgets(), *(reserve(budget, client_id, "0.1") for _ in range(100)))
    assert await booked(memory) <= 5
