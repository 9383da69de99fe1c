"""Ask for drafts in batches where nobody waits for them: half the price, minutes instead of seconds."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from pydantic_ai.capabilities import BatchModelRequests
from pydantic_ai.exceptions import ModelAPIError, UserError
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings


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


class Batches:
    """One pool of requests for a process: whoever asks at the same time shares a batch."""

    def __init__(self, terms: BatchTerms) -> None:
        self._terms = terms
        poll = timedelta(seconds=terms.poll_seconds)
        # The offline engine writes what a batch did not bring, so nothing is submitted twice.
        self._requests = BatchModelRequests(
            max_wait=timedelta(seconds=terms.gather_seconds),
            max_resubmissions=0,
            poll_interval=poll,
            max_poll_interval=max(poll, timedelta(minutes=2)),
        )

    def around(self, model: Model) -> Model:
        """The model, asked by batch."""
        pooled = self._requests.get_wrapper_model(model)
        assert pooled is not None
        return Batched(pooled, patience_seconds=self._terms.patience_seconds)


class Batched(WrapperModel):
    """A model whose every request waits for its batch; a run that uses it never sees a pending response."""

    def __init__(self, pooled: Model, *, patience_seconds: float) -> None:
        super().__init__(pooled)
        self._patience_seconds = patience_seconds

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """The answer of the batch; BatchLate where it takes too long, ModelAPIError where it fails."""
        pending: ModelResponse | None = None
        try:
            async with asyncio.timeout(self._patience_seconds):
                response = await self.wrapped.request(messages, model_settings, model_request_parameters)
                while (delay := self.wrapped.continuation_delay(response)) is not None:
                    pending = response
                    await asyncio.sleep(delay)
                    response = await self.wrapped.request(
                        [*messages, pending], model_settings, model_request_parameters
                    )
                return response
        except TimeoutError as error:
            if pending is not None:
                with suppress(ModelAPIError):
                    await self.wrapped.cancel_suspended_response(pending)
            raise BatchLate(self.model_name, "The batch took too long.") from error
        except UserError as error:
            raise ModelAPIError(self.model_name, "The provider takes no batch.") from error
