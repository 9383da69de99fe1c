"""Decide which model answers: Claude within its budget, else the offline engine, and say which it was."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import JsonValue
from pydantic_ai import Agent
from pydantic_ai.exceptions import (
    AgentRunError,
    FallbackExceptionGroup,
    ModelAPIError,
    ModelConnectionError,
    ModelRequestTimeout,
)
from pydantic_ai.messages import ModelMessage, ModelMessagesTypeAdapter, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.fallback import FallbackModel
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RequestUsage, UsageLimits

from agents.batching import AskedBefore, Batched, Batches, BatchLate, BatchTerms
from agents.budget import Budget, Reservation
from agents.offline import cmo as offline_cmo
from agents.offline import content as offline_content
from agents.offline import reply as offline_reply
from agents.offline.engine import SYSTEM as OFFLINE
from agents.offline.engine import Engine, OfflineModel
from agents.prices import Prices
from errors import BudgetSpent, StorageUnavailable
from memory.enums import Author
from memory.records.ids import ClientId
from memory.usage import Tokens

if TYPE_CHECKING:
    # A second and a half of the start, which a process without a key need not spend.
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModelSettings

logger = logging.getLogger(__name__)

DepsT = TypeVar("DepsT")
OutputT = TypeVar("OutputT")


OVERHEAD_BYTES = 8_192
"""What the provider puts around a request of its own accord: tool-use instructions, separators."""
DEFAULT_MAX_TOKENS = 2_000
_UNREADABLE = (TypeError, ValueError, AttributeError, LookupError)
_ENGINES: Mapping[str, Engine] = {
    "cmo": offline_cmo.engine,
    "content": offline_content.engine,
    "reply": offline_reply.engine,
}


class Refused(ModelAPIError):
    """The model declined to answer; its words are of no use to anybody waiting."""


class Unreadable(ModelAPIError):
    """The provider answered with something that is no message."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claude:
    """How to reach Claude, and which model serves which agent."""

    api_key: str
    base_url: str
    models: Mapping[str, str]
    timeout_seconds: float
    batches: BatchTerms | None = None
    """None asks for every draft at once, also where nobody waits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered(Generic[OutputT]):
    """An output with the label of who wrote it; `model` is None for the offline engine."""

    output: OutputT
    author: Author
    model: str | None


class Models:
    """One model for each agent and client; close it to give Claude's connections back.

    Nothing is asked of Claude without a budget.
    """

    def __init__(self, *, claude: Claude | None, budget: Budget | None, prices: Prices) -> None:
        self._claude = claude
        self._budget = budget
        self._prices = prices
        self._anthropic = _connect(claude) if claude else None
        terms = claude.batches if claude else None
        self._batches = Batches(terms, self._anthropic) if terms and self._anthropic else None

    @property
    def offline_only(self) -> bool:
        """Whether there is no key, so that only the offline engine answers."""
        return self._claude is None or self._budget is None

    @property
    def in_batches(self) -> bool:
        """Whether what nobody waits for is asked for in batches."""
        return self._batches is not None

    def of(self, agent: str, client_id: ClientId, *, bulk: bool = False) -> Model:
        """The model that answers for an agent on a client's budget; `bulk` where nobody waits for it."""
        offline = self.offline(agent)
        if self._claude is None or self._anthropic is None or self._budget is None:
            return offline
        from pydantic_ai.models.anthropic import AnthropicModel
        from pydantic_ai.providers.anthropic import AnthropicProvider

        provider = AnthropicProvider(anthropic_client=self._anthropic)
        model: Model = AnthropicModel(self._claude.models[agent], provider=provider, settings=_cached(agent))
        batches = self._batches if bulk else None
        budgeted = Budgeted(
            batches.around(model) if batches else model,
            agent=agent,
            client_id=client_id,
            budget=self._budget,
            prices=self._prices,
        )
        return FallbackModel(budgeted, offline, fallback_on=(ModelAPIError, BudgetSpent, StorageUnavailable))

    def offline(self, agent: str) -> OfflineModel:
        """The offline engine of an agent."""
        return OfflineModel(agent, _ENGINES[agent])

    async def close(self) -> None:
        """Close the connections to Claude."""
        if self._anthropic is not None:
            await self._anthropic.close()


