"""Let a model read what the client pays for and has left."""

from __future__ import annotations

from pydantic_ai import FunctionToolset, RunContext
from pydantic_ai.toolsets import AbstractToolset

from memory.enums import Role
from tools.deps import AgencyDeps
from tools.services.access import permits


async def credits_left(ctx: RunContext[AgencyDeps]) -> str:
    """Tier, subscription, credits left, quota, pace and the tier's limits."""
    state = await ctx.deps.services.billing.state(ctx.deps.client_id)
    return "\n".join(
        (
            f"tier {state.tier.value}, subscription {state.subscription.value}",
            f"credits: {state.balance} of {state.quota} left, {state.used} used",
            f"reset {state.resets_on:%Y-%m-%d}",
            f"limits: {state.campaigns} campaigns, {state.touches_a_day} touches a day",
            *state.notices(),
        )
    )


def toolset() -> FunctionToolset[AgencyDeps]:
    """Every tool, for whoever it may be."""
    return FunctionToolset([credits_left], id="account")


def build() -> AbstractToolset[AgencyDeps]:
    """The toolset; viewers may use all of it."""
    return toolset().filtered(lambda ctx, _: permits(ctx.deps.actor, Role.VIEWER))
