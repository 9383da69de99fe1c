"""Store events that arrive together in one transaction: a burst of webhooks waits for few commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from memory.events import SQL, FoundBy
from memory.postgres import Postgres
from memory.records.ids import EventId
from memory.rounds import AT_ONCE, Rounds

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


class EventWriter:
    """Keeps what arrives, each event once."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._rounds = Rounds(self._insert, fit=_fit)

    async def store(self, event: NewEvent) -> EventId | None:
        """The new event's id once it is committed, or None where the vendor's key is known."""
        return await self._rounds.join(event)

    async def _insert(self, events: list[NewEvent]) -> list[EventId | None]:
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
        new = {(row["vendor"], row["kind"], row["vendor_key"]): EventId(row["id"]) for row in rows}
        # Of two with one key in a round the first is new.
        return [new.pop((event.vendor, event.kind, event.vendor_key), None) for event in events]


def _fit(waiting: Sequence[NewEvent]) -> int:
    sizes = accumulate(len(event.body) for event in waiting[:AT_ONCE])
    return max(sum(size <= BYTES_AT_ONCE for size in sizes), 1)
