"""Keep what arrived from outside, byte for byte, before anybody knows whose it is."""

from __future__ import annotations

from datetime import datetime

from memory.enums import EventStatus
from memory.postgres import SystemTransaction
from memory.queries import Queries
from memory.records import ClientId, EventId, InboundEvent

SQL = Queries("events")


async def store_event(
    tx: SystemTransaction,
    *,
    vendor: str,
    kind: str,
    vendor_key: str,
    headers: dict[str, str],
    body: bytes,
    at: datetime,
) -> EventId | None:
    """The new event's id, or None where the vendor's key is known."""
    return await tx.fetchval(SQL["store_event"], vendor, kind, vendor_key, headers, body, at)


async def event_by_id(tx: SystemTransaction, event_id: EventId) -> InboundEvent | None:
    """One stored event."""
    row = await tx.fetchrow(SQL["event_by_id"], event_id)
    return InboundEvent.from_row(row) if row else None


async def unhandled_events(tx: SystemTransaction, before: datetime, limit: int) -> list[EventId]:
    """Events that arrived before a moment and that nothing came of yet."""
    return [row["id"] for row in await tx.fetch(SQL["unhandled_events"], before, limit)]


async def finish_event(
    tx: SystemTransaction,
    event_id: EventId,
    status: EventStatus,
    *,
    at: datetime,
    detail: str | None = None,
    client_id: ClientId | None = None,
) -> None:
    """Note what came of the event."""
    await tx.execute(SQL["finish_event"], event_id, status, detail, client_id, at)
