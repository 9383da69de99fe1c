"""Run a graph's threads: start, resume, and clear away what has ended."""

# LangGraph's own annotations leave a type variable of `Command` open.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command

from errors import StorageUnavailable

INTERRUPT = "__interrupt__"
"""Where LangGraph keeps, and returns, what a graph waits for."""


class Threads:
    """The threads of one compiled graph; a checkpoint exists only while a thread is paused."""

    def __init__(self, graph: CompiledStateGraph[Any, Any, Any, Any], saver: AsyncPostgresSaver) -> None:
        self._graph = graph
        self._saver = saver

    async def start(self, thread_id: str, state: Mapping[str, Any]) -> None:
        """Run from the first node to a pause or to the end."""
        await self._run(thread_id, state)

    async def resume(self, thread_id: str, state: Mapping[str, Any]) -> None:
        """Go on behind the pause; where no paused thread is left, run from the first node."""
        await self._run(thread_id, Command(resume=True) if await self.paused(thread_id) else state)

    async def paused(self, thread_id: str) -> bool:
        """Whether the thread waits for an answer; StorageUnavailable where checkpoints cannot be read now."""
        with _translated():
            kept = await self._saver.aget_tuple(_config(thread_id))
        return kept is not None and any(channel == INTERRUPT for _, channel, _ in kept.pending_writes or ())

    async def _run(self, thread_id: str, given: Mapping[str, Any] | Command[Any]) -> None:
        with _translated():
            left = await self._graph.ainvoke(given, _config(thread_id), durability="exit")
            if not left.get(INTERRUPT):
                await self._saver.adelete_thread(thread_id)


@contextmanager
def _translated() -> Iterator[None]:
    """Checkpoints go through a driver of their own, whose absence of the database is ours too."""
    try:
        yield
    except psycopg.OperationalError as error:
        raise StorageUnavailable("The database does not answer: try again in a moment.") from error


def _config(thread_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread_id}, "recursion_limit": 50}
