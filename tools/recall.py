"""Let a model read what was learned about this client."""

from __future__ import annotations

from pydantic_ai import FunctionToolset, RunContext
from pydantic_ai.toolsets import AbstractToolset

from memory.enums import Role
from tools.deps import AgencyDeps
from tools.services.access import permits


async def recall_notes(ctx: RunContext[AgencyDeps], about: str) -> str:
    """Notes of what was learned, the most fitting first.

    Args:
        about: What to look for, in a few words.
    """
    notes = await ctx.deps.services.recall.relevant(ctx.deps.client_id, about[:500], limit=10)
    return "\n".join(f"{note.kind.value}: {note.text}" for note in notes) or "nothing was learned about this"


def toolset() -> FunctionToolset[AgencyDeps]:
    """Every tool, for whoever it may be."""
    return FunctionToolset([recall_notes], id="recall")


def build() -> AbstractToolset[AgencyDeps]:
    """The toolset; viewers may use all of it."""
    return toolset().filtered(lambda ctx, _: permits(ctx.deps.actor, Role.VIEWER))
