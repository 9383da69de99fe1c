"""Let a model read which campaigns there are and how they stand."""

from __future__ import annotations

from uuid import UUID

from pydantic_ai import FunctionToolset, ModelRetry, RunContext
from pydantic_ai.toolsets import AbstractToolset

from errors import NotFound
from memory.enums import Role
from memory.records.campaigns import Campaign
from memory.records.ids import CampaignId
from tools.deps import AgencyDeps
from tools.services.access import permits


async def list_campaigns(ctx: RunContext[AgencyDeps]) -> str:
    """All campaigns with id, status, name and how many leads they have."""
    services, client_id = ctx.deps.services, ctx.deps.client_id
    found = await services.campaigns.list(client_id)
    counts = await services.campaigns.lead_counts(client_id)
    lines = [
        f"{one.id} | {one.status.value} | {one.name} | "
        f"{sum(counts.get(one.id, {}).values())} leads | {one.daily_limit} a day"
        for one in found
    ]
    return "\n".join(lines) or "no campaigns"


async def campaign_report(ctx: RunContext[AgencyDeps], campaign_id: UUID) -> str:
    """One campaign's plan, its leads by status and its sequence.

    Args:
        campaign_id: An id from list_campaigns.
    """
    services, client_id, wanted = ctx.deps.services, ctx.deps.client_id, CampaignId(campaign_id)
    try:
        campaign = await services.campaigns.get(client_id, wanted)
    except NotFound as error:
        raise ModelRetry("There is no such campaign: take an id from list_campaigns.") from error
    counts = await services.leads.counts(client_id, wanted)
    steps = await services.campaigns.steps(client_id, wanted)
    sequence = [f"step {step.n}: after {step.delay_days} days, {step.brief}" for step in steps]
    return "\n".join([_plan(campaign), f"leads: {_counted(counts)}", *sequence])


def toolset() -> FunctionToolset[AgencyDeps]:
    """Every tool, for whoever it may be."""
    return FunctionToolset([list_campaigns, campaign_report], id="campaigns")


def build() -> AbstractToolset[AgencyDeps]:
    """The toolset; viewers may use all of it."""
    return toolset().filtered(lambda ctx, _: permits(ctx.deps.actor, Role.VIEWER))


def _plan(campaign: Campaign) -> str:
    shares = ", ".join(
        f"{channel.value} {share} %" for channel, share in campaign.percentages.items() if share
    )
    dates = f"{campaign.starts_on or 'at once'} to {campaign.ends_on or 'open end'}"
    return (
        f"{campaign.id} | {campaign.status.value} | {campaign.name}\nbrief: {campaign.brief}\n"
        f"channels: {shares}\ndaily limit: {campaign.daily_limit}\ndates: {dates}\n"
        f"industries: {', '.join(campaign.target_industries) or 'any'}"
    )


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"
