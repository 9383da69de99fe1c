"""Keep paused graphs in PostgreSQL: ids and enums only, deleted when a graph ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import LiteralString

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

SCHEMA = "checkpoints"
LOCK = 7_021_004
"""Of whoever makes the tables."""
PAUSE_SECONDS = 0.05


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
        await _set_up(pool, saver)
        yield saver


async def _set_up(pool: AsyncConnectionPool[AsyncConnection[DictRow]], saver: AsyncPostgresSaver) -> None:
    """Make the tables, one process after the other: workers that start at once on a new database collide.

    The lock is tried for and not waited for: the tables' indexes are made concurrently, which takes until
    every statement that is under way has ended, one that waits for the lock among them.
    """
    async with pool.connection() as connection:
        while not await _took(connection, "pg_try_advisory_lock"):
            await asyncio.sleep(PAUSE_SECONDS)
        try:
            await saver.setup()
        finally:
            await _took(connection, "pg_advisory_unlock")


async def _took(connection: AsyncConnection[DictRow], function: LiteralString) -> bool:
    answer = await connection.execute(f"select {function}(%s) as took", (LOCK,))
    row = await answer.fetchone()
    return row is not None and row["took"]
