"""Run one inbound message: match, read, act, and answer where an answer is due."""

# LangGraph's own annotations leave the type variables of `add_node` open.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from typing import Literal
from uuid import UUID

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import START, StateGraph

from agents.models import Models
from agents.reply import read
from graphs.states import ReplyState, Update, Verdict
from graphs.threads import Threads
from graphs.touch_nodes import TouchNodes
from memory.records.ids import ClientId, EventId, ReplyId
from memory.signals import SignalKind
from tools.services.replies import NextStep
from tools.wiring import Agency


class Replies:
    """The compiled graph; one thread an event, `event:{event_id}`, deleted at its end."""

    def __init__(self, agency: Agency, models: Models, saver: AsyncPostgresSaver) -> None:
        self._agency = agency
        self._models = models
        builder = StateGraph(ReplyState)
        builder.add_node("match", self._match)
        builder.add_node("read", self._read)
        builder.add_node("act", self._act)
        TouchNodes(agency=agency, models=models).add_to(builder)
        builder.add_edge(START, "match")
        builder.add_conditional_edges("match", _after_match)
        builder.add_edge("read", "act")
        builder.add_conditional_edges("act", _after_act)
        self._threads = Threads(builder.compile(checkpointer=saver), saver)

    async def start(self, event_id: EventId) -> None:
        """Run until a reviewer is asked about the response, or to the end."""
        if await self._agency.services.reception.settle(event_id):
            return
        await self._threads.start(f"event:{event_id}", {"event_id": str(event_id)})

    async def resume(self, event_id: EventId) -> None:
        """Go on behind the question, or anew where the paused thread was lost."""
        await self._threads.resume(f"event:{event_id}", {"event_id": str(event_id)})

    async def paused(self, event_id: EventId) -> bool:
        """Whether the event's thread waits for a reviewer."""
        return await self._threads.paused(f"event:{event_id}")

    async def _match(self, state: ReplyState) -> Update:
        """Find whose message it is; an outcome, and what is nobody's, ends here."""
        reply = await self._agency.services.reception.match(EventId(UUID(state["event_id"])))
        if reply is None:
            return {"verdict": Verdict.STOP}
        return {"verdict": Verdict.GO_ON, "client_id": str(reply.client_id), "reply_id": str(reply.id)}

    async def _read(self, state: ReplyState) -> Update:
        """Have the reply agent, which has no tools, say what the sender wants, unless a rule has."""
        client_id, reply_id = _ids(state)
        services = self._agency.services
        material = await services.replies.material(client_id, reply_id)
        if material.reply.intent is not None:
            await services.notify.tell(client_id, SignalKind.REPLY_READ, reply_id)
            return {}
        result = await read(self._models, client_id, material)
        await services.replies.record_reading(client_id, reply_id, result.reading, result.decided_by)
        return {}

    async def _act(self, state: ReplyState) -> Update:
        """Do what the intent demands, by code; a response becomes a touch of its own."""
        client_id, reply_id = _ids(state)
        services = self._agency.services
        replies, next_step = services.replies, await services.replies.act(client_id, reply_id)
        await services.recall.learn_from_reply(client_id, reply_id)
        if next_step is NextStep.NOTHING:
            return {"verdict": Verdict.STOP}
        touch_id = await replies.plan_response(client_id, reply_id)
        return {"verdict": Verdict.GO_ON, "touch_id": str(touch_id)}


def _after_match(state: ReplyState) -> Literal["read", "__end__"]:
    return "__end__" if state["verdict"] is Verdict.STOP else "read"


def _after_act(state: ReplyState) -> Literal["admit", "__end__"]:
    return "__end__" if state["verdict"] is Verdict.STOP else "admit"


def _ids(state: ReplyState) -> tuple[ClientId, ReplyId]:
    return ClientId(UUID(state["client_id"])), ReplyId(UUID(state["reply_id"]))
