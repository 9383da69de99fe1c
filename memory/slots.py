"""Number the processes that run flows, so that a dead one's work is known and taken over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import asyncpg

from errors import LimitReached

_NAMESPACE = 0x41474E
_SLOTS = 64


class Slot:
    """One process's number, held by an advisory lock for as long as its connection lives."""

    def __init__(self, url: str, connection: asyncpg.Connection[asyncpg.Record], number: int) -> None:
        self._url = url
        self._connection = connection
        self.number = number

    async def abandoned(self, numbers: Iterable[int]) -> list[int]:
        """Which of these numbers no living process holds; our own is taken again where its lock was cut."""
        connection = await self._held()
        return [
            number
            for number in numbers
            if number != self.number
            and await connection.fetchval(
                "select pg_try_advisory_lock($1, $2) and pg_advisory_unlock($1, $2)", _NAMESPACE, number
            )
        ]

    async def close(self) -> None:
        """Give the number back."""
        await self._connection.close()

    async def _held(self) -> asyncpg.Connection[asyncpg.Record]:
        try:
            await self._connection.execute("select 1")
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
            self._connection.terminate()
            self._connection = await asyncpg.connect(self._url)
            await _take(self._connection, self.number)
        return self._connection


@asynccontextmanager
async def take_slot(url: str) -> AsyncIterator[Slot]:
    """Hold the lowest free number; LimitReached when all 64 are taken."""
    connection = await asyncpg.connect(url)
    try:
        for number in range(_SLOTS):
            if await _take(connection, number):
                break
        else:
            raise LimitReached("processes", f"{_SLOTS} processes run flows already: stop one first.")
    except BaseException:
        await connection.close()
        raise
    slot = Slot(url, connection, number)
    try:
        yield slot
    finally:
        await slot.close()


async def _take(connection: asyncpg.Connection[asyncpg.Record], number: int) -> bool:
    return await connection.fetchval("select pg_try_advisory_lock($1, $2)", _NAMESPACE, number)
