"""Keep every planned contact and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from memory.enums import Channel, Form, Mode, TouchStatus
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import CampaignId, DraftId, LeadId, ReplyId, ResourceId, TouchId, UserId
from memory.records.messages import Touch
from memory.records.row import Columns, Row

SQL = Queries("touches")


Counted = list[tuple[TouchId, datetime]]
"""Touches that count against a limit, each with the moment of its attempt."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A day as a limit counts it."""

    begins: datetime
    ends: datetime
    limit: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NewTouch:
    """What is known when a touch is planned; the tokens are unguessable and lead back to it."""

    campaign_id: CampaignId
    lead_id: LeadId
    step_n: int | None
    channel: Channel
    resource_id: ResourceId
    mode: Mode
    not_before: datetime
    reply_token: str
    unsubscribe_token: str
    answers_reply_id: ReplyId | None = None
    created_by: UserId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierTouch(Row):
    """What a lead was sent before."""

    id: TouchId
    subject: str
    body: str
    sent_at: datetime
    message_id: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class QueuedTouch(Row):
    """What a vendor has taken and may still have in its queue."""

    id: TouchId
    lead_id: LeadId
    campaign_id: CampaignId
    channel: Channel
    form: Form
    vendor_id: str
    recipient: str
    settings: dict[str, Any]


async def add_touch(tx: ClientTransaction, new: NewTouch) -> TouchId | None:
    """The new touch's id, or None where its step or reply has a live touch already."""
    return await tx.fetchval(
        SQL["add_touch"],
        new.campaign_id,
        new.lead_id,
        new.step_n,
        new.channel,
        new.resource_id,
        new.mode,
        new.not_before,
        new.answers_reply_id,
        new.reply_token,
        new.unsubscribe_token,
        new.created_by,
    )


async def touch_by_id(tx: ClientTransaction, touch_id: TouchId) -> Touch | None:
    """One touch."""
    row = await tx.fetchrow(SQL["touch_by_id"], touch_id)
    return Touch.from_row(row) if row else None


async def lock_touch(tx: ClientTransaction, touch_id: TouchId) -> Touch | None:
    """One touch that nobody else changes until this transaction ends."""
    row = await tx.fetchrow(SQL["lock_touch"], touch_id)
    return Touch.from_row(row) if row else None


async def touch_answering(tx: ClientTransaction, reply_id: ReplyId) -> TouchId | None:
    """The live touch that answers this reply."""
    return await tx.fetchval(SQL["touch_answering"], reply_id)


async def earlier_touches(tx: ClientTransaction, touch: Touch) -> list[EarlierTouch]:
    """What the lead was sent before on the same channel, newest first, ten at most."""
    rows = await tx.fetch(SQL["earlier_touches"], touch.lead_id, touch.channel, touch.id)
    return [EarlierTouch.from_row(row) for row in rows]


async def asked_to_connect(tx: ClientTransaction, lead_id: LeadId) -> bool:
    """Whether the lead was asked to connect on LinkedIn before."""
    return await tx.fetchval(SQL["asked_to_connect"], lead_id)


async def thread(tx: ClientTransaction, lead_id: LeadId, channel: Channel) -> list[EarlierTouch]:
    """What the lead was sent on the channel, oldest first."""
    return [EarlierTouch.from_row(row) for row in await tx.fetch(SQL["thread"], lead_id, channel)]


async def lock_open_touches(tx: ClientTransaction, lead_id: LeadId) -> list[TouchId]:
    """Ids of what has not left yet, locked: touches are locked before approvals, replies and leads."""
    return [row["id"] for row in await tx.fetch(SQL["lock_open_touches"], lead_id)]


async def due_to_draft(tx: ClientTransaction, now: datetime, limit: int) -> list[TouchId]:
    """Planned touches that may be drafted now."""
    return [row["id"] for row in await tx.fetch(SQL["due_to_draft"], now, limit)]


async def due_to_send(tx: ClientTransaction, now: datetime, limit: int) -> list[TouchId]:
    """Approved touches whose time has come."""
    return [row["id"] for row in await tx.fetch(SQL["due_to_send"], now, limit)]


async def due_to_resolve(
    tx: ClientTransaction, *, started_before: datetime, looked_before: datetime, limit: int
) -> list[TouchId]:
    """Sends whose outcome nobody recorded, and unknown ones not looked at since `looked_before`."""
    rows = await tx.fetch(SQL["due_to_resolve"], started_before, looked_before, limit)
    return [row["id"] for row in rows]


async def use_draft(tx: ClientTransaction, touch_id: TouchId, draft_id: DraftId) -> bool:
    """Whether the draft became current: not once the touch is approved or further."""
    return await tx.execute(SQL["use_draft"], touch_id, draft_id) > 0


async def move_touch(
    tx: ClientTransaction,
    touch_id: TouchId,
    to: TouchStatus,
    *,
    when_in: tuple[TouchStatus, ...],
    reason: str | None = None,
) -> bool:
    """Whether the touch stood in one of `when_in` and was moved."""
    return await tx.execute(SQL["move_touch"], touch_id, to, list(when_in), reason) > 0


async def approve_touch(
    tx: ClientTransaction, touch_id: TouchId, draft_id: DraftId, fingerprint: bytes
) -> bool:
    """Whether the touch was open and may now go with exactly this content."""
    return await tx.execute(SQL["approve_touch"], touch_id, draft_id, fingerprint) > 0


async def put_off(tx: ClientTransaction, touch_id: TouchId, until: datetime, reason: str) -> bool:
    """Whether the touch had not left and now waits; not_before stays as it was approved."""
    return await tx.execute(SQL["put_off"], touch_id, until, reason) > 0


