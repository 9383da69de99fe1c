"""Run one touch: admit, draft, gate, propose, deliver."""

# LangGraph's own annotations leave the type variables of `add_node` open.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import START, StateGraph

from agents.models import Models
from graphs.states import Pace, TouchState
from graphs.threads import Threads
from graphs.touch_nodes import TouchNodes
from memory.records.ids import ClientId, TouchId
from tools.wiring import Agency


class Outreach:
    """The compiled graph; one thread a touch, `{client_id}:{touch_id}`, deleted at its end."""

    def __init__(self, agency: Agency, models: Models, saver: AsyncPostgresSaver) -> None:
        builder = StateGraph(TouchState)
        TouchNodes(agency=agency, models=models).add_to(builder)
        builder.add_edge(START, "admit")
        self._threads = Threads(builder.compile(checkpointer=saver), saver)

    async def start(self, client_id: ClientId, touch_id: TouchId, *, pace: Pace = Pace.NOW) -> None:
        """Run until a reviewer is asked, or to the end."""
        state = {"client_id": str(client_id), "touch_id": str(touch_id), "pace": pace}
        await self._threads.start(f"{client_id}:{touch_id}", state)

    async def resume(self, client_id: ClientId, touch_id: TouchId) -> None:
        """Go on behind the question, or anew where the paused thread was lost."""
        state = {"client_id": str(client_id), "touch_id": str(touch_id)}
        await self._threads.resume(f"{client_id}:{touch_id}", state)
