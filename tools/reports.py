"""Let a model read where everything stands."""

from __future__ import annotations

from pydantic_ai import FunctionToolset, RunContext
from pydantic_ai.toolsets import AbstractToolset

from memory.enums import Role
from tools.deps import AgencyDeps
from tools.services.access import permits
from tools.services.money.reports import total


async def client_state(ctx: RunContext[AgencyDeps]) -> str:
    """Campaigns, leads by tier, open approvals, replies waiting, what was sent today, and credits."""
    state = await ctx.deps.services.reports.client_state(ctx.deps.client_id)
    tiers = ", ".join(f"{tier} {count}" for tier, count in state.leads_by_tier.items()) or "none scored"
    names = ", ".join(f"{c.name} ({c.status.value})" for c in state.campaigns) or "none"
    unsure = f" ({state.replies_unsure} not read with certainty)" if state.replies_unsure else ""
    return "\n".join(
        (
            f"campaigns: {names}",
            f"leads: {state.leads} ({tiers})",
            f"drafts waiting for a decision: {state.open_approvals}",
            f"replies waiting: {state.replies_waiting}{unsure}, today: {state.replies_today}",
            f"sent today: {state.sent_today} of {state.touches_a_day}",
            f"sends with an unknown outcome: {state.parked}",
            f"credits: {state.credit_balance} of {state.credits_a_month}",
        )
    )


async def campaign_costs(ctx: RunContext[AgencyDeps]) -> str:
    """What each campaign has cost so far in AUD, and what that is a lead, a reply and a meeting."""
    costs = await ctx.deps.services.cost_reports.of_campaigns(ctx.deps.client_id)
    return "\n".join(one.sentence() for one in (total(costs), *costs))


def toolset() -> FunctionToolset[AgencyDeps]:
    """Every tool, for whoever it may be."""
    return FunctionToolset([client_state, campaign_costs], id="reports")


def build() -> AbstractToolset[AgencyDeps]:
    """The toolset; viewers may use all of it."""
    return toolset().filtered(lambda ctx, _: permits(ctx.deps.actor, Role.VIEWER))
