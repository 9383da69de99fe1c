"""Drafts that nobody waits for go to Claude in one batch, at half the price, and never get lost there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from anthropic.types.beta.messages.batch_create_params import Request
from pydantic import TypeAdapter

from agents import content
from agents.batching import BatchTerms
from agents.models import Models
from agents.prices import Prices
from evals import anthropic_stub as stubs
from evals.anthropic_stub import AnthropicStub, calls
from graphs import flows
from graphs.opening import open_graphs
from memory.enums import Author, TouchStatus
from memory.records.ids import ClientId
from memory.store import Memory
from tests.fixtures.anthropic_stub import anthropic_stub
from tests.fixtures.claude import PRICES, WRITTEN, deps_of, some_models, usage
from tests.fixtures.material import a_lead, draft_material
from tests.fixtures.platform import Town, stage_on, until
from tests.fixtures.tenants import make_client
from tools.services.drafts import WrittenDraft

__all__ = ["anthropic_stub"]
pytestmark = pytest.mark.usefixtures("model_requests_allowed")

QUICK = BatchTerms(patience_seconds=20.0, gather_seconds=1.0, poll_seconds=0.02)
IMPATIENT = BatchTerms(patience_seconds=2.0, gather_seconds=0.5, poll_seconds=0.02)


@pytest.fixture
async def client_id(memory: Memory) -> ClientId:
    return await make_client(memory)


@pytest.fixture
async def models(memory: Memory, anthropic_stub: AnthropicStub) -> AsyncIterator[Models]:
    models = some_models(memory, anthropic_stub, batches=QUICK)
    yield models
    await models.close()


async def some_drafts(models: Models, client_id: ClientId, many: int) -> list[WrittenDraft]:
    """Drafts for so many people at once, nobody waiting."""
    people = [a_lead(city=f"Town {n}") for n in range(many)]
    return await asyncio.gather(
        *(content.write(models, deps_of(client_id), draft_material(lead=lead), bulk=True) for lead in people)
    )


async def test_drafts_share_one_batch_at_half_the_price(
    models: Models, anthropic_stub: AnthropicStub, client_id: ClientId, memory: Memory
) -> None:
    """The wire holds against the SDK's type; each answer finds its own lead; the booking is half."""
    anthropic_stub.plays(calls("written", WRITTEN))
    drafts = await some_drafts(models, client_id, 5)
    assert [(draft.author, draft.model) for draft in drafts] == [(Author.CLAUDE, "claude-sonnet-5-5")] * 5
    (batch,) = anthropic_stub.batches
    assert len(batch.requests) == len({one["custom_id"] for one in batch.requests}) == 5
    for one in batch.requests:
        TypeAdapter[Any](Request).validate_python(one)
    assert await usage(memory, client_id) == [("settled", True)] * 5
    await content.write(models, deps_of(client_id), draft_material(lead=a_lead(city="Town 0")))
    async with memory.postgres.client_transaction(client_id) as tx:
        rows = await tx.fetch("select reserved_aud, cost_aud from ai_usage where client_id = $1 order by id")
    assert rows[0]["reserved_aud"] == pytest.approx(rows[-1]["reserved_aud"] / 2, rel=Decimal("0.001"))


@pytest.mark.parametrize("model", ["claude-sonnet-5-5", "claude-haiku-5-5", "claude-of-tomorrow"])
def test_a_batch_costs_half_of_the_same_requests(model: str) -> None:
    """Also for a model that the price list does not know."""
    halves = [PRICES.upper_bound(model, prompt_bytes=9_000, max_tokens=900, batched=b) for b in (True, False)]
    assert halves[0] * 2 == halves[1] > 0
    assert Prices(aud_per_usd=Decimal(1)).upper_bound(model, prompt_bytes=1, max_tokens=1) > 0


