"""Claude's path through the real client: what is asked, what falls back, who is named, what is booked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast, get_type_hints

import pytest
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming
from inline_snapshot import snapshot
from pydantic_ai import Agent
from pydantic_ai.models.fallback import FallbackModel

from agents import content, reply
from agents.budget import Budget
from agents.models import Claude, Models
from agents.prices import Prices
from memory.enums import Author, Intent
from memory.records.actor import SYSTEM
from memory.records.ids import ClientId
from memory.store import Memory
from tests.fixtures import anthropic_stub as stubs
from tests.fixtures.anthropic_stub import Answer, AnthropicStub, anthropic_stub, calls, says
from tests.fixtures.material import draft_material, reply_material
from tests.fixtures.tenants import make_client
from tools.deps import AgencyDeps, Services

__all__ = ["anthropic_stub"]
pytestmark = pytest.mark.usefixtures("model_requests_allowed")

WRITTEN = {
    "subject": "Missed appointments at Bayside Dental",
    "body": "Hi Mia,\n\nBayside Dental is hiring. We remind patients by SMS.\n\n"
    "Is that of use?\n\nRegards,\nKate Lowe",
    "facts": [5, 7],
}
READING = {"intent": "interested", "confidence": 0.9, "summary": "Wants details."}


def clock() -> datetime:
    return datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
async def client_id(memory: Memory) -> ClientId:
    return await make_client(memory)


def a_budget(memory: Memory, limit: str) -> Budget:
    return Budget(
        memory=memory, clock=clock, platform_limit_aud=Decimal(500), client_limit_aud=Decimal(limit)
    )


@pytest.fixture
async def models(memory: Memory, anthropic_stub: AnthropicStub) -> AsyncIterator[Models]:
    models = some_models(memory, anthropic_stub)
    yield models
    await models.close()


def some_models(memory: Memory, stub: AnthropicStub, limit: str = "50") -> Models:
    claude = Claude(
        api_key="test",
        base_url=stub.url,
        models={"cmo": "claude-sonnet-5-5", "content": "claude-sonnet-5-5", "reply": "claude-haiku-5-5"},
        timeout_seconds=0.5,
    )
    return Models(claude=claude, budget=a_budget(memory, limit), prices=Prices(aud_per_usd=Decimal("1.55")))


def deps_of(client_id: ClientId) -> AgencyDeps:
    """Neither agent here touches a service."""
    return AgencyDeps(client_id=client_id, actor=SYSTEM, clock=clock, services=cast("Services", None))


async def usage(memory: Memory, client_id: ClientId) -> list[tuple[str, bool]]:
    """Status of each call, and whether anything is booked for it."""
    async with memory.postgres.client_transaction(client_id) as tx:
        rows = await tx.fetch(
            "select status, coalesce(cost_aud, reserved_aud) > 0 as booked from ai_usage"
            " where client_id = $1 order by id"
        )
    return [(row["status"], row["booked"]) for row in rows]


async def test_claude_writes_and_is_named(
    models: Models, anthropic_stub: AnthropicStub, client_id: ClientId, memory: Memory
) -> None:
    anthropic_stub.plays(calls("written", WRITTEN))
    draft = await content.write(models, deps_of(client_id), draft_material())
    assert (draft.author, draft.model) == (Author.CLAUDE, "claude-sonnet-5-5")
    assert draft.facts == (
        "Bayside Dental is hiring",
        "We remind patients by SMS so that fewer appointments are missed",
    )
    assert await usage(memory, client_id) == [("settled", True)]


async def test_the_request_holds_against_the_sdk_and_caches_what_stays(
    models: Models, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    anthropic_stub.plays(calls("written", WRITTEN))
    await content.write(models, deps_of(client_id), draft_material())
    body = anthropic_stub.requests[0]
    assert set(body) - {"stream"} <= set(get_type_hints(MessageCreateParamsNonStreaming))
    assert {"temperature", "top_p", "top_k"}.isdisjoint(body)
    assert marks(body) == snapshot(
        {
            "tools": {"type": "ephemeral", "ttl": "5m"},
            "system": {"type": "ephemeral", "ttl": "5m"},
            "messages": None,
        }
    )


def marks(body: dict[str, Any]) -> dict[str, Any]:
    """Where the cache breakpoints stand."""
    system = body["system"]
    last = body["messages"][-1]["content"]
    return {
        "tools": body["tools"][-1].get("cache_control"),
        "system": system[-1].get("cache_control") if isinstance(system, list) else None,
        "messages": last[-1].get("cache_control") if isinstance(last, list) else None,
    }


FAULTS = {
    "429": (stubs.RATE_LIMITED, [("released", False)]),
    "529": (stubs.OVERLOADED, [("released", False)]),
    "500": (stubs.BROKEN, [("released", False)]),
    "401": (stubs.FORBIDDEN, [("released", False)]),
    "hang": (stubs.HANGS, [("reserved", True)]),
    "refusal": (stubs.REFUSES, [("settled", True)]),
    "nonsense": (stubs.NONSENSE, [("reserved", True)]),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_offline_engine_takes_over_on(
    fault: str, models: Models, anthropic_stub: AnthropicStub, client_id: ClientId, memory: Memory
) -> None:
    answer, booked = FAULTS[fault]
    anthropic_stub.plays(answer)
    draft = await content.write(models, deps_of(client_id), draft_material())
    assert (draft.author, draft.model) == (Author.OFFLINE, None)
    assert "Mia" in draft.body
    assert await usage(memory, client_id) == booked


async def test_words_instead_of_an_output_end_with_the_offline_engine(
    models: Models, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    anthropic_stub.plays(says("Sure, here is your mail!"))
    draft = await content.write(models, deps_of(client_id), draft_material())
    assert draft.author is Author.OFFLINE


async def test_a_draft_that_is_too_long_goes_back_to_the_model_once(
    models: Models, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    anthropic_stub.plays(calls("written", {**WRITTEN, "subject": "x" * 51}), calls("written", WRITTEN))
    draft = await content.write(models, deps_of(client_id), draft_material())
    assert draft.author is Author.CLAUDE
    assert "51 characters" in str(anthropic_stub.requests[1]["messages"][-1])


@pytest.mark.parametrize(
    "bad", [{"facts": [99]}, {"notes": [1]}, {"body": "Hi [Name], " + "word " * 20}, {"body": "word " * 151}]
)
async def test_a_draft_that_stays_wrong_is_written_offline(
    bad: dict[str, Any], models: Models, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    anthropic_stub.plays(calls("written", {**WRITTEN, **bad}))
    draft = await content.write(models, deps_of(client_id), draft_material())
    assert draft.author is Author.OFFLINE


async def test_a_spent_budget_asks_nobody(
    memory: Memory, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    anthropic_stub.plays(calls("written", WRITTEN))
    models = some_models(memory, anthropic_stub, limit="0")
    draft = await content.write(models, deps_of(client_id), draft_material())
    await models.close()
    assert draft.author is Author.OFFLINE
    assert anthropic_stub.requests == []


async def test_claude_reads_and_is_named(
    models: Models, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    anthropic_stub.plays(calls("reading", READING))
    read = await reply.read(models, client_id, reply_material("Sounds useful, tell me more."))
    assert (read.reading.intent, read.decided_by) == (Intent.INTERESTED, Author.CLAUDE)


async def test_an_opt_out_holds_whatever_the_model_reads(
    models: Models, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    anthropic_stub.plays(calls("reading", READING))
    read = await reply.read(models, client_id, reply_material("Nice idea, but take me off your list."))
    assert (read.reading.intent, read.decided_by) == (Intent.UNSUBSCRIBE, Author.RULE)


async def test_a_question_that_nobody_wrote_is_sent_back(
    models: Models, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    invented = {**READING, "questions": ["What is your ABN?"]}
    anthropic_stub.plays(calls("reading", invented))
    read = await reply.read(models, client_id, reply_material("Sounds useful, tell me more."))
    assert read.decided_by is Author.OFFLINE


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (says("hello there"), "settled"),
        (Answer(content=({"type": "text", "text": "hello"},), cut=True), "reserved"),
    ],
)
async def test_a_stream_is_settled_and_a_cut_one_stays_booked(
    answer: Answer,
    status: str,
    models: Models,
    anthropic_stub: AnthropicStub,
    client_id: ClientId,
    memory: Memory,
) -> None:
    anthropic_stub.plays(answer)
    model = models.of("content", client_id)
    assert isinstance(model, FallbackModel)
    async with Agent(model.models[0]).run_stream("Say hello") as result:
        await result.get_output()
    assert await usage(memory, client_id) == [(status, True)]


async def test_without_a_key_the_offline_engine_answers(memory: Memory, client_id: ClientId) -> None:
    models = Models(claude=None, budget=a_budget(memory, "50"), prices=Prices(aud_per_usd=Decimal("1.55")))
    assert models.offline_only
    draft = await content.write(models, deps_of(client_id), draft_material())
    assert draft.author is Author.OFFLINE
    assert await usage(memory, client_id) == []
