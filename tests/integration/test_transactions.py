"""A transaction cut at any moment leaves nothing behind: no row, no lock, no word in the log."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import Any
from uuid import uuid4

from memory.postgres import APP_ROLE, SYSTEM_ROLE, Postgres
from memory.records.ids import ClientId
from memory.store import Storage


async def test_connections_of_cut_transactions_are_not_used_again_half_open(database: Storage) -> None:
    """Cancelled in BEGIN, in a statement, in COMMIT or between them, as SIGTERM cancels a worker's tasks."""
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    chance = random.Random(7)
    postgres = await Postgres.open(database.app, size=4)

    async def cut_short() -> None:
        task = asyncio.create_task(postgres.answers())
        await asyncio.sleep(chance.uniform(0, 0.002))
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    try:
        for _ in range(100):
            await asyncio.gather(*(cut_short() for _ in range(4)))
        await asyncio.gather(*(postgres.answers() for _ in range(8)))
    finally:
        await postgres.close()
    assert complaints == []


async def test_a_connection_that_was_given_back_remembers_neither_client_nor_role(database: Storage) -> None:
    """Nothing resets it in between: what a transaction set ends with it, also when it fails."""
    postgres = await Postgres.open(database.app, size=1)
    try:
        for broken in (False, True):
            with suppress(ZeroDivisionError):
                async with postgres.client_transaction(ClientId(uuid4())) as tx:
                    assert (
                        await tx.fetchval("select current_user::text where $1::uuid is not null") == APP_ROLE
                    )
                    assert 1 // (not broken)
            async with postgres.system_transaction() as tx:
                seen = await tx.fetchrow(
                    "select current_setting('app.client_id', true) as client, current_user"
                )
            assert seen is not None
            assert (seen["client"] or None, seen["current_user"]) == (None, SYSTEM_ROLE)
    finally:
        await postgres.close()
