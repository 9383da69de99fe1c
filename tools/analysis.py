"""Let a model read how campaigns do, whom to contact next, and where autopilot stands."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pydantic_ai import FunctionToolset, ModelRetry, RunContext
from pydantic_ai.toolsets import AbstractToolset

from errors import NotFound
from memory.enums import Role
from memory.records.ids import CampaignId
from tools.deps import AgencyDeps
from tools.services.access import permits
from tools.services.judging.analysis import Analysis, compared
from tools.services.judging.performance import Rate
from tools.services.judging.timing import spoken

_RANKED = 10


async def analyse_campaign(ctx: RunContext[AgencyDeps], campaign_id: UUID) -> str:
    """Advice for one campaign (activate, pause, modify, continue) with its numbers, bounds and changes.

    Args:
        campaign_id: An id from list_campaigns.
    """
    return in_words(await _analysis(ctx, campaign_id))


async def channel_mix(ctx: RunContext[AgencyDeps], campaign_id: UUID) -> str:
    """How each channel did in each tier, the shares that this speaks for, and what they should change.

    Args:
        campaign_id: An id from list_campaigns.
    """
    mix = (await _analysis(ctx, campaign_id)).mix
    lines = [
        f"{one.tier.value} by {one.channel.value}: {one.positive.words()} answered with interest"
        for one in mix.results
    ] or ["nothing has been sent yet"]
    if mix.changes:
        shares = ", ".join(f"{channel.value} {share} %" for channel, share in mix.proposed.items())
        lines.append(
            f"proposed: {shares}; a hundred messages should bring {mix.positive_then:.1f} interested people "
            f"instead of {mix.positive_now:.1f}"
        )
    elif mix.enough:
        lines.append("the present shares are what the results speak for")
    else:
        lines.append("too little to compare: two channels need 30 messages each")
    return "\n".join(lines)


async def rank_leads(ctx: RunContext[AgencyDeps], campaign_id: UUID | None = None) -> str:
    """The ten leads to contact next, the best first, each with its points and the reasons.

    Args:
        campaign_id: Only leads of this campaign; all running ones without it.
    """
    wanted = CampaignId(campaign_id) if campaign_id else None
    found = await ctx.deps.services.analyst.rank(ctx.deps.client_id, wanted, _RANKED)
    lines = [
        f"{each.lead_id} | {each.points} points | {each.name} | {each.title or '-'} | "
        f"{each.company or '-'} | {'; '.join(each.reasons)}"
        for each in found
    ]
    return "\n".join(lines) or "no lead of a running campaign waits for a message"


async def sequence_timing(ctx: RunContext[AgencyDeps], campaign_id: UUID) -> str:
    """Whether the days between a campaign's messages fit how long people take to answer, and the best time.

    Args:
        campaign_id: An id from list_campaigns.
    """
    timing = (await _analysis(ctx, campaign_id)).timing
    lines = [step.sentence for step in timing.steps] or [timing.missing]
    if timing.best is not None:
        rate = Rate(hits=timing.best.replied, of=timing.best.sent)
        lines.append(f"best: {spoken(timing.best)}, {rate.words()} answered")
    else:
        lines.append("no part of the week is clearly better than another")
    return "\n".join(lines)


async def forecast(ctx: RunContext[AgencyDeps], campaign_id: UUID) -> str:
    """What the next seven days should bring, as bounds; or why nobody can tell.

    Args:
        campaign_id: An id from list_campaigns.
    """
    found = (await _analysis(ctx, campaign_id)).forecast
    if found.replies is None or found.positive is None:
        return found.reason
    return (
        f"{found.touches:,} messages, {_between(found.replies)} answers, {_between(found.positive)} with "
        f"interest. {found.reason}"
    )


async def compare_campaigns(ctx: RunContext[AgencyDeps], one: UUID, other: UUID) -> str:
    """Two campaigns side by side, and how sure it is that one does better.

    Args:
        one: An id from list_campaigns.
        other: Another one.
    """
    found = [await _analysis(ctx, each) for each in (one, other)]
    names = [f"“{each.found.campaign.name}”" for each in found]
    lines = [f"{name}: {_numbers(each)}" for name, each in zip(names, found, strict=True)]
    first, second = (each.found.funnel.positive for each in found)
    sure = compared(first, second)
    better = names[0] if sure >= 0.5 else names[1]
    if max(sure, 1 - sure) >= 0.9:
        lines.append(
            f"{better} brings more interest a message, with a probability of {max(sure, 1 - sure):.0%}"
        )
    else:
        lines.append("which of the two brings more interest cannot be told yet")
    return "\n".join(lines)


async def autopilot_standing(ctx: RunContext[AgencyDeps]) -> str:
    """For each channel and tier: how many drafts were accepted as written, and whether autopilot is on."""
    found = await ctx.deps.services.autopilot.standings(ctx.deps.client_id)
    lines = [
        f"{each.channel.value}, {each.lead_tier.value} leads: {'on' if each.is_on else 'off'}. "
        f"{each.sentence}"
        for each in found
    ]
    return "\n".join(lines) or "no draft has been decided on yet"


def in_words(found: Analysis) -> str:
    """The advice, what it rests on, and the changes."""
    campaign = found.found.campaign
    advice = f"Advice: {found.advice.value} (confidence {found.confidence:.0%})"
    lines = [
        f"“{campaign.name}” is {campaign.status.value}. {advice}",
        *(f"because: {sentence}" for sentence in found.because),
        *(f"change: {change.sentence}" for change in found.changes),
        f"numbers: {_numbers(found)}",
        f"waiting for a first message: {found.found.waiting_leads:,}",
    ]
    return "\n".join(lines)


def toolset() -> FunctionToolset[AgencyDeps]:
    """Every tool, for whoever it may be."""
    tools = [
        analyse_campaign,
        channel_mix,
        rank_leads,
        sequence_timing,
        forecast,
        compare_campaigns,
        autopilot_standing,
    ]
    return FunctionToolset(tools, id="analysis")


def build() -> AbstractToolset[AgencyDeps]:
    """The toolset; viewers may use all of it."""
    return toolset().filtered(lambda ctx, _: permits(ctx.deps.actor, Role.VIEWER))


async def _analysis(ctx: RunContext[AgencyDeps], campaign_id: UUID) -> Analysis:
    try:
        return await ctx.deps.services.analyst.analyse(ctx.deps.client_id, CampaignId(campaign_id))
    except NotFound as error:
        raise ModelRetry("There is no such campaign: take an id from list_campaigns.") from error


def _numbers(found: Analysis) -> str:
    funnel = found.found.funnel
    return (
        f"{funnel.sent:,} sent; answered {funnel.replied.words()}; interested {funnel.positive.words()}; "
        f"meetings {funnel.meetings.words()}; opted out {funnel.opted_out.words()}; "
        f"bounced {funnel.bounced.words()}"
    )


def _between(bounds: Sequence[int]) -> str:
    return f"{bounds[0]} to {bounds[1]}" if bounds[0] != bounds[1] else str(bounds[0])
