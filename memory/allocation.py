"""Read whose turn it is, and write the touches that were planned for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from memory.enums import Channel, LeadTier, Mode
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import CampaignId, LeadId, ResourceId, TouchId, UserId
from memory.records.row import Row

SQL = Queries("allocation")
_BEFORE_ALL = (32_767, 32_767, UUID(int=0))
"""Behind this priority, score and id stands everybody: nothing in a smallint is larger."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DueLead(Row):
    """A lead whose next touch may be planned now; `mode` is resolved from lead, campaign and client."""

    id: LeadId
    priority: int
    step_n: int
    als: int
    lead_tier: LeadTier
    mode: Mode
    has_phone: bool
    has_linkedin: bool
    has_post: bool
    connected: bool
    opened: bool
    clicked: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedTouch:
    """A touch before it has an id; the tokens are unguessable and lead back to it."""

    lead_id: LeadId
    step_n: int
    channel: Channel
    resource_id: ResourceId
    mode: Mode
    reply_token: str
    unsubscribe_token: str


async def due_leads(
    tx: ClientTransaction,
    campaign_id: CampaignId,
    *,
    at: datetime,
    asked: bool,
    limit: int,
    after: DueLead | None,
) -> list[DueLead]:
    """The page behind a lead, or the first, the most promising first.

    `asked` admits manual leads and ones whose step was rejected.
    """
    place = (after.priority, after.als, after.id) if after else _BEFORE_ALL
    rows = await tx.fetch(SQL["due_leads"], campaign_id, at, asked, limit, *place)
    return [DueLead.from_row(row) for row in rows]


async def channel_totals(tx: ClientTransaction, campaign_id: CampaignId) -> dict[Channel, int]:
    """Live touches of the campaign's sequence by channel."""
    rows = await tx.fetch(SQL["channel_totals"], campaign_id)
    return {Channel(row["channel"]): row["touches"] for row in rows}


async def campaign_today(tx: ClientTransaction, campaign_id: CampaignId, day_began: datetime) -> int:
    """Touches of the campaign that wait, or that went since its day began."""
    return await tx.fetchval(SQL["campaign_today"], campaign_id, day_began)


async def client_today(tx: ClientTransaction, day_began: datetime) -> int:
    """Touches of the client that wait, or that went since its day began."""
    return await tx.fetchval(SQL["client_today"], day_began)


async def plan_touches(
    tx: ClientTransaction,
    campaign_id: CampaignId,
    touches: Sequence[PlannedTouch],
    *,
    at: datetime,
    created_by: UserId | None,
) -> dict[LeadId, TouchId]:
    """The new touches by lead; one whose step has a live touch already is left out."""
    packed = [
        {
            "lead_id": str(touch.lead_id),
            "step_n": touch.step_n,
            "channel": touch.channel,
            "resource_id": str(touch.resource_id),
            "mode": touch.mode,
            "reply_token": touch.reply_token,
            "unsubscribe_token": touch.unsubscribe_token,
        }
        for touch in touches
    ]
    rows = await tx.fetch(SQL["plan_touches"], campaign_id, packed, at, created_by)
    return {LeadId(row["lead_id"]): TouchId(row["id"]) for row in rows}
