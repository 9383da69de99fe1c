"""Let a model find people and read what happened to them."""

from __future__ import annotations

from uuid import UUID

from pydantic_ai import FunctionToolset, ModelRetry, RunContext
from pydantic_ai.toolsets import AbstractToolset

from errors import NotFound
from memory.enums import LeadStatus, LeadTier, Role
from memory.records.ids import CampaignId, LeadId
from tools.deps import AgencyDeps
from tools.services.access import permits
from tools.services.permission import Explained

_EVENTS = 25


async def find_leads(
    ctx: RunContext[AgencyDeps],
    text: str | None = None,
    campaign_id: UUID | None = None,
    status: LeadStatus | None = None,
    lead_tier: LeadTier | None = None,
    limit: int = 20,
) -> str:
    """Leads with id, status, score, tier, name, title and company, the most promising first.

    Args:
        text: Part of a name, an address or a company.
        campaign_id: Only leads of this campaign.
        status: Only leads of this status.
        lead_tier: Only leads of this tier.
        limit: How many, 50 at most.
    """
    found = await ctx.deps.services.leads.find(
        ctx.deps.client_id,
        campaign_id=CampaignId(campaign_id) if campaign_id else None,
        status=status,
        lead_tier=lead_tier,
        text=text,
        limit=max(1, min(limit, 50)),
    )
    lines = [
        f"{lead.id} | {lead.status.value} | ALS {'-' if lead.als is None else lead.als} | "
        f"{lead.lead_tier.value if lead.lead_tier else '-'} | "
        f"{lead.full_name} | {lead.title or '-'} | {lead.company or '-'}"
        for lead in found
    ]
    return "\n".join(lines) or "no such leads"


async def lead_timeline(ctx: RunContext[AgencyDeps], lead_id: UUID) -> str:
    """What happened to one lead, newest first, with the score and its reasons.

    Args:
        lead_id: An id from find_leads.
    """
    services, client_id, wanted = ctx.deps.services, ctx.deps.client_id, LeadId(lead_id)
    try:
        lead = await services.leads.get(client_id, wanted)
    except NotFound as error:
        raise ModelRetry("There is no such lead: take an id from find_leads.") from error
    score = await services.leads.score(client_id, wanted)
    events = await services.leads.timeline(client_id, wanted)
    stopped = lead.stop_reason or "no"
    head = f"{lead.full_name} | {lead.status.value} | enrichment {lead.enrichment} | stopped: {stopped}"
    reasons = [f"score: {sentence}" for sentence in score.sentences] if score else ["not scored yet"]
    return "\n".join([head, *reasons, *(f"{e.at:%Y-%m-%d %H:%M} {e.sentence}" for e in events[:_EVENTS])])


async def why_not_contacted(ctx: RunContext[AgencyDeps], lead_id: UUID) -> str:
    """Whether each channel is open to one lead now, and if not: the rule, why, and when it opens again.

    Args:
        lead_id: An id from find_leads.
    """
    try:
        found = await ctx.deps.services.permission.explain(ctx.deps.client_id, LeadId(lead_id))
    except NotFound as error:
        raise ModelRetry("There is no such lead: take an id from find_leads.") from error
    return "\n".join(_line(one) for one in found)


def _line(one: Explained) -> str:
    if one.permitted:
        return f"{one.channel.value} | open | {one.sentence}"
    until = f" Asked again from {one.until:%Y-%m-%d %H:%M} UTC." if one.until else ""
    return f"{one.channel.value} | closed | {one.rule} | {one.sentence}{until}"


def toolset() -> FunctionToolset[AgencyDeps]:
    """Every tool, for whoever it may be."""
    return FunctionToolset([find_leads, lead_timeline, why_not_contacted], id="leads")


def build() -> AbstractToolset[AgencyDeps]:
    """The toolset; viewers may use all of it."""
    return toolset().filtered(lambda ctx, _: permits(ctx.deps.actor, Role.VIEWER))
