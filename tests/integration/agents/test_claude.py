"""Claude's path through the real client: what is asked, what falls back, who is named, what is booked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from typing import Any, get_type_hints

import pytest
from anthropic.types.beta.message_create_params import MessageCreateParamsNonStreaming
from inline_snapshot import snapshot
from pydantic import TypeAdapter, ValidationError
from pydantic_ai import Agent, Tool
from pydantic_ai.exceptions import UserError
from pydantic_ai.models.fallback import FallbackModel

from agents import content, reply
from agents.models import Models
from evals import anthropic_stub as stubs
from evals.anthropic_stub import AnthropicStub, calls, says
from memory.enums import Author, Intent
from memory.records.ids import ClientId
from memory.store import Memory
from tests.fixtures.anthropic_stub import anthropic_stub
from tests.fixtures.claude import PRICES, WRITTEN, a_budget, deps_of, some_models, usage
from tests.fixtures.material import a_lead, draft_material, reply_material
from tests.fixtures.tenants import make_client

__all__ = ["anthropic_stub"]
pytestmark = pytest.mark.usefixtures("model_requests_allowed")

READING = {"intent": "interested", "confidence": 0.9, "summary": "Wants details."}


@pytest.fixture
async def client_id(memory: Memory) -> ClientId:
    return await make_client(memory)


@pytest.fixture
async def models(memory: Memory, anthropic_stub: AnthropicStub) -> AsyncIterator[Models]:
    models = some_models(memory, anthropic_stub)
    yield models
    await models.close()


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
    """Checked by the SDK's own types, nested blocks too; what changes from lead to lead bears no mark."""
    anthropic_stub.plays(calls("written", WRITTEN))
    await content.write(models, deps_of(client_id), draft_material())
    body = anthropic_stub.requests[0]
    assert faults_of(body) == []
    assert {"temperature", "top_p", "top_k"}.isdisjoint(body)
    assert marks(body) == snapshot(
        {
            "tools": {"type": "ephemeral", "ttl": "5m"},
            "system": {"type": "ephemeral", "ttl": "5m"},
            "messages": None,
        }
    )
    assert "Bayside" not in json.dumps([body["tools"], body["system"]])


def test_a_request_that_the_sdk_would_not_make_is_found_out() -> None:
    """Else the test above could not fail."""
    good: dict[str, Any] = {
        "model": "claude-haiku-5-5",
        "max_tokens": 5,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "x"}]}],
    }
    assert faults_of(good) == []
    assert faults_of({**good, "max_token": 5})
    assert faults_of({**good, "max_tokens": "many"})
    assert faults_of({**good, "tools": [{"name": "written"}]})
    assert faults_of({**good, "messages": [{"role": "user", "content": [{"type": "text"}]}]})


REQUEST = TypeAdapter[Any](MessageCreateParamsNonStreaming)


def faults_of(body: dict[str, Any]) -> list[str]:
    """Where a body is not what the SDK sends."""
    strange = set(body) - {"stream"} - set(get_type_hints(MessageCreateParamsNonStreaming))
    try:
        _read_out(REQUEST.validate_python(body))
    except ValidationError as error:
        return [*strange, *(str(one["loc"]) for one in error.errors())]
    return [*strange]


def _read_out(value: object) -> None:
    """The SDK's lists are validated as they are read."""
    if isinstance(value, dict):
        for each in value.values():
            _read_out(each)
    elif not isinstance(value, str) and isinstance(value, Iterable):
        for each in value:
            _read_out(each)


async def test_the_second_request_reads_from_the_cache_what_the_first_one_wrote(
    models: Models, anthropic_stub: AnthropicStub, client_id: ClientId, memory: Memory
) -> None:
    """Another lead, the same tools and instructions; the counters are booked and make it cheaper."""
    anthropic_stub.plays(calls("written", WRITTEN))
    await content.write(models, deps_of(client_id), draft_material())
    await content.write(models, deps_of(client_id), draft_material(lead=a_lead(hiring=False, city="Cairns")))
    first, second = anthropic_stub.usages
    assert (first["cache_read_input_tokens"], second["cache_creation_input_tokens"]) == (0, 0)
    assert second["cache_read_input_tokens"] == first["cache_creation_input_tokens"] > 500
    async with memory.postgres.client_transaction(client_id) as tx:
        rows = await tx.fetch(
            "select cache_read_tokens, cache_write_tokens, cost_aud from ai_usage"
            " where client_id = $1 order by id"
        )
    assert [row["cache_read_tokens"] for row in rows] == [0, first["cache_creation_input_tokens"]]
    assert [row["cache_write_tokens"] for row in rows] == [first["cache_creation_input_tokens"], 0]
    assert rows[1]["cost_aud"] < rows[0]["cost_aud"]


async def test_a_conversation_reads_its_earlier_turns_from_the_cache(
    models: Models, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    """Each look-up of the CMO's repeats all before it: the mark moves along with the last message."""
    agent = Agent(instructions="x" * 4_000, tools=[Tool(look_up)])
    anthropic_stub.plays(calls("look_up", {}), calls("look_up", {}), says("Two campaigns run."))
    await agent.run("How do we stand?", model=models.of("cmo", client_id))
    assert [marks(body)["messages"] is not None for body in anthropic_stub.requests] == [True, True, True]
    assert faults_of(anthropic_stub.requests[-1]) == []
    read = [usage["cache_read_input_tokens"] for usage in anthropic_stub.usages]
    assert 0 == read[0] < read[1] < read[2]


def look_up() -> str:
    """Look something up."""
    return "campaign | active | Spring"


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


async def test_nothing_is_streamed_past_the_budget(
    models: Models, anthropic_stub: AnthropicStub, client_id: ClientId
) -> None:
    """The wrapped model could; what it streams would be paid and not counted."""
    anthropic_stub.plays(says("hello there"))
    model = models.of("content", client_id)
    assert isinstance(model, FallbackModel)
    with pytest.raises(UserError):
        async with Agent(model.models[0]).run_stream("Say hello") as result:
            await result.get_output()
    assert anthropic_stub.requests == []


async def test_without_a_key_the_offline_engine_answers(memory: Memory, client_id: ClientId) -> None:
    models = Models(claude=None, budget=a_budget(memory, "50"), prices=PRICES)
    assert models.offline_only
    draft = await content.write(models, deps_of(client_id), draft_material())
    assert draft.author is Author.OFFLINE
    assert await usage(memory, client_id) == []
