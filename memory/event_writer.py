"""Store events that arrive together in one transaction: a burst of webhooks waits for few commits."""

from __future__ import annotations

import asyncio
from asyncio import Future, Task
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from errors import Conflict, InvalidInput
from memory.events import SQL, FoundBy
from memory.postgres import Postgres
from memory.records.ids import EventId

AT_ONCE = 200
BYTES_AT_ONCE = 4 * 1024 * 1024
"""A single event may be larger; it then goes alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewEvent:
    """What arrived."""

    vendor: str
    kind: str
    vendor_key: str
    headers: dict[str, str]
    body: bytes
    received_at: datetime
    found_by: FoundBy = "webhook"


Waiting = tuple[NewEvent, "Future[EventId | None]"]


class EventWriter:
    """While one commit is under way, what comes meanwhile gathers for the next."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._waiting: list[Waiting] = []
        self._writing: Task[None] | None = None

    async def store(self, event: NewEvent) -> EventId | None:
        """The new event's id once it is committed, or None where the vendor's key is known."""
        stored: Future[EventId | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((event, stored))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await stored

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch = _next(self._waiting)
                del self._waiting[: len(batch)]
                await self._store(batch)
        finally:
            self._writing = None
            # Only a process that ends leaves anybody waiting here.
            _refuse(self._waiting, asyncio.CancelledError())

    async def _store(self, batch: list[Waiting]) -> None:
        try:
            ids = await self._insert([event for event, _ in batch])
        except (InvalidInput, Conflict) as error:
            # One event that the database does not take must not keep the others out.
            if len(batch) > 1:
                for one in batch:
                    await self._store([one])
                return
            _refuse(batch, error)
        except BaseException as error:
            _refuse(batch, error)
            if isinstance(error, asyncio.CancelledError):
                raise
        else:
            for event, stored in batch:
                key = (event.vendor, event.kind, event.vendor_key)
                if not stored.done():
                    # Of two with one key in a batch the first is new.
                    stored.set_result(ids.pop(key, None))

    async def _insert(self, events: list[NewEvent]) -> dict[tuple[str, str, str], EventId]:
        columns = (
            [event.vendor for event in events],
            [event.kind for event in events],
            [event.vendor_key for event in events],
            [event.headers for event in events],
            [event.body for event in events],
            [event.received_at for event in events],
            [event.found_by for event in events],
        )
        async with self._postgres.system_transaction() as tx:
            rows = await tx.fetch(SQL["store_events"], *columns)
        return {(row["vendor"], row["kind"], row["vendor_key"]): EventId(row["id"]) for row in rows}


def _next(waiting: list[Waiting]) -> list[Waiting]:
    sizes = accumulate(len(event.body) for event, _ in waiting[:AT_ONCE])
    fit = sum(size <= BYTES_AT_ONCE for size in sizes)
    return waiting[: max(fit, 1)]


def _refuse(batch: list[Waiting], error: BaseException) -> None:
    for _, stored in batch:
        if not stored.done():
            stored.set_exception(error)
