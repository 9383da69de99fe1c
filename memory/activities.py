"""Keep the record of what happened to each lead; nothing in it is ever changed."""

from __future__ import annotations

from datetime import datetime

from memory.enums import ActivityKind, Channel
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records import Activity, CampaignId, LeadId, TouchId

SQL = Queries("activities")


async def add_activity(
    tx: ClientTransaction,
    *,
    lead_id: LeadId,
    kind: ActivityKind,
    sentence: str,
    at: datetime,
    touch_id: TouchId | None = None,
    campaign_id: CampaignId | None = None,
    channel: Channel | None = None,
    rule: str | None = None,
    dedupe_key: str | None = None,
) -> bool:
    """Whether it was noted: a known `dedupe_key` is not noted again."""
    values = (lead_id, touch_id, campaign_id, kind, channel, rule, sentence, dedupe_key, at)
    return await tx.execute(SQL["add_activity"], *values) > 0


async def activities_of_lead(tx: ClientTransaction, lead_id: LeadId, limit: int = 200) -> list[Activity]:
    """What happened to the lead, newest first."""
    return [Activity.from_row(row) for row in await tx.fetch(SQL["activities_of_lead"], lead_id, limit)]


async def latest_activities(tx: ClientTransaction, limit: int) -> list[Activity]:
    """What happened at the client, newest first."""
    return [Activity.from_row(row) for row in await tx.fetch(SQL["latest_activities"], limit)]
