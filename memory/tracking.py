"""Keep what vendors say became of what was sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from memory.enums import Channel, TouchStatus
from memory.postgres import ClientTransaction, SystemTransaction
from memory.queries import Queries
from memory.records.ids import CampaignId, ClientId, LeadId, ResourceId, TouchId
from memory.records.row import Row

SQL = Queries("tracking")


@dataclass(frozen=True, kw_only=True, slots=True)
class SentTouch(Row):
    """What is needed to say what became of a touch."""

    id: TouchId
    lead_id: LeadId
    campaign_id: CampaignId
    resource_id: ResourceId
    channel: Channel
    status: TouchStatus
    vendor_status: str | None
    vendor_rank: int
    recipient: str | None
    erased: bool
    """Whether whom it went to was erased since."""


async def sent_touch(tx: ClientTransaction, touch_id: TouchId) -> SentTouch | None:
    """The touch, which nobody else changes until this transaction ends."""
    return (await sent_touches(tx, [touch_id])).get(touch_id)


async def sent_touches(tx: ClientTransaction, touch_ids: Iterable[TouchId]) -> dict[TouchId, SentTouch]:
    """Those of the touches that there are; nobody else changes them until this transaction ends."""
    rows = await tx.fetch(SQL["sent_touches"], list(set(touch_ids)))
    return {row["id"]: SentTouch.from_row(row) for row in rows}


async def note_words(
    tx: ClientTransaction, touches: Collection[SentTouch], costs_aud: Mapping[TouchId, Decimal]
) -> None:
    """Keep the vendor's word and its rank as the touches bear them now, and what the vendor charged."""
    await tx.execute(
        SQL["note_words"],
        [touch.id for touch in touches],
        [touch.vendor_status for touch in touches],
        [touch.vendor_rank for touch in touches],
        [costs_aud.get(touch.id) for touch in touches],
    )


async def hard_bounces(tx: ClientTransaction, resource_id: ResourceId, *, of_last: int) -> int:
    """Of the domain's newest mails, how many went to addresses that do not exist."""
    return await tx.fetchval(SQL["hard_bounces"], resource_id, of_last)


async def complaints(tx: ClientTransaction, resource_id: ResourceId, since: datetime) -> int:
    """How many of the domain's mails were called spam since then."""
    return await tx.fetchval(SQL["complaints"], resource_id, since)


async def pause_domain(
    tx: ClientTransaction, resource_id: ResourceId, *, at: datetime, reason: str
) -> dict[ResourceId, str]:
    """The mailboxes that were in use until now, with their addresses."""
    found = await tx.fetch(SQL["pause_domain"], resource_id, at, reason)
    return {ResourceId(row["id"]): row["address"] for row in found}


async def note_connection(
    tx: ClientTransaction, lead_id: LeadId, at: datetime | None, conversation: str | None
) -> None:
    """The lead accepted us on LinkedIn, or at least has a conversation with us there."""
    await tx.execute(SQL["note_connection"], lead_id, at, conversation)


async def note_returned_mail(tx: ClientTransaction, lead_id: LeadId) -> None:
    """Nothing reaches the lead at the postal address that is known."""
    await tx.execute(SQL["note_returned_mail"], lead_id)


async def open_calls(tx: ClientTransaction, since: datetime, ended: frozenset[str], limit: int) -> list[str]:
    """The vendor's ids of calls since then whose last word is none of `ended`."""
    rows = await tx.fetch(SQL["open_calls"], since, sorted(ended), limit)
    return [row["vendor_id"] for row in rows]


async def open_texts(
    tx: ClientTransaction, since: datetime, until: datetime, ended: frozenset[str], limit: int
) -> list[str]:
    """The vendor's ids of texts sent in between whose last word is none of `ended`, newest first."""
    rows = await tx.fetch(SQL["open_texts"], since, until, sorted(ended), limit)
    return [row["vendor_id"] for row in rows]


async def owners_of_number(tx: SystemTransaction, channel: Channel, address: str) -> list[ClientId]:
    """The clients that send and receive by this number of ours."""
    return [row["client_id"] for row in await tx.fetch(SQL["owners_of_number"], channel, address)]


async def resources_in_use(tx: SystemTransaction, channel: Channel, vendor: str) -> dict[str, str]:
    """Addresses of all clients' resources of one vendor, each with its account there, where it has one."""
    rows = await tx.fetch(SQL["resources_in_use"], channel, vendor)
    return {row["address"]: row["account_id"] for row in rows}


async def resource_trouble(tx: ClientTransaction, resource_id: ResourceId) -> tuple[str, str | None] | None:
    """The resource's address, and why it is paused if it is."""
    row = await tx.fetchrow(SQL["resource_trouble"], resource_id)
    return (row["address"], row["pause_reason"]) if row else None
