"""Let the writes of one chat happen in the order in which they were asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Order:
    """One write of a chat at a time, first come, first served; chats do not wait for each other."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, chat: str) -> AsyncIterator[None]:
        """Wait until all that was asked for before is written."""
        # The lock lives as long as somebody holds it or waits for it.
        lock = self._locks.setdefault(chat, asyncio.Lock())
        async with lock:
            yield
