"""Count what became of outreach, and list who may be contacted next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from memory.enums import Channel, LeadTier
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import CampaignId, LeadId
from memory.records.row import Row

SQL = Queries("performance")


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcomes(Row):
    """Touches of one channel, tier and step, and in how many of them each thing happened."""

    channel: Channel
    lead_tier: LeadTier
    step_n: int
    sent: int
    opened: int
    replied: int
    """By people: absences and automatic answers are none."""
    positive: int
    meetings: int
    opted_out: int
    bounced: int
    """For good."""
    complained: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Day(Row):
    """One day of a campaign's own zone."""

    day: date
    sent: int
    replied: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplyHours(Row):
    """How long people took to answer one step: half of them, and four fifths of them."""

    step_n: int
    replied: int
    median_hours: float
    most_hours: float


@dataclass(frozen=True, kw_only=True, slots=True)
class DayPart(Row):
    """A weekday (1 is Monday) and half of the day, in the campaign's zone."""

    weekday: int
    part: Literal["morning", "afternoon"]
    sent: int
    replied: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate(Row):
    """A lead of a running campaign that may be contacted next, with what speaks for it."""

    id: LeadId
    name: str
    title: str | None
    company: str | None
    als: int
    lead_tier: LeadTier
    priority: int
    hiring: bool | None
    funded_on: date | None
    role_started_on: date | None
    step_n: int
    """The last step that it was sent; 0 before the first."""
    campaign: str
    clicked_at: datetime | None
    opened_at: datetime | None


async def outcomes(tx: ClientTransaction, campaign_id: CampaignId) -> list[Outcomes]:
    """What became of the campaign's outreach."""
    return [Outcomes.from_row(row) for row in await tx.fetch(SQL["outcomes"], campaign_id)]


async def days(
    tx: ClientTransaction, campaign_id: CampaignId, zone: str, first: date, last: date
) -> list[Day]:
    """Every day from the first to the last."""
    return [Day.from_row(row) for row in await tx.fetch(SQL["days"], campaign_id, zone, first, last)]


async def reply_hours(tx: ClientTransaction, campaign_id: CampaignId) -> list[ReplyHours]:
    """The steps that anybody has answered."""
    return [ReplyHours.from_row(row) for row in await tx.fetch(SQL["reply_hours"], campaign_id)]


async def day_parts(tx: ClientTransaction, campaign_id: CampaignId, zone: str) -> list[DayPart]:
    """When the campaign's touches went, and how many of them were answered."""
    return [DayPart.from_row(row) for row in await tx.fetch(SQL["day_parts"], campaign_id, zone)]


async def waiting_leads(tx: ClientTransaction, campaign_id: CampaignId) -> dict[str, int]:
    """Leads that nobody has written to yet, by tier; those without a score under 'unscored'."""
    rows = await tx.fetch(SQL["waiting_leads"], campaign_id)
    return {row["lead_tier"]: row["leads"] for row in rows}


async def candidates(tx: ClientTransaction, campaign_id: CampaignId | None) -> list[Candidate]:
    """The best hundred, of one campaign or of all that run."""
    return [Candidate.from_row(row) for row in await tx.fetch(SQL["candidates"], campaign_id)]
