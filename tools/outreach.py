"""Let a model read which drafts wait for a decision."""

from __future__ import annotations

from pydantic_ai import FunctionToolset, RunContext
from pydantic_ai.toolsets import AbstractToolset

from memory.enums import Role
from tools.deps import AgencyDeps
from tools.services.access import permits


async def waiting_approvals(ctx: RunContext[AgencyDeps], limit: int = 20) -> str:
    """Drafts that wait for a reviewer: to whom, which subject, until when.

    Args:
        limit: How many, 50 at most.
    """
    cards = await ctx.deps.services.approvals.open(ctx.deps.client_id, limit=max(1, min(limit, 50)))
    lines = [
        f"{card.lead.full_name} | {card.draft.subject} | by {card.draft.author.value} | "
        f"until {card.expires_at:%Y-%m-%d %H:%M} UTC"
        for card in cards
    ]
    return "\n".join(lines) or "nothing waits"


def toolset() -> FunctionToolset[AgencyDeps]:
    """Every tool, for whoever it may be."""
    return FunctionToolset([waiting_approvals], id="outreach")


def build() -> AbstractToolset[AgencyDeps]:
    """The toolset; drafts are for members and above."""
    return toolset().filtered(lambda ctx, _: permits(ctx.deps.actor, Role.MEMBER))