async def lock_claims(tx: ClientTransaction) -> None:
    """From here to the end of the transaction nobody else claims a touch of this client."""
    await tx.execute(SQL["lock_claims"])


async def lock_seat(tx: ClientTransaction, seat: str) -> None:
    """From here to the end of the transaction nobody else claims an invitation of this seat."""
    await tx.execute(SQL["lock_seat"], seat)


async def claim_touch(
    tx: ClientTransaction, touch_id: TouchId, *, token: UUID, at: datetime, fingerprint: bytes
) -> bool:
    """Whether this attempt, and no other, may send the touch."""
    return await tx.execute(SQL["claim_touch"], touch_id, token, at, fingerprint) > 0


async def give_back(
    tx: ClientTransaction, touch_id: TouchId, *, token: UUID, until: datetime, reason: str
) -> bool:
    """Whether the claim of this token was undone."""
    return await tx.execute(SQL["give_back"], touch_id, token, until, reason) > 0


async def claim_for_look_up(
    tx: ClientTransaction, touch_id: TouchId, *, token: UUID, at: datetime, started_before: datetime
) -> bool:
    """Whether this look-up now holds the touch; a lease that still runs is left alone."""
    return await tx.execute(SQL["claim_for_look_up"], touch_id, token, at, started_before) > 0


async def record_sent(
    tx: ClientTransaction,
    touch_id: TouchId,
    *,
    token: UUID,
    at: datetime,
    vendor: str,
    vendor_id: str,
    message_id: str | None,
    cost_aud: Decimal,
) -> bool:
    """Whether this attempt still held the touch and it is now `sent`."""
    values = (touch_id, token, at, vendor, vendor_id, message_id, cost_aud)
    return await tx.execute(SQL["record_sent"], *values) > 0


async def record_end(
    tx: ClientTransaction,
    touch_id: TouchId,
    status: TouchStatus,
    *,
    token: UUID,
    vendor: str,
    reason: str,
    at: datetime,
) -> bool:
    """Whether this attempt still held the touch and it now stands as `status`."""
    return await tx.execute(SQL["record_end"], touch_id, token, status, vendor, reason, at) > 0


async def set_message_id(tx: ClientTransaction, touch_id: TouchId, message_id: str) -> bool:
    """Whether the mail's own id was not known before."""
    return await tx.execute(SQL["set_message_id"], touch_id, message_id) > 0


async def without_message_id(tx: ClientTransaction, since: datetime, limit: int) -> list[tuple[TouchId, str]]:
    """Sent mails whose own id is missing, with the vendor's id."""
    rows = await tx.fetch(SQL["without_message_id"], since, limit)
    return [(row["id"], row["vendor_id"]) for row in rows]


async def cancel_for_lead(
    tx: ClientTransaction, lead_id: LeadId, reason: str, *, answers_too: bool
) -> list[TouchId]:
    """Ids of the touches that will not leave any more."""
    return [row["id"] for row in await tx.fetch(SQL["cancel_for_lead"], lead_id, reason, answers_too)]


async def counted_by_resource(
    tx: ClientTransaction, resource_id: ResourceId, since: datetime, until: datetime, limit: int
) -> Counted:
    """The first `limit` touches that count against the resource between two moments."""
    return _counted(await tx.fetch(SQL["counted_by_resource"], resource_id, since, until, limit))


async def counted_by_campaign(
    tx: ClientTransaction, campaign_id: CampaignId, since: datetime, until: datetime, limit: int
) -> Counted:
    """The first `limit` touches that count against the campaign between two moments."""
    return _counted(await tx.fetch(SQL["counted_by_campaign"], campaign_id, since, until, limit))


async def counted_by_client(tx: ClientTransaction, since: datetime, until: datetime, limit: int) -> Counted:
    """The first `limit` touches that count against the client between two moments."""
    return _counted(await tx.fetch(SQL["counted_by_client"], since, until, limit))


async def counted_in_days(
    tx: ClientTransaction, resource_id: ResourceId, campaign_id: CampaignId, days: Sequence[Span]
) -> list[int]:
    """How many count against the resource's, the campaign's and the client's day, each up to its limit."""
    begins, ends, limits = zip(*((day.begins, day.ends, day.limit) for day in days), strict=True)
    row = await tx.fetchrow(
        SQL["counted_in_days"], resource_id, campaign_id, list(begins), list(ends), list(limits)
    )
    assert row is not None
    return [row["of_resource"], row["of_campaign"], row["of_client"]]


async def counted_invitations(
    tx: ClientTransaction, seat: str, since: datetime, until: datetime, limit: int
) -> Counted:
    """The first `limit` connection requests of a seat between two moments, also other clients'."""
    return _counted(await tx.fetch(SQL["counted_invitations"], seat, since, until, limit))


async def queued_for_the_unsubscribed(
    tx: ClientTransaction, since: datetime, limit: int
) -> list[QueuedTouch]:
    """Invitations and printed mail, taken since a moment, of leads that want to be left alone by now."""
    rows = await tx.fetch(SQL["queued_for_the_unsubscribed"], since, limit)
    return [QueuedTouch.from_row(row) for row in rows]


async def note_withdrawn(tx: ClientTransaction, touch_id: TouchId, at: datetime) -> bool:
    """Whether the touch had not been taken back before."""
    return await tx.execute(SQL["note_withdrawn"], touch_id, at) > 0


async def advance_lead(tx: ClientTransaction, lead_id: LeadId, *, step_n: int, sent_at: datetime) -> None:
    """Put the lead behind step `step_n`; the next is due after its own delay."""
    await tx.execute(SQL["advance_lead"], lead_id, step_n, sent_at)


def _counted(rows: Sequence[Columns]) -> Counted:
    return [(TouchId(row["id"]), row["attempt_started_at"]) for row in rows]