class Budgeted(WrapperModel):
    """A paid model whose every request is reserved before it and settled after it."""

    def __init__(
        self,
        wrapped: Model,
        *,
        agent: str,
        client_id: ClientId,
        budget: Budget,
        prices: Prices,
    ) -> None:
        super().__init__(wrapped)
        self._batched = wrapped if isinstance(wrapped, Batched) else None
        self._agent = agent
        self._client_id = client_id
        self._budget = budget
        self._prices = prices

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """The wrapped model's answer; Refused where it declines, BudgetSpent where nothing is left."""
        held = await self._reserve(messages, model_settings, model_request_parameters)
        try:
            response = await self._ask(held, messages, model_settings, model_request_parameters)
        except _UNREADABLE as error:
            # A body that is no message ends in whatever the client trips over; it may have been billed.
            raise Unreadable(self.model_name, "The provider's answer cannot be read.") from error
        except BaseException as error:
            await self._after_failure(held, error)
            raise
        await self._settle(held, response.usage)
        if response.finish_reason == "content_filter":
            raise Refused(self.model_name, "The model declined to answer.")
        return response

    # The base class's, which refuses: what the wrapped model streams would be paid and not counted.
    request_stream = Model.request_stream

    async def _ask(
        self,
        held: Reservation,
        messages: list[ModelMessage],
        settings: ModelSettings | None,
        parameters: ModelRequestParameters,
    ) -> ModelResponse:
        if self._batched is None:
            return await self.wrapped.request(messages, settings, parameters)
        before = AskedBefore(at=held.asked_at, pending=held.pending) if held.is_earlier else None
        keep = partial(self._keep, held)
        return await self._batched.answer(messages, settings, parameters, before=before, keep=keep)

    async def _keep(self, held: Reservation, pending: JsonValue) -> None:
        try:
            await self._budget.keep_pending(held, pending)
        except StorageUnavailable as error:
            logger.warning("a batch is waited for by this process alone: %s", error)

    async def _reserve(
        self, messages: list[ModelMessage], settings: ModelSettings | None, parameters: ModelRequestParameters
    ) -> Reservation:
        merged: ModelSettings = {**(self.wrapped.settings or {}), **(settings or {})}
        key = await self._batched.key(messages, settings, parameters) if self._batched else None
        upper = self._prices.upper_bound(
            self.model_name,
            prompt_bytes=_prompt_bytes(messages, parameters),
            max_tokens=merged.get("max_tokens", DEFAULT_MAX_TOKENS),
            batched=self._batched is not None,
        )
        return await self._budget.reserve(
            self._client_id, agent=self._agent, model=self.model_name, upper_aud=upper, request_key=key
        )

    async def _settle(self, held: Reservation, usage: RequestUsage) -> None:
        cost: Decimal = self._prices.of(self.model_name, usage, batched=self._batched is not None)
        tokens = Tokens(
            input=usage.input_tokens,
            cache_read=usage.cache_read_tokens,
            cache_write=usage.cache_write_tokens,
            output=usage.output_tokens,
        )
        try:
            await asyncio.shield(self._budget.settle(held, cost_aud=cost, tokens=tokens))
        except StorageUnavailable as error:
            # What is paid is used; the call stays booked at its upper bound.
            logger.warning("a call of %s was not settled: %s", self._agent, error)

    async def _after_failure(self, held: Reservation, error: BaseException) -> None:
        """Release what was refused; keep booked what may yet be billed: time-outs, cuts, cancellations."""
        unsure = isinstance(error, (ModelConnectionError, ModelRequestTimeout, BatchLate))
        if isinstance(error, ModelAPIError) and not unsure:
            await asyncio.shield(self._budget.release(held))


async def run_with_fallback(
    agent: Agent[DepsT, OutputT],
    models: Models,
    *,
    prompt: str,
    deps: DepsT,
    client_id: ClientId,
    limits: UsageLimits,
    max_tokens: int,
    bulk: bool = False,
) -> Answered[OutputT]:
    """Run the agent; where the model only produces nonsense, the offline engine does the whole run again.

    `bulk` says that nobody waits: the run may take as long as a batch.
    """
    name = agent.name or ""
    settings = ModelSettings(max_tokens=max_tokens)
    try:
        result = await agent.run(
            prompt,
            model=models.of(name, client_id, bulk=bulk),
            deps=deps,
            usage_limits=limits,
            model_settings=settings,
        )
    except (AgentRunError, FallbackExceptionGroup) as error:
        if models.offline_only:
            raise
        logger.warning("%s falls back to the offline engine: %s", name, type(error).__name__)
        result = await agent.run(prompt, model=models.offline(name), deps=deps, usage_limits=limits)
    offline = result.response.provider_name == OFFLINE
    return Answered(
        output=result.output,
        author=Author.OFFLINE if offline else Author.CLAUDE,
        model=None if offline else result.response.model_name,
    )


def _connect(claude: Claude) -> AsyncAnthropic:
    """Claude's own client; what to do after a failure is decided here, so it repeats nothing."""
    from anthropic import AsyncAnthropic

    return AsyncAnthropic(
        api_key=claude.api_key, base_url=claude.base_url, max_retries=0, timeout=claude.timeout_seconds
    )


def _cached(agent: str) -> AnthropicModelSettings:
    """Static instructions and tools are the same for every client; only a conversation's messages repeat."""
    from pydantic_ai.models.anthropic import AnthropicModelSettings

    settings = AnthropicModelSettings(
        anthropic_cache_instructions=True,
        anthropic_cache_tool_definitions=True,
        max_tokens=DEFAULT_MAX_TOKENS,
    )
    if agent == "cmo":
        settings["anthropic_cache_messages"] = True
    return settings


def _prompt_bytes(messages: list[ModelMessage], parameters: ModelRequestParameters) -> int:
    """No tokenizer makes more tokens than bytes, so this bounds the input from above."""
    tools = [*parameters.function_tools, *parameters.output_tools]
    schemas = sum(
        len(f"{tool.name}{tool.description or ''}{tool.parameters_json_schema}".encode()) for tool in tools
    )
    instructions = sum(len(part.content.encode()) for part in parameters.instruction_parts or ())
    return len(ModelMessagesTypeAdapter.dump_json(messages)) + schemas + instructions + OVERHEAD_BYTES
