"""A transaction cut at any moment leaves nothing behind: no row, no lock, no traceback in the log."""

from __future__ import annotations

import asyncio
import logging
import random
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest

from errors import InvalidInput, StorageUnavailable
from memory.postgres import APP_ROLE, SYSTEM_ROLE, Postgres, Transaction
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


async def test_a_connection_comes_back_as_nobody(database: Storage) -> None:
    """No client and no role is left on it for the next transaction, whether the last one held or broke."""
    postgres = await Postgres.open(database.app, size=1)
    client_id = ClientId(uuid4())
    asks = "select current_user::text, nullif(current_setting('app.client_id', true), '')"

    async def who(tx: Transaction) -> tuple[str, str | None]:
        user, client = await tx.fetchrow(asks) or ("", None)
        return user, client

    try:
        for broken in (False, True):
            with suppress(RuntimeError):
                async with postgres.client_transaction(client_id) as tx:
                    # A client's own queries have its id as their first argument.
                    row = await tx.fetchrow(f"{asks} where $1::uuid is not null")
                    assert row is not None
                    assert (row[0], UUID(row[1])) == (APP_ROLE, client_id)
                    if broken:
                        raise RuntimeError
            async with postgres.system_transaction() as tx:
                assert await who(tx) == (SYSTEM_ROLE, None)
                if broken:
                    with pytest.raises(InvalidInput):
                        await tx.execute("select 1 / 0")
            async with postgres.client_transaction(ClientId(uuid4())) as tx:
                row = await tx.fetchrow(f"{asks} where $1::uuid is not null")
                assert row is not None
                assert row[0] == APP_ROLE
                assert UUID(row[1]) != client_id
    finally:
        await postgres.close()


async def test_a_server_that_goes_away_in_a_transaction_is_told_as_such(database: Storage) -> None:
    """And not by what the driver says of a connection that has left its pool by itself."""
    postgres = await Postgres.open(database.app, size=1)
    try:
        with pytest.raises(StorageUnavailable):
            async with postgres.client_transaction(ClientId(uuid4())) as tx:
                await tx.execute("select pg_terminate_backend(pg_backend_pid()), $1::uuid")
        await postgres.answers()
    finally:
        await postgres.close()


async def test_the_pool_says_in_one_line_that_the_server_is_away(
    database: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    """An error of its own keeps its traceback."""
    pool, formatter = logging.getLogger("asyncpg.pool"), logging.Formatter()
    for _ in range(2):
        await (await Postgres.open(database.app, size=1)).close()
    for error in (ConnectionRefusedError("no"), ValueError("a defect")):
        pool.warning("%d connections are missing", 1, exc_info=error)
    away, defect = (formatter.format(record) for record in caplog.records)
    assert away == "1 connections are missing (PostgreSQL is away: ConnectionRefusedError)"
    assert "ValueError: a defect" in defect
