"""Ask for drafts in batches where nobody waits for them: half the price, minutes instead of seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from pydantic import JsonValue
from pydantic_ai.capabilities import BatchModelRequests
from pydantic_ai.exceptions import ModelAPIError, UserError
from pydantic_ai.messages import ModelMessage, ModelMessagesTypeAdapter, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.batch import BatchRequest
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from agents.batch_search import BatchSearch

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

Keep = Callable[[JsonValue], Awaitable[None]]
"""Notes how an answer is waited for, so that another process can go on waiting."""


class BatchLate(ModelAPIError):
    """The batch took longer than anybody wants to wait; what the provider had begun may be billed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchTerms:
    """How batches are filled and waited for, in seconds."""

    patience_seconds: float
    """After which a draft is no longer waited for."""
    gather_seconds: float = 5.0
    """How long the first request of a batch waits for others."""
    poll_seconds: float = 15.0
    """Between two looks at a batch, at first; later looks are rarer, down to one in two minutes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedBefore:
    """That the same was asked by a run that did not come to its end, and how its answer is waited for."""

    at: datetime
    pending: JsonValue


class Batches:
    """One pool of requests for a process: whoever asks at the same time shares a batch."""

    def __init__(self, terms: BatchTerms, client: AsyncAnthropic) -> None:
        self._terms = terms
        poll = timedelta(seconds=terms.poll_seconds)
        # The offline engine writes what a batch did not bring, so nothing is submitted twice.
        self._requests = BatchModelRequests(
            max_wait=timedelta(seconds=terms.gather_seconds),
            max_resubmissions=0,
            poll_interval=poll,
            max_poll_interval=max(poll, timedelta(minutes=2)),
        )
        self._search = BatchSearch(client, poll_seconds=terms.poll_seconds)

    def around(self, model: Model) -> Batched:
        """The model, asked by batch."""
        pooled = self._requests.get_wrapper_model(model)
        assert pooled is not None
        return Batched(model, pooled, search=self._search, patience_seconds=self._terms.patience_seconds)


class Batched(WrapperModel):
    """A model that is asked by `answer`, which waits for the batch; its `request` would only hand in."""

    def __init__(self, plain: Model, pooled: Model, *, search: BatchSearch, patience_seconds: float) -> None:
        super().__init__(pooled)
        self._plain = plain
        self._search = search
        self._patience_seconds = patience_seconds

    async def key(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> str:
        """The id that the request has within its batch: the same for the same request, in every process."""
        request = _request(messages, model_settings, model_request_parameters)
        try:
            encoded = await self._plain.batch_encode(request)
        except UserError as error:
            raise ModelAPIError(self.model_name, "The provider takes no batch.") from error
        return sha256(encoded.body.encode()).hexdigest()[:32]

    async def answer(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        *,
        before: AskedBefore | None,
        keep: Keep,
    ) -> ModelResponse:
        """The answer of the batch; BatchLate where it takes too long, ModelAPIError where it fails.

        What was asked before is waited for where it was asked, and handed in only if no batch holds it.
        """
        request = _request(messages, model_settings, model_request_parameters)
        pending = _read(before.pending) if before else None
        try:
            async with asyncio.timeout(self._patience_seconds):
                if before is not None and pending is None and (found := await self._find(request, before.at)):
                    return found
                if pending is None:
                    pending = await self._ask(request)
                    await keep(ModelMessagesTypeAdapter.dump_python([pending], mode="json"))
                while (delay := self.wrapped.continuation_delay(pending)) is not None:
                    await asyncio.sleep(delay)
                    pending = await self._ask(request, pending)
                return pending
        except TimeoutError as error:
            if pending is not None:
                with suppress(ModelAPIError):
                    await self.wrapped.cancel_suspended_response(pending)
            raise BatchLate(self.model_name, "The batch took too long.") from error
        except UserError as error:
            raise ModelAPIError(self.model_name, "The provider takes no batch.") from error

    async def _ask(self, request: BatchRequest, *pending: ModelResponse) -> ModelResponse:
        return await self.wrapped.request(
            [*request.messages, *pending], request.model_settings, request.model_request_parameters
        )

    async def _find(self, request: BatchRequest, asked_at: datetime) -> ModelResponse | None:
        """The answer that a batch of that time holds, where the process died before it noted which."""
        encoded = await self._plain.batch_encode(request)
        key = sha256(encoded.body.encode()).hexdigest()[:32]
        found = await self._search.result(self._plain, encoded.group, key, asked_at)
        if found is None:
            return None
        return self._plain.batch_decode(found, replace(request, custom_id=found.custom_id))


def _request(
    messages: Sequence[ModelMessage], settings: ModelSettings | None, parameters: ModelRequestParameters
) -> BatchRequest:
    return BatchRequest(
        custom_id="",
        messages=[*messages],
        model_settings=settings,
        model_request_parameters=parameters,
    )


def _read(pending: JsonValue) -> ModelResponse | None:
    if pending is None:
        return None
    (response,) = ModelMessagesTypeAdapter.validate_python(pending)
    assert isinstance(response, ModelResponse)
    return response