@pytest.mark.parametrize(
    ("answer", "booked"),
    [
        (stubs.OVERLOADED, ("released", False)),
        (stubs.REFUSES, ("settled", True)),
        (stubs.says("Here you are!"), ("settled", True)),
    ],
    ids=["errored", "refused", "nonsense"],
)
async def test_what_a_batch_does_not_bring_is_written_offline(
    answer: stubs.Answer,
    booked: tuple[str, bool],
    models: Models,
    anthropic_stub: AnthropicStub,
    client_id: ClientId,
    memory: Memory,
) -> None:
    """Marked as such, beside the one that it did bring; nothing is handed in twice."""
    anthropic_stub.plays(calls("written", WRITTEN), answer)
    drafts = await some_drafts(models, client_id, 2)
    assert sorted(draft.author for draft in drafts) == [Author.CLAUDE, Author.OFFLINE]
    assert set(await usage(memory, client_id)) == {("settled", True), booked}


async def test_a_batch_that_takes_too_long_is_cancelled_and_stays_booked(
    memory: Memory, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    """What the provider had begun may be billed."""
    models = some_models(memory, anthropic_stub, batches=IMPATIENT)
    anthropic_stub.plays(calls("written", WRITTEN), looks=1_000)
    drafts = await some_drafts(models, client_id, 2)
    await models.close()
    assert [draft.author for draft in drafts] == [Author.OFFLINE] * 2
    assert [batch.status for batch in anthropic_stub.batches] == ["canceling"]
    assert await usage(memory, client_id) == [("reserved", True)] * 2


async def test_a_batch_whose_process_died_is_waited_for_and_not_paid_twice(
    memory: Memory, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    """The next process asks the same, finds the batch under way, and settles what the first had reserved."""
    anthropic_stub.plays(calls("written", WRITTEN), looks=5)
    async with dying(memory, anthropic_stub, client_id, 3):
        await until(lambda: noted(memory, client_id, 3))
    models = some_models(memory, anthropic_stub, batches=QUICK)
    drafts = await some_drafts(models, client_id, 3)
    await models.close()
    assert [draft.author for draft in drafts] == [Author.CLAUDE] * 3
    assert len(anthropic_stub.batches) == 1
    assert await usage(memory, client_id) == [("settled", True)] * 3


@pytest.mark.parametrize("looks", [1, 3], ids=["ended", "under way"])
async def test_a_batch_that_nobody_noted_is_found_again_by_its_requests(
    looks: int, memory: Memory, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    """The process died between the batch's creation and the note of its id."""
    anthropic_stub.plays(calls("written", WRITTEN), looks=1_000)
    async with dying(memory, anthropic_stub, client_id, 2):
        await until(lambda: noted(memory, client_id, 2))
    async with memory.postgres.client_transaction(client_id) as tx:
        keys = await tx.fetch("update ai_usage set pending = null where client_id = $1 returning request_key")
    (batch,) = anthropic_stub.batches
    assert {row["request_key"] for row in keys} == {one["custom_id"] for one in batch.requests}
    batch.status, batch.looks_listed = "in_progress", looks
    models = some_models(memory, anthropic_stub, batches=QUICK)
    drafts = await some_drafts(models, client_id, 2)
    await models.close()
    assert [draft.author for draft in drafts] == [Author.CLAUDE] * 2
    assert len(anthropic_stub.batches) == 1
    assert await usage(memory, client_id) == [("settled", True)] * 2


async def test_what_was_never_handed_in_is_handed_in_on_the_money_that_is_held(
    memory: Memory, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    """The process died while its requests were gathered: no batch of that time holds them."""
    anthropic_stub.plays(calls("written", WRITTEN))
    slow = replace(QUICK, gather_seconds=60.0)
    async with dying(memory, anthropic_stub, client_id, 2, slow):
        await until(lambda: booked(memory, client_id, 2))
    models = some_models(memory, anthropic_stub, batches=QUICK)
    drafts = await some_drafts(models, client_id, 2)
    await models.close()
    assert [draft.author for draft in drafts] == [Author.CLAUDE] * 2
    assert [len(batch.requests) for batch in anthropic_stub.batches] == [2]
    assert await usage(memory, client_id) == [("settled", True)] * 2


async def test_an_answer_that_was_paid_and_lost_is_fetched_once_more(
    models: Models, anthropic_stub: AnthropicStub, client_id: ClientId, memory: Memory
) -> None:
    """The process died between the answer and the draft's row."""
    anthropic_stub.plays(calls("written", WRITTEN))
    first = await some_drafts(models, client_id, 2)
    assert await some_drafts(models, client_id, 2) == first
    assert len(anthropic_stub.batches) == 1
    assert await usage(memory, client_id) == [("settled", True)] * 2


async def test_batches_that_cannot_be_listed_leave_the_money_booked(
    memory: Memory, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    """One of them may hold the request: the offline engine writes, and nothing is handed in again."""
    anthropic_stub.plays(calls("written", WRITTEN), looks=1_000)
    async with dying(memory, anthropic_stub, client_id, 1):
        await until(lambda: noted(memory, client_id, 1))
    async with memory.postgres.client_transaction(client_id) as tx:
        await tx.execute("update ai_usage set pending = null where client_id = $1")
    anthropic_stub.lists_batches = False
    models = some_models(memory, anthropic_stub, batches=QUICK)
    drafts = await some_drafts(models, client_id, 1)
    await models.close()
    assert [draft.author for draft in drafts] == [Author.OFFLINE]
    assert len(anthropic_stub.batches) == 1
    assert await usage(memory, client_id) == [("reserved", True)]


@asynccontextmanager
async def dying(
    memory: Memory, stub: AnthropicStub, client_id: ClientId, many: int, terms: BatchTerms = QUICK
) -> AsyncIterator[None]:
    """So many drafts under way in a process that ends without a word when this does."""
    models = some_models(memory, stub, batches=replace(terms, patience_seconds=600.0, poll_seconds=30.0))
    asking = asyncio.create_task(some_drafts(models, client_id, many))
    yield
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await models.close()


async def noted(memory: Memory, client_id: ClientId, many: int) -> bool:
    """Whether so many requests' batches are known."""
    async with memory.postgres.client_transaction(client_id) as tx:
        return many == await tx.fetchval(
            "select count(*) from ai_usage where client_id = $1 and pending is not null"
        )


async def booked(memory: Memory, client_id: ClientId, many: int) -> bool:
    """Whether so many requests are paid for."""
    return len(await usage(memory, client_id)) == many


async def test_the_clock_drafts_in_a_batch_and_people_do_not_wait_for_one(
    town: Town, anthropic_stub: AnthropicStub
) -> None:
    """The hourly launch hands all its drafts in together; a person's request is answered one by one."""
    body = "Hi Mia,\n\nA free review of contracts takes an hour. Shall we talk?\n\nPriya"
    anthropic_stub.plays(calls("written", {"subject": "Contracts", "body": body}))
    async with town.platform() as without:
        models = some_models(
            town.memory, anthropic_stub, batches=replace(QUICK, gather_seconds=2.0, patience_seconds=20.0)
        )
        async with open_graphs(without.agency, models, flows=True) as platform:
            stage = await stage_on(town, platform)
            touches = [await stage.planned() for _ in range(3)]
            await flows.launched_by_clock(stage.client_id, stage.campaign_id)
            await until(stage.flows_are_done, seconds=20)
            assert [len(batch.requests) for batch in anthropic_stub.batches] == [3]
            assert {await stage.status(touch) for touch in touches} == {TouchStatus.PROPOSED}
            authors = await stage.rows("select author from drafts where client_id = $1")
            assert [row["author"] for row in authors] == ["claude"] * 3
            await stage.planned()
            await flows.launched(stage.client_id, stage.campaign_id)
            await until(stage.flows_are_done, seconds=20)
            assert len(anthropic_stub.batches) == 1
            assert len(anthropic_stub.requests) == 4
        await models.close()
