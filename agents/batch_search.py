"""Find a request among the provider's batches where a process died before it noted which one holds it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic_ai.exceptions import ModelAPIError, ModelConnectionError
from pydantic_ai.models import Model
from pydantic_ai.models.batch import Batch, BatchResult

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic
    from anthropic.types.beta.messages import BetaMessageBatch

CLOCKS_DIFFER = timedelta(minutes=1)
HANDED_IN_WITHIN = timedelta(minutes=10)
"""After the money was reserved: requests are gathered for seconds, and the call may take its minute."""
PAGE = 100


class BatchSearch:
    """The batches of a process's account, looked through once for everybody who searches at the same time.

    The list names no request: which are in a batch is told by its results, once it has ended.
    """

    def __init__(self, client: AsyncAnthropic, *, poll_seconds: float) -> None:
        self._client = client
        self._poll_seconds = poll_seconds
        self._lock = asyncio.Lock()
        self._ended: dict[str, Sequence[BatchResult]] = {}
        self._listed: tuple[float, datetime, Sequence[BetaMessageBatch]] | None = None

    async def result(self, model: Model, group: str, key: str, asked_at: datetime) -> BatchResult | None:
        """The result of the request with this id, once its batch has ended; None where no batch of that time
        holds it. ModelConnectionError where the batches cannot be looked at: one may hold it all the same.
        """
        while True:
            async with self._lock:
                batches = [one for one in await self._list(model, asked_at) if _may_hold(one, asked_at)]
                ended = [one for one in batches if one.processing_status == "ended"]
                for one in ended:
                    found = next(
                        (each for each in await self._results(model, group, one) if _is(each, key)), None
                    )
                    if found is not None:
                        return found
            if len(ended) == len(batches):
                return None
            await asyncio.sleep(self._poll_seconds)

    async def _list(self, model: Model, asked_at: datetime) -> Sequence[BetaMessageBatch]:
        """Batches from that time on, the newest first; not asked for again within a look's time."""
        since, now = asked_at - CLOCKS_DIFFER, time.monotonic()
        if self._listed is not None:
            at, reaches_to, known = self._listed
            if now - at < self._poll_seconds and reaches_to <= since:
                return known
        from anthropic import APIError

        found: list[BetaMessageBatch] = []
        try:
            async for one in self._client.beta.messages.batches.list(limit=PAGE):
                if one.created_at < since:
                    break
                found.append(one)
        except APIError as error:
            raise ModelConnectionError(model.model_name, "The batches could not be listed.") from error
        self._listed = now, since, found
        return found

    async def _results(self, model: Model, group: str, one: BetaMessageBatch) -> Sequence[BatchResult]:
        if one.id not in self._ended:
            counts = one.request_counts
            batch = Batch(
                id=one.id,
                model_name=model.model_name,
                provider_name=model.system,
                group=group,
                status="ended",
                created_at=one.created_at,
                request_count=counts.succeeded + counts.errored + counts.canceled + counts.expired,
            )
            try:
                self._ended[one.id] = await model.batch_results(batch)
            except ModelAPIError as error:
                raise ModelConnectionError(model.model_name, "A batch's results cannot be read.") from error
        return self._ended[one.id]


def _may_hold(batch: BetaMessageBatch, asked_at: datetime) -> bool:
    return asked_at - CLOCKS_DIFFER <= batch.created_at <= asked_at + HANDED_IN_WITHIN


def _is(result: BatchResult, key: str) -> bool:
    """A number behind the id tells like requests of one batch apart: their answers are as good."""
    return result.custom_id.partition("-")[0] == key
