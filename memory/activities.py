"""Keep the record of what happened to each lead; nothing in it is ever changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from memory.enums import ActivityKind, Channel, Form
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import CampaignId, LeadId, TouchId
from memory.records.leads import Activity
from memory.records.row import Row

SQL = Queries("activities")
LATEST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class TimelineEntry(Row):
    id: UUID
    kind: ActivityKind
    channel: Channel | None
    rule: str | None
    sentence: str
    at: datetime
    form: Form | None
    """Of the message that it is about."""
    campaign: str | None
    cost_aud: Decimal | None
    """What the platform paid for a send or an enrichment."""


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


class AboutTouch(Protocol):
    """A touch, or the part of one that a query has read."""

    @property
    def id(self) -> TouchId: ...
    @property
    def lead_id(self) -> LeadId: ...
    @property
    def campaign_id(self) -> CampaignId: ...
    @property
    def channel(self) -> Channel: ...


async def note_touch(
    tx: ClientTransaction,
    touch: AboutTouch,
    kind: ActivityKind,
    sentence: str,
    at: datetime,
    *,
    rule: str | None = None,
    dedupe_key: str | None = None,
) -> bool:
    """The same about a touch."""
    return await add_activity(
        tx,
        lead_id=touch.lead_id,
        kind=kind,
        sentence=sentence,
        at=at,
        touch_id=touch.id,
        campaign_id=touch.campaign_id,
        channel=touch.channel,
        rule=rule,
        dedupe_key=dedupe_key,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class TouchNote:
    """Something that happened to a touch, to be noted once."""

    touch: AboutTouch
    kind: ActivityKind
    sentence: str
    at: datetime
    rule: str | None
    dedupe_key: str


async def note_touches(tx: ClientTransaction, notes: Collection[TouchNote]) -> set[str]:
    """The `dedupe_key`s that were not known, each of which is noted now."""
    if not notes:
        return set()
    rows = await tx.fetch(
        SQL["add_activities"],
        [note.touch.lead_id for note in notes],
        [note.touch.id for note in notes],
        [note.touch.campaign_id for note in notes],
        [note.kind for note in notes],
        [note.touch.channel for note in notes],
        [note.rule for note in notes],
        [note.sentence for note in notes],
        [note.dedupe_key for note in notes],
        [note.at for note in notes],
    )
    return {row["dedupe_key"] for row in rows}


async def activities_of_lead(tx: ClientTransaction, lead_id: LeadId) -> list[Activity]:
    """What happened to the lead last, newest first."""
    return [Activity.from_row(row) for row in await tx.fetch(SQL["activities_of_lead"], lead_id, LATEST)]


async def timeline_of_lead(tx: ClientTransaction, lead_id: LeadId, limit: int) -> list[TimelineEntry]:
    """What happened to the lead with what it cost, the newest first."""
    return [TimelineEntry.from_row(row) for row in await tx.fetch(SQL["timeline_of_lead"], lead_id, limit)]


async def latest_outcome(tx: ClientTransaction, touch_id: TouchId) -> str | None:
    """What a vendor told last of a message that went: a sentence, or None while nothing was heard."""
    return await tx.fetchval(SQL["latest_outcome"], touch_id)
