"""Keep what leads wrote and what it meant for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from memory.enums import Author, Channel, Intent, LeadStatus
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import EventId, LeadId, ReplyId, TouchId
from memory.records.messages import Reply
from memory.records.row import Row

SQL = Queries("replies")


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact(Row):
    """Where a lead is reached."""

    email: str
    personal_email: str | None
    phone: str | None
    linkedin_url: str | None


async def add_reply(
    tx: ClientTransaction,
    *,
    lead_id: LeadId,
    touch_id: TouchId | None,
    event_id: EventId,
    channel: Channel,
    from_address: str,
    subject: str,
    text: str,
    message_id: str | None,
    reference_ids: list[str],
    received_at: datetime,
    transcript: str = "",
) -> Reply | None:
    """The new reply, or None where this event or message became one before."""
    values = (lead_id, touch_id, event_id, channel, from_address, subject, text)
    row = await tx.fetchrow(SQL["add_reply"], *values, message_id, reference_ids, received_at, transcript)
    return Reply.from_row(row) if row else None


async def reply_by_id(tx: ClientTransaction, reply_id: ReplyId) -> Reply | None:
    """One reply."""
    row = await tx.fetchrow(SQL["reply_by_id"], reply_id)
    return Reply.from_row(row) if row else None


async def reply_by_event(tx: ClientTransaction, event_id: EventId) -> Reply | None:
    """The reply that the event became."""
    row = await tx.fetchrow(SQL["reply_by_event"], event_id)
    return Reply.from_row(row) if row else None


async def has_message(tx: ClientTransaction, channel: Channel, message_id: str) -> bool:
    """Whether the message is a reply already."""
    return await tx.fetchval(SQL["has_message"], channel, message_id)


async def answers_before(tx: ClientTransaction, reply_id: ReplyId, limit: int) -> list[Reply]:
    """The last that the lead of the reply wrote before it, on any channel, oldest first."""
    return [Reply.from_row(row) for row in reversed(await tx.fetch(SQL["answers_before"], reply_id, limit))]


async def latest_replies(tx: ClientTransaction, limit: int) -> list[Reply]:
    """What was written to the client, newest first."""
    return [Reply.from_row(row) for row in await tx.fetch(SQL["latest_replies"], limit)]


async def record_reading(
    tx: ClientTransaction,
    reply_id: ReplyId,
    *,
    intent: Intent,
    confidence: float,
    abstained: bool,
    decided_by: Author,
    reading: dict[str, Any],
    at: datetime,
) -> Reply | None:
    """The reply as read, or None where an earlier reading stands."""
    values = (reply_id, intent, confidence, abstained, decided_by, reading, at)
    row = await tx.fetchrow(SQL["record_reading"], *values)
    return Reply.from_row(row) if row else None


async def mark_acted(tx: ClientTransaction, reply_id: ReplyId, at: datetime) -> bool:
    """Whether nobody had drawn this reply's consequences before."""
    return await tx.execute(SQL["mark_acted"], reply_id, at) > 0


async def stop_lead(tx: ClientTransaction, lead_id: LeadId, at: datetime, reason: str) -> None:
    """End the lead's sequence; the first reason stands."""
    await tx.execute(SQL["stop_lead"], lead_id, at, reason)


async def convert_lead(tx: ClientTransaction, lead_id: LeadId, priority: int) -> None:
    """The sequence has done its work."""
    await tx.execute(SQL["convert_lead"], lead_id, priority)


async def raise_priority(tx: ClientTransaction, lead_id: LeadId, priority: int) -> None:
    """Put the lead before others in the queue."""
    await tx.execute(SQL["raise_priority"], lead_id, priority)


async def wait_lead(tx: ClientTransaction, lead_id: LeadId, until: datetime) -> None:
    """Let the sequence wait."""
    await tx.execute(SQL["wait_lead"], lead_id, until)


async def lead_ends(tx: ClientTransaction, lead_id: LeadId, status: LeadStatus) -> bool:
    """Whether the lead now bears an end status that forbids every contact."""
    return await tx.execute(SQL["lead_ends"], lead_id, status) > 0


async def lead_contact(tx: ClientTransaction, lead_id: LeadId) -> Contact | None:
    """Where the lead is reached, deleted or not."""
    row = await tx.fetchrow(SQL["lead_contact"], lead_id)
    return Contact.from_row(row) if row else None
