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

    def __init__(self, connection: asyncpg.Connection[asyncpg.Record], number: int) -> None:
        self._connection = connection
        self.number = number

    async def abandoned(self, numbers: Iterable[int]) -> list[int]:
        """Which of these numbers no living process holds."""
        return [
            number
            for number in numbers
            if number != self.number
            and await self._connection.fetchval(
                "select pg_try_advisory_lock($1, $2) and pg_advisory_unlock($1, $2)", _NAMESPACE, number
            )
        ]


@asynccontextmanager
async def take_slot(url: str) -> AsyncIterator[Slot]:
    """Hold the lowest free number; LimitReached when all 64 are taken."""
    connection = await asyncpg.connect(url)
    try:
        for number in range(_SLOTS):
            if await connection.fetchval("select pg_try_advisory_lock($1, $2)", _NAMESPACE, number):
                yield Slot(connection, number)
                return
        raise LimitReached("processes", f"{_SLOTS} processes run flows already: stop one first.")
    finally:
        await connection.close()
