"""Keep paused graphs in PostgreSQL: ids and enums only, deleted when a graph ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

SCHEMA = "checkpoints"


@asynccontextmanager
async def open_saver(engine_url: str, *, size: int = 4) -> AsyncIterator[AsyncPostgresSaver]:
    """A saver of its own for one worker; one saver serialises its callers behind a lock."""
    pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
        engine_url,
        min_size=1,
        max_size=size,
        open=False,
        kwargs={
            "autocommit": True,
            "prepare_threshold": 0,
            "row_factory": dict_row,
            "options": f"-c search_path={SCHEMA}",
        },
    )
    async with pool:
        saver = AsyncPostgresSaver(pool)
        await saver.setup()
        yield saver
