"""Keep what arrived from outside, byte for byte, before anybody knows whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from memory.enums import EventStatus
from memory.postgres import SystemTransaction
from memory.queries import Queries
from memory.records.ids import ClientId, EventId
from memory.records.messages import InboundEvent
from memory.records.row import Row

SQL = Queries("events")
FoundBy = Literal["webhook", "poll"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Completeness(Row):
    """How events of one vendor and kind came to us."""

    vendor: str
    kind: str
    by_webhook: int
    only_by_poll: int
    never_read: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """What came of one event."""

    event_id: EventId
    status: EventStatus
    detail: str | None
    client_id: ClientId | None
    at: datetime
    forget: bool = False
    """Whether what it says is not kept: it is from, or about, somebody who was erased."""


async def events_by_id(tx: SystemTransaction, event_ids: Sequence[EventId]) -> list[InboundEvent]:
    """Those of the events that there are, the oldest first."""
    return [InboundEvent.from_row(row) for row in await tx.fetch(SQL["events_by_id"], list(event_ids))]


async def known_events(tx: SystemTransaction, vendor: str, kind: str, keys: list[str]) -> set[str]:
    """Those of the keys that are stored."""
    return {row["vendor_key"] for row in await tx.fetch(SQL["known_events"], vendor, kind, keys)}


async def claim_events(
    tx: SystemTransaction,
    *,
    before: datetime,
    now: datetime,
    until: datetime,
    kinds: Sequence[str],
    others: bool,
    limit: int,
) -> list[EventId]:
    """Such events of these `vendor/kind`, or of all others, that nobody else takes before `until`."""
    rows = await tx.fetch(SQL["claim_events"], before, now, until, list(kinds), limit, others)
    return [row["id"] for row in rows]


async def retry_event(tx: SystemTransaction, event_id: EventId, at: datetime, detail: str) -> bool:
    """Whether the event was open and is looked at again at that time."""
    return await tx.execute(SQL["retry_event"], event_id, at, detail) > 0


async def finish_events(tx: SystemTransaction, endings: Sequence[Ending]) -> None:
    """Note what came of each of these events."""
    await tx.execute(
        SQL["finish_events"],
        [ending.event_id for ending in endings],
        [ending.status for ending in endings],
        [ending.detail for ending in endings],
        [ending.client_id for ending in endings],
        [ending.at for ending in endings],
        [ending.forget for ending in endings],
    )


async def completeness(tx: SystemTransaction, since: datetime) -> list[Completeness]:
    """How complete intake was since a moment, by vendor and kind."""
    return [Completeness.from_row(row) for row in await tx.fetch(SQL["completeness"], since)]


async def last_recovery(tx: SystemTransaction, vendor: str) -> datetime | None:
    """Up to when the vendor's own list was compared with ours."""
    value = await tx.fetchval(SQL["last_recovery"], vendor)
    return datetime.fromisoformat(value) if isinstance(value, str) else None


async def note_recovery(tx: SystemTransaction, vendor: str, at: datetime) -> None:
    """Remember that the vendor's list was compared with ours up to this moment."""
    await tx.execute(SQL["note_recovery"], vendor, at.isoformat())
