"""Keep who is to be reached, how and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from memory.enums import CampaignStatus, Channel, Form, Mode
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.campaigns import Campaign, SequenceStep
from memory.records.ids import BrandId, CampaignId, ImportId, UserId

SQL = Queries("campaigns")


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCampaign:
    """A campaign before it has an id; the percentages sum to 100."""

    brand_id: BrandId
    name: str
    brief: str
    mode: Mode | None
    percentages: dict[Channel, int]
    daily_limit: int
    target_industries: tuple[str, ...]
    time_zone: str
    work_days: tuple[int, ...]
    work_start: time
    work_end: time
    starts_on: date | None
    ends_on: date | None
    created_by: UserId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewStep:
    """One step before it belongs to a campaign."""

    n: int
    channel: Channel | None
    delay_days: int
    brief: str
    skip_when: tuple[str, ...]
    form: Form | None = None


async def campaign_by_id(tx: ClientTransaction, campaign_id: CampaignId) -> Campaign | None:
    """One campaign; None where the client has no such campaign."""
    row = await tx.fetchrow(SQL["campaign_by_id"], campaign_id)
    return Campaign.from_row(row) if row else None


async def campaign_for_update(tx: ClientTransaction, campaign_id: CampaignId) -> Campaign | None:
    """One campaign, locked: whoever plans touches for it waits in line here."""
    row = await tx.fetchrow(SQL["campaign_for_update"], campaign_id)
    return Campaign.from_row(row) if row else None


async def campaigns(tx: ClientTransaction, status: CampaignStatus | None = None) -> list[Campaign]:
    """Every campaign, or those of one status, the newest first."""
    return [Campaign.from_row(row) for row in await tx.fetch(SQL["campaigns"], status)]


async def open_campaigns(tx: ClientTransaction) -> int:
    """How many campaigns are neither completed nor deleted."""
    return await tx.fetchval(SQL["open_campaigns"])


async def add_campaign(tx: ClientTransaction, new: NewCampaign) -> Campaign:
    """The new campaign, in draft."""
    row = await tx.fetchrow(
        SQL["add_campaign"],
        new.brand_id,
        new.name,
        new.brief,
        new.mode,
        *(new.percentages.get(channel, 0) for channel in Channel),
        new.daily_limit,
        list(new.target_industries),
        new.time_zone,
        list(new.work_days),
        new.work_start,
        new.work_end,
        new.starts_on,
        new.ends_on,
        new.created_by,
    )
    assert row is not None
    return Campaign.from_row(row)


async def add_steps(tx: ClientTransaction, campaign_id: CampaignId, steps: list[NewStep]) -> None:
    """Write the whole sequence of a new campaign."""
    rows = [
        (campaign_id, step.n, step.channel, step.delay_days, step.brief, list(step.skip_when), step.form)
        for step in steps
    ]
    await tx.executemany(SQL["add_step"], rows)


async def steps(tx: ClientTransaction, campaign_id: CampaignId) -> list[SequenceStep]:
    """The sequence, first step first."""
    return [SequenceStep.from_row(row) for row in await tx.fetch(SQL["steps"], campaign_id)]


async def step(tx: ClientTransaction, campaign_id: CampaignId, n: int) -> SequenceStep | None:
    """Step `n`; None where the sequence is shorter."""
    row = await tx.fetchrow(SQL["step"], campaign_id, n)
    return SequenceStep.from_row(row) if row else None


async def change_status(
    tx: ClientTransaction, campaign_id: CampaignId, *, seen: CampaignStatus, to: CampaignStatus, at: datetime
) -> Campaign | None:
    """The campaign in its new status; None when it no longer stands where it was seen."""
    row = await tx.fetchrow(SQL["change_status"], campaign_id, seen, to, at)
    return Campaign.from_row(row) if row else None


async def modify(tx: ClientTransaction, wanted: Campaign, *, at: datetime) -> Campaign:
    """The campaign as it is wanted; status, brand, zone and start stay as they are."""
    row = await tx.fetchrow(
        SQL["modify"],
        wanted.id,
        wanted.name,
        wanted.brief,
        wanted.mode,
        *(wanted.percentages[channel] for channel in Channel),
        wanted.daily_limit,
        wanted.work_start,
        wanted.work_end,
        wanted.ends_on,
        at,
        list(wanted.work_days),
    )
    assert row is not None
    return Campaign.from_row(row)


async def set_delays(tx: ClientTransaction, campaign_id: CampaignId, delays: Mapping[int, int]) -> None:
    """Days behind the step before, by the step's number; a number that is none changes nothing."""
    await tx.executemany(SQL["set_delay"], [(campaign_id, n, days) for n, days in delays.items()])


async def assign_leads(
    tx: ClientTransaction, campaign_id: CampaignId, *, import_id: ImportId | None, at: datetime
) -> int:
    """How many unassigned leads (of one import, or all) the campaign was given."""
    return await tx.execute(SQL["assign_leads"], campaign_id, import_id, at)


async def lead_counts(tx: ClientTransaction) -> dict[CampaignId, dict[str, int]]:
    """Leads of each campaign by status."""
    counts: dict[CampaignId, dict[str, int]] = {}
    for row in await tx.fetch(SQL["lead_counts"]):
        counts.setdefault(CampaignId(row["campaign_id"]), {})[row["status"]] = row["leads"]
    return counts
